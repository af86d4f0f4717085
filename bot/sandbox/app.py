"""The application: Bot API, control interface and page under one roof."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Route

from bot.sandbox import bot_api, control
from bot.sandbox.calls import CallLog
from bot.sandbox.control.requests import ControlError, control_error
from bot.sandbox.errors import RefusalError
from bot.sandbox.options import Options
from bot.sandbox.world import World

_PAGE = Path(__file__).with_name("page")
_FILES = ("page.css", "page.js", "pane.js", "message.js", "text.js", "menu.js", "server.js", "icon.svg")
_ANY = ["GET", "POST", "PUT", "DELETE", "PATCH"]
_POLICY = "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


async def _api(request: Request) -> Response:
    return await bot_api.handle(request.app.state.desk, request)


async def _file(request: Request) -> Response:
    return bot_api.serve_file(request.app.state.desk, request.path_params["token"], request.path_params["path"])


def _page_file(name: str) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:  # noqa: ARG001 - Starlette's signature
        return FileResponse(_PAGE / name, headers={"Content-Security-Policy": _POLICY, "Cache-Control": "no-cache"})

    return endpoint


async def _unknown(request: Request, error: Exception) -> Response:  # noqa: ARG001 - Starlette's signature
    return bot_api.refusal(RefusalError(404, "Not Found"))


def make_app(options: Options) -> Starlette:
    """A new local Telegram with nothing in it."""
    routes: list[BaseRoute] = [
        Route("/bot{rest:path}", _api, methods=_ANY),
        Route("/file/bot{token}/{path:path}", _file),
        Route("/", _page_file("index.html")),
        *(Route(f"/{name}", _page_file(name)) for name in _FILES),
        *control.routes(),
    ]
    handlers = {ControlError: control_error, 404: _unknown, 405: _unknown}
    app = Starlette(routes=routes, exception_handlers=handlers)
    app.state.desk = bot_api.Desk(World(options), CallLog(options.request_log), options.limits)
    return app
