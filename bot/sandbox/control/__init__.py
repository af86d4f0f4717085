"""The control interface under `/sim`: the one table of its addresses."""

import inspect
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.sandbox.control import machine, people, talk
from bot.sandbox.control.requests import Command, read_command

Action = Callable[[Command], Any]

_CHAT = "/sim/chats/{chat_id}"
_TABLE: tuple[tuple[str, str, Action], ...] = (
    ("POST", "/sim/reset", machine.reset),
    ("GET", "/sim/users", people.list_users),
    ("POST", "/sim/users", people.make_user),
    ("POST", "/sim/crowd", people.make_crowd),
    ("GET", "/sim/bots", people.list_bots),
    ("POST", "/sim/bots", people.make_bot),
    ("POST", "/sim/bots/revoke", people.revoke),
    ("GET", "/sim/chats", people.list_chats),
    ("POST", "/sim/chats", people.make_chat),
    ("GET", "CHAT", people.show_chat),
    ("PATCH", "CHAT", people.change_chat),
    ("PUT", "CHAT/members/{user_id}", people.set_member),
    ("GET", "CHAT/menu", people.menu),
    ("PUT", "CHAT/linked", people.link),
    ("POST", "CHAT/open", people.open_chat),
    ("POST", "CHAT/block", people.block),
    ("POST", "CHAT/migrate", people.migrate),
    ("GET", "CHAT/messages", talk.read),
    ("POST", "CHAT/messages", talk.write),
    ("POST", "CHAT/forward", talk.forward),
    ("PATCH", "CHAT/messages/{message_id}", talk.rewrite),
    ("DELETE", "CHAT/messages/{message_id}", talk.remove),
    ("POST", "CHAT/press", talk.press),
    ("POST", "CHAT/pin", talk.pin),
    ("POST", "CHAT/service", talk.add_service),
    ("GET", "/sim/calls", machine.list_calls),
    ("DELETE", "/sim/calls", machine.clear_calls),
    ("GET", "/sim/counters", machine.counters),
    ("GET", "/sim/faults", machine.list_faults),
    ("POST", "/sim/faults", machine.add_fault),
    ("DELETE", "/sim/faults", machine.clear_faults),
    ("PUT", "/sim/limits", machine.set_limits),
    ("PUT", "/sim/clock", machine.set_clock),
    ("POST", "/sim/web", machine.put_on_web),
    ("GET", "/sim/files/{file_id}", machine.show_file),
    ("GET", "/sim/page", machine.show_page),
    ("PUT", "/sim/page", machine.set_page),
    ("GET", "/sim/events", machine.stream),
)


def _endpoint(action: Action) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        outcome = action(await read_command(request))
        if inspect.isawaitable(outcome):
            outcome = await outcome
        return outcome if isinstance(outcome, Response) else JSONResponse(outcome)

    return endpoint


def routes() -> list[Route]:
    """The routes of the control interface."""
    return [
        Route(address.replace("CHAT", _CHAT), _endpoint(action), methods=[method]) for method, address, action in _TABLE
    ]
