"""``feeds.ports_of_summarising.Summarise`` over any endpoint that speaks OpenAI's chat completions.

One request a question, no redirect, a limit of time and of size; whatever goes wrong is one error that says what kind.
The operator names the address, so it may be a private one. Neither key nor question is logged.
"""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from aiohttp import ClientResponse, ClientSession, ClientTimeout, DummyCookieJar

from feeds.errors import SummariserError
from feeds.fetch.failures import FAILURES, explain
from feeds.fetch.response import retry_after
from feeds.model import Flaw, Question, Reply

#: Characters of a refusal's words that are told.
_TOLD = 200


@dataclass(frozen=True, slots=True)
class ChatLimits:
    """What one question may take."""

    connect: float = 10.0  #: seconds until a connection must stand
    total: float = 60.0  #: seconds for all of it
    size: int = 256 * 2**10  #: bytes of an answer


class ChatModel:
    """Asks a model. For one event loop; ``close`` it in the end."""

    def __init__(self, url: str, model: str, *, key: str | None = None, limits: ChatLimits | None = None) -> None:
        self._url = f"{url.rstrip('/')}/chat/completions"
        self._model = model
        self._headers = {"Accept": "application/json"} | ({"Authorization": f"Bearer {key}"} if key else {})
        self._key = key
        self._limits = limits or ChatLimits()
        self._session: ClientSession | None = None

    @property
    def model(self) -> str:
        """The model's name."""
        return self._model

    async def __call__(self, question: Question) -> Reply:
        """Its answer; raises ``SummariserError``."""
        try:
            async with (
                asyncio.timeout(self._limits.total),
                self._opened().post(
                    self._url, json=self._asked(question), headers=self._headers, allow_redirects=False
                ) as response,
            ):
                body = await self._read(response)
                status, headers = response.status, response.headers
        except FAILURES as error:
            told = explain(error, url=self._url)
            flaw = Flaw.TIMED_OUT if isinstance(error, TimeoutError) else Flaw.UNREACHABLE
            raise SummariserError(f"The language model gave no answer: {told}.", flaw=flaw) from error
        if status != 200:
            raise _refusal(status, headers, body, self._key)
        return _reply(body)

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()

    def _opened(self) -> ClientSession:
        if self._session is None:  # not before there is an event loop
            timeout = ClientTimeout(total=self._limits.total, sock_connect=self._limits.connect)
            self._session = ClientSession(timeout=timeout, cookie_jar=DummyCookieJar())
        return self._session

    def _asked(self, question: Question) -> dict[str, Any]:
        rules, matter = (part.encode("utf-8", "replace").decode() for part in (question.rules, question.matter))
        return {
            "model": self._model,
            "messages": [{"role": "system", "content": rules}, {"role": "user", "content": matter}],
            "max_tokens": question.answer_tokens,
            "temperature": 0,
        }

    async def _read(self, response: ClientResponse) -> bytes:
        body = bytearray()
        async for chunk in response.content.iter_any():
            body += chunk
            if len(body) > self._limits.size:
                raise SummariserError("The language model's answer is larger than any should be.", flaw=Flaw.TOO_LARGE)
        return bytes(body)


def _refusal(status: int, headers: Mapping[str, str], body: bytes, key: str | None) -> SummariserError:
    """What an endpoint says instead of an answer; some say which key it was that they do not take."""
    wait = retry_after(headers, now=datetime.now(UTC))
    said = " ".join(body.decode("utf-8", "replace").split())
    words = (said.replace(key, "***") if key else said)[:_TOLD]
    flaw = Flaw.BUSY if status == 429 else Flaw.REFUSED
    return SummariserError(f"The language model's endpoint answers {status}: {words}", flaw=flaw, retry_after=wait)


def _reply(body: bytes) -> Reply:
    try:
        answer = json.loads(body)
        text = answer["choices"][0]["message"]["content"]
        told = answer.get("usage", {})
    except IndexError as error:
        raise SummariserError("The language model's answer has no choices.", flaw=Flaw.EMPTY) from error
    except (ValueError, RecursionError, KeyError, TypeError, AttributeError) as error:
        raise SummariserError("The language model's answer is not of the form.", flaw=Flaw.GARBLED) from error
    if not isinstance(text, str) or not text.strip():
        raise SummariserError("The language model's answer is empty.", flaw=Flaw.EMPTY)
    tokens = told.get("total_tokens") if isinstance(told, dict) else None
    return Reply(text, tokens if type(tokens) is int else None)
