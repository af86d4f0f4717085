"""The Bot API over HTTP: address, token, parameters, faults, limits, method, envelope."""

import asyncio
import json
import re
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from bot.sandbox.access import Call, Described, Need, find_chat
from bot.sandbox.calls import ApiCall, CallLog
from bot.sandbox.connection import cutter
from bot.sandbox.errors import RefusalError, too_many
from bot.sandbox.faults import Fault, FaultBook, FaultKind
from bot.sandbox.limits import LIMITED, PAYABLE, Limiter
from bot.sandbox.methods import METHODS
from bot.sandbox.options import LimitRules
from bot.sandbox.params import read_params
from bot.sandbox.polling import Poller, get_updates
from bot.sandbox.world import Bot, World

_ADDRESS = re.compile(r"/bot(?P<token>[^/]*)(?:/test)?/(?P<method>[^/]*)")
_GATEWAY = (
    "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>"
)


class Cut(Response):
    """No answer: the connection is dropped."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - nothing is sent
        """Drop it."""
        cutter(scope)()
        await asyncio.sleep(0.01)  # until the server has seen it, lest it report a missing answer


def answer(status: int, body: dict[str, Any]) -> Response:
    """An envelope as HTTP."""
    headers = {"Retry-After": str(body["parameters"]["retry_after"])} if status == 429 else {}
    content = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return Response(content.encode("utf-8", "replace"), status, headers, "application/json")


def refusal(error: RefusalError) -> Response:
    """A refusal as HTTP."""
    return answer(error.code, error.to_json())


@dataclass(slots=True)
class Desk:
    """What the server keeps beside the world: log, faults, limits, polls."""

    world: World
    log: CallLog
    rules: LimitRules
    faults: FaultBook = field(default_factory=FaultBook)
    limiters: dict[int, Limiter] = field(default_factory=dict)
    pollers: dict[int, Poller] = field(default_factory=dict)
    time_factor: float = 1.0
    """What the seconds of faults are multiplied by."""
    late: set[asyncio.Task[None]] = field(default_factory=set)

    def reset(self) -> None:
        """Forget everything but the settings."""
        for task in self.late:
            task.cancel()
        self.late.clear()
        self.faults = FaultBook()
        self.limiters.clear()
        self.pollers.clear()
        self.log.clear()
        self.world.forget_all()

    def clear_counts(self) -> None:
        """Forget the calls, and count from nothing."""
        self.log.clear()
        self.world.delivered = 0
        for limiter in self.limiters.values():
            limiter.refused = 0


def check_token(token: str) -> None:
    """Refuse what cannot be a token."""
    if token.startswith("0") or len(token) > 80 or ":" not in token:
        raise RefusalError(401, "Unauthorized: invalid token specified")


def _identify(desk: Desk, path: str) -> tuple[Bot, str]:
    """The bot and the method that an address names."""
    address = _ADDRESS.fullmatch(path)
    if address is None:
        raise RefusalError(404, "Not Found")
    check_token(address["token"])
    bot = desk.world.bot_for(address["token"])
    if bot.is_revoked:
        raise RefusalError(401, "Unauthorized")
    return bot, address["method"]


async def handle(desk: Desk, request: Request) -> Response:
    """Answer one request."""
    try:
        bot, method = _identify(desk, request.url.path)
        body = await request.body()
        params = read_params(request.url.query, request.headers.get("content-type", ""), body)
    except RefusalError as error:
        return refusal(error)
    except ClientDisconnect:
        return Response(status_code=400)
    method = method or params.text("method")
    call = Call(desk.world, bot, params)
    noted = desk.log.open(desk.world.now(), bot.user.id, method, params)
    desk.world.hub.publish("call", call_seq=noted.seq, method=method, bot_id=bot.user.id)
    fault = desk.faults.strike(method, params.text("chat_id"))
    if fault is None:
        response = await _execute(desk, call, noted)
    else:
        noted.fault = fault.kind
        desk.log.faults[fault.kind] += 1
        response = await _fail(desk, call, noted, fault, request.receive)
    desk.log.told(noted, "cut" if isinstance(response, Cut) else str(response.status_code))
    return response


async def _execute(desk: Desk, call: Call, noted: ApiCall) -> Response:
    try:
        result = await _result(desk, call, noted.method.lower())
    except RefusalError as error:
        return _noted(desk, noted, refusal(error))
    body = {"ok": True, "result": result}
    if isinstance(result, Described):
        body |= {"result": result.result, "description": result.description}
    return _noted(desk, noted, answer(200, body))


def _noted(desk: Desk, noted: ApiCall, response: Response) -> Response:
    is_json = response.media_type == "application/json"
    desk.log.close(noted, response.status_code, bytes(response.body) if is_json else b"", desk.world.now())
    return response


async def _result(desk: Desk, call: Call, method: str) -> Any:
    if method == "getupdates":
        return await get_updates(call, desk.pollers.setdefault(call.me, Poller()))
    if method not in METHODS:
        raise RefusalError(404, "Not Found: method not found")
    if desk.rules.enforce and method in LIMITED:
        limiter = desk.limiters.setdefault(call.me, Limiter())
        chat = find_chat(call, Need.READ)
        paid = method in PAYABLE and call.params.flag("allow_paid_broadcast")
        if seconds := limiter.admit(desk.rules, chat.id, desk.world.now(), paid=paid):
            raise too_many(seconds)
    return METHODS[method](call)


async def _fail(desk: Desk, call: Call, noted: ApiCall, fault: Fault, receive: Receive) -> Response:
    seconds = fault.seconds * desk.time_factor
    match fault.kind:
        case FaultKind.RESET_BEFORE:
            return Cut()
        case FaultKind.RESET_AFTER:
            await _execute(desk, call, noted)
            return Cut()
        case FaultKind.LATE_EFFECT:
            task = asyncio.create_task(_later(desk, call, noted, seconds))
            desk.late.add(task)
            task.add_done_callback(desk.late.discard)
            return Cut()
        case FaultKind.DELAY:
            delayed = await _execute(desk, call, noted)
            await asyncio.sleep(seconds)
            return delayed
        case FaultKind.STALL:
            if fault.effect:
                await _execute(desk, call, noted)
            await _silence(desk, receive)
            return Cut()
        case _:
            return _told(desk, noted, fault)


async def _silence(desk: Desk, receive: Receive) -> None:
    """Say nothing until the client goes, or the server stops."""

    async def left() -> None:
        while (await receive())["type"] != "http.disconnect":
            pass

    ends = [asyncio.create_task(end) for end in (left(), desk.world.hub.closed())]
    await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
    for end in ends:
        end.cancel()


async def _later(desk: Desk, call: Call, noted: ApiCall, seconds: float) -> None:
    await asyncio.sleep(seconds)
    await _execute(desk, call, noted)


def _told(desk: Desk, noted: ApiCall, fault: Fault) -> Response:
    """Faults that come as an answer; nothing takes effect."""
    if fault.kind is FaultKind.BAD_GATEWAY:
        return _noted(desk, noted, Response(_GATEWAY, 502, media_type="text/html"))
    error = {
        FaultKind.FLOOD: too_many(fault.retry_after),
        FaultKind.UNAUTHORIZED: RefusalError(401, "Unauthorized"),
    }.get(fault.kind, RefusalError(500, "Internal Server Error: restart"))
    return _noted(desk, noted, refusal(error))


def serve_file(desk: Desk, token: str, path: str) -> Response:
    """A file that `getFile` named."""
    try:
        check_token(token)
    except RefusalError as error:
        return refusal(error)
    stored = desk.world.files.get(path.rpartition("/")[2])
    if stored is None:
        return refusal(RefusalError(404, "Not Found"))
    return Response(stored.content, media_type=stored.media_type)
