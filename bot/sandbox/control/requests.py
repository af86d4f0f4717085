"""What the control interface reads from its callers."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.sandbox.bot_api import Desk
from bot.sandbox.model import Chat, ChatKind, User
from bot.sandbox.world import Bot


class ControlError(Exception):
    """A request to the control interface that makes no sense; told with its status."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status


async def control_error(request: Request, error: Exception) -> Response:  # noqa: ARG001 - Starlette's signature
    """A ControlError as JSON."""
    status = error.status if isinstance(error, ControlError) else 500
    return JSONResponse({"error": str(error)}, status)


@dataclass(frozen=True, slots=True)
class Command:
    """A request with its JSON body."""

    desk: Desk
    request: Request
    body: dict[str, Any]

    def text(self, name: str, default: str = "") -> str:
        """A text of the body or the query."""
        return str(self._value(name, default))

    def number(self, name: str, default: float = 0) -> float:
        """A number of the body or the query."""
        value = self._value(name, default)
        try:
            return float(value)
        except (TypeError, ValueError):
            raise ControlError(400, f"{name} must be a number") from None

    def integer(self, name: str, default: int = 0) -> int:
        """A whole number."""
        return int(self.number(name, default))

    def flag(self, name: str, *, default: bool = False) -> bool:
        """A switch."""
        value = self._value(name, default)
        return value if isinstance(value, bool) else str(value).lower() in {"1", "true", "yes"}

    def _value(self, name: str, default: Any) -> Any:
        value = self.body.get(name, self.request.query_params.get(name))
        return default if value is None else value

    def bot(self) -> Bot:
        """The bot that `bot` names by id, or the first one."""
        bots = self.desk.world.bots
        wanted = self.integer("bot")
        if wanted:
            found = self.desk.world.bot_by_id(wanted)
            if found is None:
                raise ControlError(404, f"no bot {wanted}")
            return found
        if not bots:
            raise ControlError(409, "there is no bot yet: let one call getMe, or name its token with POST /sim/bots")
        return next(iter(bots.values()))

    def user(self, name: str = "from") -> User:
        """The user that a field names."""
        user = self.desk.world.users.get(self.integer(name))
        if user is None:
            raise ControlError(404, f"no user {self.text(name)!r}")
        return user

    def in_address(self, name: str) -> int:
        """A number in the address; 0 where the address has none by this name."""
        try:
            return int(self.request.path_params.get(name, 0))
        except ValueError:
            raise ControlError(404, f"{name} must be a number") from None

    def chat(self) -> Chat:
        """The chat in the address; a positive id is a user's chat with the bot."""
        chat_id = self.in_address("chat_id")
        world = self.desk.world
        chat = world.private_chat(self.bot(), chat_id) if chat_id > 0 else world.chat_by_id(chat_id)
        if chat is None:
            raise ControlError(404, f"no chat {chat_id}")
        return chat

    def kind(self) -> ChatKind:
        """The kind of chat to make."""
        try:
            return ChatKind(self.text("type", "supergroup"))
        except ValueError:
            raise ControlError(400, f"no such type: {self.text('type')}") from None


async def read_command(request: Request) -> Command:
    """Read a request's body, which must be a JSON object or nothing; other websites may not ask."""
    origin = request.headers.get("origin")
    if origin and urlsplit(origin).netloc != request.headers.get("host"):
        raise ControlError(403, "only the page of this server may ask")
    raw = await request.body()
    try:
        body = await request.json() if raw.strip() else {}
    except ValueError:
        raise ControlError(400, "the body must be JSON") from None
    if not isinstance(body, dict):
        raise ControlError(400, "the body must be a JSON object")
    return Command(request.app.state.desk, request, body)
