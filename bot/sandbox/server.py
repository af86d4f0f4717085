"""Running a local Telegram: in a thread of one's own program, or alone."""

import asyncio
import socket
import threading
from contextlib import suppress
from types import TracebackType
from typing import Self

import uvicorn

from bot.sandbox.app import make_app
from bot.sandbox.bot_api import Desk
from bot.sandbox.connection import CuttableProtocol
from bot.sandbox.options import Options

_START_SECONDS = 15


def _listen(address: tuple[str, int]) -> socket.socket:
    """A listening socket that names TCP as its protocol: else asyncio leaves Nagle's delay on, 40 ms an answer."""
    family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(address)
    except OSError:
        listener.close()
        raise
    listener.listen(1024)
    return listener


class Sandbox:
    """A local Telegram on a port of this machine.

    `start` returns when it answers, `stop` when it is gone; `with Sandbox() as sandbox:` does both. What it holds lives
    in the server's thread: look at it through `bot.sandbox.client.SimClient`.
    """

    def __init__(self, *, port: int = 0, host: str = "127.0.0.1", options: Options | None = None) -> None:
        self._address = (host, port)
        self._app = make_app(options or Options())
        self._server = uvicorn.Server(
            uvicorn.Config(
                self._app,
                http=CuttableProtocol,
                ws="none",
                lifespan="off",
                loop="asyncio",
                log_config=None,
                log_level="critical",
                access_log=False,
                timeout_keep_alive=75,
                timeout_graceful_shutdown=1,
            )
        )
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ready = threading.Event()
        self._port = port

    @property
    def url(self) -> str:
        """Where it is, without a slash at the end."""
        return f"http://{self._address[0]}:{self._port}"

    @property
    def api_url(self) -> str:
        """What a bot takes for `https://api.telegram.org/bot`."""
        return f"{self.url}/bot"

    @property
    def file_url(self) -> str:
        """What a bot takes for `https://api.telegram.org/file/bot`."""
        return f"{self.url}/file/bot"

    @property
    def desk(self) -> Desk:
        """What the server holds; only for its own thread, or for a server that stands still."""
        desk: Desk = self._app.state.desk
        return desk

    def start(self) -> Self:
        """Listen, and return when requests are answered."""
        listener = _listen(self._address)
        self._port = listener.getsockname()[1]
        self._thread = threading.Thread(target=self._run, args=(listener,), name="local-telegram", daemon=True)
        self._thread.start()
        if not self._ready.wait(_START_SECONDS):
            raise RuntimeError("the local Telegram did not start")
        return self

    def run(self) -> None:
        """Serve in this thread until a signal ends it."""
        with _listen(self._address) as listener:
            self._port = listener.getsockname()[1]
            asyncio.run(self._serve(listener))

    def stop(self) -> None:
        """End every connection and return when the thread is gone."""
        if self._thread is None or self._loop is None:
            return
        self._loop.call_soon_threadsafe(self._end)
        self._thread.join()
        self._thread = None

    def _end(self) -> None:
        self.desk.world.hub.close()
        self._server.should_exit = True

    def _run(self, listener: socket.socket) -> None:
        with listener:
            asyncio.run(self._serve(listener))

    async def _serve(self, listener: socket.socket) -> None:
        self._loop = asyncio.get_running_loop()
        self._loop.call_soon(self._ready.set)
        await self._server.serve(sockets=[listener])

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def serve(port: int = 8081, host: str = "127.0.0.1", options: Options | None = None) -> None:
    """Run a local Telegram until it is interrupted."""
    with suppress(KeyboardInterrupt):
        Sandbox(port=port, host=host, options=options).run()
