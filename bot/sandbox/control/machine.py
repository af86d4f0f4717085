"""The machine behind the chats: log, counters, faults, limits, clock, files, page."""

import base64
import binascii
from dataclasses import fields, replace
from typing import Any

from starlette.responses import Response, StreamingResponse

from bot.sandbox.control.requests import Command, ControlError
from bot.sandbox.errors import describe
from bot.sandbox.events import as_stream
from bot.sandbox.faults import Fault, FaultKind
from bot.sandbox.model import ChatKind
from bot.sandbox.options import LimitRules
from bot.sandbox.pictures import look_at
from bot.sandbox.world import StoredFile

_KEEP_ALIVE_SECONDS = 15
_NOT_SET = frozenset({"id", "hits", "methods", "random"})


def reset(command: Command) -> dict[str, Any]:
    """Forget everything."""
    command.desk.reset()
    return {"reset": True}


def list_calls(command: Command) -> list[dict[str, Any]]:
    """API calls after a number, or the newest of them."""
    found = list(command.desk.log.since(command.integer("since"), command.text("method")))
    return [call.to_json() for call in found[-command.integer("limit") :]]


def clear_calls(command: Command) -> dict[str, Any]:
    """Forget the calls so far, and what was counted."""
    command.desk.clear_counts()
    return {"cleared": True}


def counters(command: Command) -> dict[str, Any]:
    """What was counted."""
    desk = command.desk
    return {
        "calls": dict(desk.log.methods),
        "outcomes": {method: dict(counted) for method, counted in desk.log.outcomes.items()},
        "refusals": dict(desk.log.refusals),
        "faults": dict(desk.log.faults),
        "flood_refusals": sum(limiter.refused for limiter in desk.limiters.values()),
        "delivered": desk.world.delivered,
        "chats": len(desk.world.chats),
        "messages": sum(len(chat.messages) for chat in desk.world.chats.values()),
        "events": desk.world.hub.count,
    }


def add_fault(command: Command) -> dict[str, Any]:
    """Put a fault rule in force."""
    unknown = set(command.body) - {one.name for one in fields(Fault)} | set(command.body) & _NOT_SET
    if unknown:
        raise ControlError(400, f"no such options: {', '.join(sorted(unknown))}")
    try:
        kind = FaultKind(command.text("kind"))
    except ValueError:
        raise ControlError(400, f"kind must be one of {', '.join(FaultKind)}") from None
    named = command.body.get("method", "*")
    fault = Fault(
        kind,
        method=",".join(map(str, named)) if isinstance(named, list) else str(named),
        chat_id=command.text("chat_id"),
        times=command.integer("times", 1),
        probability=command.number("probability", 1),
        seed=command.integer("seed", 1),
        seconds=command.number("seconds", 1),
        retry_after=command.integer("retry_after", 1),
        effect=command.flag("effect", default=True),
    )
    return command.desk.faults.add(fault).to_json()


def list_faults(command: Command) -> list[dict[str, Any]]:
    """The rules, with how often each hit."""
    return [rule.to_json() for rule in command.desk.faults.rules]


def clear_faults(command: Command) -> dict[str, Any]:
    """Lift all fault rules."""
    command.desk.faults.rules.clear()
    return {"cleared": True}


def set_limits(command: Command) -> dict[str, Any]:
    """Switch the published limits on or off, or change them."""
    names = [one.name for one in fields(LimitRules)]
    unknown = set(command.body) - set(names)
    if unknown:
        raise ControlError(400, f"no such limits: {', '.join(sorted(unknown))}")
    command.desk.rules = replace(command.desk.rules, **command.body)
    return {name: getattr(command.desk.rules, name) for name in names}


def set_clock(command: Command) -> dict[str, Any]:
    """Move this world's clock forward, or change how long the seconds of faults are."""
    world = command.desk.world
    world.clock_offset += command.number("advance")
    command.desk.time_factor = command.number("time_factor", command.desk.time_factor)
    world.hub.publish("clock", now=world.now())
    return {"now": world.now(), "time_factor": command.desk.time_factor}


def put_on_web(command: Command) -> dict[str, Any]:
    """Say what a bot finds that sends a photo by URL: a file, or Telegram's refusal by its inner name."""
    url, refusal = command.text("url"), command.text("refusal")
    if refusal:
        command.desk.world.web[url] = refusal
        return {"url": url, "refusal": describe(400, refusal)[1]}
    try:
        content = base64.b64decode(command.text("content"), validate=True)
    except binascii.Error:
        raise ControlError(400, "content must be base64") from None
    picture = look_at(content)
    media_type = picture.media_type if picture else "application/octet-stream"
    command.desk.world.web[url] = StoredFile("", url.rpartition("/")[2], content, media_type)
    return {"url": url, "media_type": media_type}


def show_file(command: Command) -> Response:
    """A stored picture."""
    stored = command.desk.world.files.get(command.request.path_params["file_id"])
    if stored is None:
        raise ControlError(404, "no such file")
    headers = {"Cache-Control": "max-age=86400, immutable", "X-Content-Type-Options": "nosniff"}
    return Response(stored.content, headers=headers, media_type=stored.media_type)


def set_page(command: Command) -> dict[str, Any]:
    """Say what the page shows: `panes`, `status`, `title`."""
    page = command.desk.world.page
    page |= {name: command.body[name] for name in ("panes", "status", "title") if name in command.body}
    command.desk.world.hub.publish("page")
    return show_page(command)


def show_page(command: Command) -> dict[str, Any]:
    """What the page shows; without being told, the first channel, the first group and the first user."""
    world = command.desk.world
    bot = next(iter(world.bots.values()), None)
    people = [user for user in world.users.values() if not user.is_bot]
    reader = people[0].id if people else 0
    panes = list(world.page.get("panes") or [])
    if not panes:
        for role, kinds in (("channel", {ChatKind.CHANNEL}), ("desk", {ChatKind.SUPERGROUP, ChatKind.GROUP})):
            chat = next((chat for chat in world.chats.values() if chat.kind in kinds), None)
            if chat:
                panes.append({"title": chat.title, "chat_id": chat.id, "as_user_id": reader, "role": role})
        if reader and bot:
            panes.append({"title": bot.user.first_name, "chat_id": reader, "as_user_id": reader, "role": "private"})
    panes = [_named(command, pane) for pane in panes]
    return {
        "title": world.page.get("title", "Heliograph"),
        "status": world.page.get("status", ""),
        "panes": panes,
        "bot": bot.user.to_json() if bot else None,
    }


def _named(command: Command, pane: dict[str, Any]) -> dict[str, Any]:
    """A pane with its chat's public name, for links into it."""
    chat = command.desk.world.chat_by_id(int(pane.get("chat_id", 0)))
    return {"username": chat.username if chat else "", **pane}


def stream(command: Command) -> Response:
    """Everything that changes, as server-sent events."""
    return StreamingResponse(
        as_stream(command.desk.world.hub, _KEEP_ALIVE_SECONDS),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store"},
    )
