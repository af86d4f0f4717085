"""A small HTTP server in the bot's own event loop; it leaves signals to the bot."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterator, Mapping

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

#: Seconds that a request in flight has when the server stops.
PATIENCE = 3

Health = Callable[[], Awaitable[tuple[bool, Mapping[str, object]]]]


def create_app(health: Health, *routes: Route) -> Starlette:
    """The application: ``/healthz`` answers 200 while the bot does its work, else 503, with what it knows; and further
    routes.
    """

    async def healthz(_: Request) -> JSONResponse:
        well, facts = await health()
        return JSONResponse({"ok": well, **facts}, status_code=200 if well else 503)

    return Starlette(routes=[Route("/healthz", healthz), *routes])


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to the process that runs us."""
        yield


class Web:
    """Serves the application until it is stopped."""

    def __init__(self, app: Starlette, host: str, port: int) -> None:
        config = uvicorn.Config(
            app, host=host, port=port, log_config=None, access_log=False, timeout_graceful_shutdown=PATIENCE
        )
        self._server = _Server(config)
        self._task: asyncio.Task[None] | None = None
        self._where = f"{host}:{port}"

    async def start(self) -> None:
        """Bind and serve; raises ``OSError`` where the address is taken."""
        self._task = asyncio.create_task(self._serve(), name="web")
        while not self._server.started:
            if self._task.done():
                self._task.result()
                break
            await asyncio.sleep(0.01)

    async def _serve(self) -> None:
        try:
            await self._server.serve()
        except SystemExit as exc:  # how uvicorn says that it could not bind
            raise OSError(
                f"cannot listen on {self._where}; is it in use? Set HELIOGRAPH_LISTEN to another address"
            ) from exc

    async def stop(self) -> None:
        """Stop serving."""
        self._server.should_exit = True
        if self._task:
            await asyncio.gather(self._task, return_exceptions=True)
