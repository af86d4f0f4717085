"""A connection that the application can cut."""

from collections.abc import Callable
from typing import Any

from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

_EXTENSION = "sandbox.cut"


class CuttableProtocol(H11Protocol):
    """HTTP that hands the application a way to drop the connection without an answer."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        inner: Any = self.app

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            scope.setdefault("extensions", {})[_EXTENSION] = self._cut
            await inner(scope, receive, send)

        self.app = app

    def _cut(self) -> None:
        if self.transport is not None:
            self.transport.abort()


def cutter(scope: Scope) -> Callable[[], None]:
    """What cuts the connection of a request."""
    cut: Callable[[], None] = scope["extensions"][_EXTENSION]
    return cut
