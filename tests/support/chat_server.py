"""A language model's endpoint on loopback that answers as it is told, by a real HTTP server.

::

    async with ChatServer() as server:
        server.says("...")              # a completion with these words
        server.reports(...)             # whatever else: a status, raw bytes, a script of one's own
        ... ChatModel(server.url, "m")
        server.asked                    # the requests' bodies
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any, Self

from aiohttp import web

Script = Callable[[web.Request], Awaitable[web.StreamResponse]]


def completion(text: Any, **more) -> dict[str, Any]:
    """What an endpoint answers."""
    return {"choices": [{"message": {"role": "assistant", "content": text}}], "usage": {"total_tokens": 700}, **more}


class ChatServer:
    """The server. Enter it to start, leave it to stop."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.keys: list[str | None] = []
        self._scripts: list[Script] = []
        self._letting_go = asyncio.Event()

    def says(self, *texts: Any, **more) -> None:
        """Answers with these words from now on: each once, the last for ever."""
        self._scripts = [self._json(completion(text, **more)) for text in texts]

    def answers(self, value: Any) -> None:
        """Answers with this as JSON."""
        self._scripts = [self._json(value)]

    def status(self, status: int, *, body: str = "no", **headers: str) -> None:
        """Answers with a status; ``retry_after="30"``."""

        async def script(_: web.Request) -> web.StreamResponse:
            told = {name.replace("_", "-").title(): value for name, value in headers.items()}
            return web.Response(status=status, text=body, headers=told)

        self._scripts = [script]

    def sends(self, body: bytes) -> None:
        """Answers with these bytes."""

        async def script(_: web.Request) -> web.StreamResponse:
            return web.Response(body=body, content_type="application/json")

        self._scripts = [script]

    def stalls(self, *, after: bytes = b"") -> None:
        """Sends some bytes, if any, and then nothing more."""

        async def script(request: web.Request) -> web.StreamResponse:
            if after:
                response = web.StreamResponse()
                await response.prepare(request)
                await response.write(after)
            await self._letting_go.wait()
            return web.Response(status=503)

        self._scripts = [script]

    def breaks_off(self, body: bytes) -> None:
        """Promises more than it sends, and cuts the connection."""

        async def script(request: web.Request) -> web.StreamResponse:
            response = web.StreamResponse(headers={"Content-Length": str(len(body) * 2)})
            await response.prepare(request)
            await response.write(body)
            assert request.transport is not None
            request.transport.abort()
            return response

        self._scripts = [script]

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_post("/v1/chat/completions", self._answer)
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}/v1"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._letting_go.set()
        await self._runner.cleanup()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(await request.json())
        self.keys.append(request.headers.get("Authorization"))
        script = self._scripts.pop(0) if len(self._scripts) > 1 else self._scripts[0]
        return await script(request)

    def _json(self, value: Any) -> Script:
        async def script(_: web.Request) -> web.StreamResponse:
            return web.Response(body=json.dumps(value).encode(), content_type="application/json")

        return script
