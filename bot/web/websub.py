"""Where hubs call: ``/websub/{token}``, below the public address. Section numbers are those of the W3C Recommendation
of WebSub (23 January 2018).

A stranger who guesses gets 404 or 410 at once, without a look into the database, and nothing that he sends is read. A
body is read within limits of size and time, and acknowledged before anything is made of it.
"""

import asyncio
from http import HTTPStatus

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from feeds.errors import StoreError
from feeds.notifications import Notifications, Reception
from feeds.websub import Subscriptions

#: Seconds after which a hub may try again.
LATER = {"Retry-After": "60"}
#: Against a challenge that is a page, or is taken for one (§8.2).
HARMLESS = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'"}

_STATUS = {
    Reception.ACCEPTED: HTTPStatus.ACCEPTED,
    Reception.GONE: HTTPStatus.GONE,
    Reception.BUSY: HTTPStatus.SERVICE_UNAVAILABLE,
}


class HubDoor:
    """Lets hubs in: answers what they ask, acknowledges what they send."""

    def __init__(self, subscriptions: Subscriptions, notifications: Notifications) -> None:
        self._subscriptions, self._notifications = subscriptions, notifications

    def route(self) -> Route:
        """Where hubs call."""
        return Route("/websub/{token}", self._called, methods=["GET", "POST"])

    async def start(self) -> None:
        """Begin, before anybody can call."""
        await self._subscriptions.start()
        self._notifications.start()

    async def look(self) -> None:
        """Ask the hubs that are to be asked: the job of each second."""
        self._notifications.start()
        await self._subscriptions.ask_due()

    async def stop(self, *, deadline: float) -> None:
        """Accept no more, and take in what was accepted."""
        await self._notifications.stop(deadline=deadline)

    async def _called(self, request: Request) -> Response:
        match request.method:
            case "GET":
                return await self._verify(request)
            case "POST":
                return await self._receive(request)
        return Response(status_code=HTTPStatus.METHOD_NOT_ALLOWED)

    async def _verify(self, request: Request) -> Response:
        """Answer the verification of an intent, or a denial (§5.3, §5.2)."""
        try:
            body = await self._subscriptions.answer(request.path_params["token"], request.query_params.multi_items())
        except StoreError:
            return Response(status_code=HTTPStatus.SERVICE_UNAVAILABLE, headers=LATER)
        if body is None:
            return Response(status_code=HTTPStatus.NOT_FOUND)
        return Response(body, media_type="application/octet-stream", headers=HARMLESS)

    async def _receive(self, request: Request) -> Response:
        """Acknowledge a notification (§7)."""
        token, room = request.path_params["token"], self._notifications.room
        with self._notifications.place(token) as reception:
            if reception is not Reception.ACCEPTED:
                return _said(reception)
            try:
                async with asyncio.timeout(room.patience):
                    body = await _body(request, room.size)
            except TimeoutError:
                return Response(status_code=HTTPStatus.REQUEST_TIMEOUT)
            except ClientDisconnect:
                return Response(status_code=HTTPStatus.BAD_REQUEST)
        if body is None:
            return Response(status_code=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        signature, kind = request.headers.get("X-Hub-Signature"), request.headers.get("Content-Type")
        return _said(self._notifications.receive(token, body, signature=signature, content_type=kind))


def _said(reception: Reception) -> Response:
    return Response(status_code=_STATUS[reception], headers=LATER if reception is Reception.BUSY else None)


async def _body(request: Request, most: int) -> bytes | None:
    """What is sent; None where it is more than is taken."""
    announced = request.headers.get("Content-Length", "0")
    if not announced.isdecimal() or int(announced[:20]) > most:
        return None
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > most:
            return None
    return bytes(body)
