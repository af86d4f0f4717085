"""Feeds over HTTP in a process of its own, which notes the moment of every answer.

``FeedServer`` starts it and speaks to it; ``python -m tests.benchmarks.feed_server HOSTS`` is the process. It listens
on so many loopback addresses (127.0.0.1, 127.0.0.2, …), because a polite fetcher asks one host for two documents at a
time only, and ends when its standard input does.
"""

import asyncio
import hashlib
import json
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

import httpx
from aiohttp import web

from feeds.model import Entry
from tests.benchmarks.processes import ROOT, die_with_parent
from tests.support.feed_text import render_rss


@dataclass(frozen=True, slots=True)
class Answer:
    """A document that was handed out."""

    at: float  #: wall clock, as the local Telegram's
    path: str
    newest: str  #: the guid of the document's first entry
    status: int


class FeedServer:
    """The process, and what a benchmark asks of it; a context manager."""

    def __init__(self, *, hosts: int = 1) -> None:
        self._hosts = hosts

    def __enter__(self) -> Self:
        command = [sys.executable, "-m", "tests.benchmarks.feed_server", str(self._hosts)]
        self._process = subprocess.Popen(
            command,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            preexec_fn=die_with_parent,  # noqa: PLW1509 - it takes no lock
        )
        self._port = int(self._process.stdout.readline())
        self._http = httpx.Client(base_url=f"http://127.0.0.1:{self._port}", trust_env=False, timeout=30)
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()
        self._process.stdin.close()
        self._process.wait(timeout=10)
        self._process.stdout.close()

    def url(self, path: str, number: int = 0) -> str:
        """The address of a feed; each number has one host of those that there are."""
        return f"http://127.0.0.{number % self._hosts + 1}:{self._port}{path}"

    def feed(self, path: str, entries: Sequence[Entry]) -> None:
        """Let a feed hold these entries, the newest first."""
        self._put({path: entries})

    def feeds(self, documents: dict[str, Sequence[Entry]]) -> None:
        """The same for several at once."""
        self._put(documents)

    def answers(self) -> list[Answer]:
        """What was answered so far."""
        return [Answer(**one) for one in self._http.get("/-/answers").raise_for_status().json()]

    def _put(self, documents: dict[str, Sequence[Entry]]) -> None:
        told = {path: [_told(entry) for entry in entries] for path, entries in documents.items()}
        self._http.put("/-/feeds", json=told).raise_for_status()


def _told(entry: Entry) -> dict[str, str]:
    return {
        "guid": entry.guid or "",
        "title": entry.title,
        "summary": entry.summary,
        "link": entry.link or "",
        "published": entry.published.isoformat(),
    }


class _Served:
    """The inside of the process."""

    def __init__(self) -> None:
        self._documents: dict[str, tuple[bytes, str, str]] = {}
        self._answers: list[dict[str, object]] = []

    def app(self) -> web.Application:
        app = web.Application(client_max_size=256 * 2**20)
        app.router.add_put("/-/feeds", self._put)
        app.router.add_get("/-/answers", self._show)
        app.router.add_get("/{path:.*}", self._serve)
        return app

    async def _put(self, request: web.Request) -> web.Response:
        for path, entries in (await request.json()).items():
            body = render_rss(map(_entry, entries), title=f"Feed {path}", language="en")
            newest = entries[0]["guid"] if entries else ""
            self._documents[path] = (body, f'"{hashlib.sha256(body).hexdigest()[:16]}"', newest)
        return web.json_response({})

    async def _show(self, _: web.Request) -> web.Response:
        return web.json_response(self._answers)

    async def _serve(self, request: web.Request) -> web.Response:
        if request.path not in self._documents:
            return self._answered(request, web.Response(status=404), "")
        body, tag, newest = self._documents[request.path]
        if request.headers.get("If-None-Match") == tag:
            return self._answered(request, web.Response(status=304, headers={"ETag": tag}), newest)
        response = web.Response(body=body, content_type="application/rss+xml", headers={"ETag": tag})
        return self._answered(request, response, newest)

    def _answered(self, request: web.Request, response: web.Response, newest: str) -> web.Response:
        self._answers.append({"at": time.time(), "path": request.path, "newest": newest, "status": response.status})
        return response


def _entry(told: dict[str, str]) -> Entry:
    return Entry(**{**told, "published": datetime.fromisoformat(told["published"])})


async def _main(hosts: int) -> None:
    runner = web.AppRunner(_Served().app(), access_log=None)
    await runner.setup()
    port = 0
    for number in range(hosts):
        site = web.TCPSite(runner, f"127.0.0.{number + 1}", port)
        await site.start()
        port = port or runner.addresses[0][1]
    print(json.dumps(port), flush=True)
    await asyncio.to_thread(sys.stdin.buffer.read)
    await runner.cleanup()


def entries(reports: Iterable[object], *, published: datetime) -> list[Entry]:
    """Reports as a feed's entries."""
    return [
        Entry(title=one.title, summary=one.text, guid=one.key, link=f"https://{one.key}.example/", published=published)
        for one in reports
    ]


if __name__ == "__main__":
    asyncio.run(_main(int(sys.argv[1])))
