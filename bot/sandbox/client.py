"""A client of the control interface: `SimClient` sets the scene, acts as people and reads what they see."""

import base64
import ssl
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self

import httpx

from bot.sandbox.seen import ApiCall, Counters, Press, SeenMessage, seen_message

_TIMEOUT = httpx.Timeout(130.0, connect=5.0)

STORM = ("429", "500", "502_html", "reset_before", "reset_after", "late_effect", "delay")
"""What goes wrong in a storm unless it is told otherwise."""


def _given(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


class SimError(Exception):
    """The control interface refused; `status` is the HTTP status."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status


class SimClient:
    """Everything a test, a benchmark or a demonstration does to a local Telegram.

    Chats are named by their ids as the bot sees them: a private chat has the id of its user. `bot` names a bot by its
    user id and may be left out where there is but one.
    """

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        # It trusts nobody: the server speaks plain HTTP, and to load certificates takes longer than to start it.
        trust = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self._http = httpx.Client(base_url=self.url, timeout=_TIMEOUT, trust_env=False, verify=trust)

    def close(self) -> None:
        """Let go of the connections."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _ask(
        self, verb: str, path: str, body: Mapping[str, Any] | None = None, query: Mapping[str, Any] | None = None
    ) -> Any:
        given = _given(body) if body is not None else None
        response = self._http.request(verb, f"/sim/{path}", params=_given(query or {}), json=given)
        if response.is_error:
            raise SimError(response.status_code, response.text)
        return response.json()

    # The scene

    def reset(self) -> None:
        """Forget everything."""
        self._ask("POST", "reset")

    def add_user(self, first_name: str, *, user_id: int = 0, **details: Any) -> int:
        """Add a person (`last_name`, `username`, `language_code`, `is_deactivated`) and return the id."""
        return int(self._ask("POST", "users", {"id": user_id, "first_name": first_name, **details})["id"])

    def add_crowd(self, count: int, *, bot: int | None = None) -> list[int]:
        """Add many people at once, whose chats with the bot have begun, and return their ids."""
        return list(self._ask("POST", "crowd", {"count": count, "bot": bot})["ids"])

    def users(self) -> list[dict[str, Any]]:
        """Everybody, bots too."""
        return list(self._ask("GET", "users"))

    def add_bot(self, token: str) -> dict[str, Any]:
        """The bot of a token, made if need be: id, username, and more."""
        return dict(self._ask("POST", "bots", {"token": token}))

    def bots(self) -> list[dict[str, Any]]:
        """All bots, with how many updates wait and which kinds they want."""
        return list(self._ask("GET", "bots"))

    def revoke(self, *, revoked: bool = True, bot: int | None = None) -> None:
        """Revoke a bot's token, or give it back."""
        self._ask("POST", "bots/revoke", {"revoked": revoked, "bot": bot})

    def add_chat(self, kind: str, title: str, *, chat_id: int = 0, creator: int = 0, **details: Any) -> int:
        """Add a `group`, `supergroup` or `channel` and return its id.

        Details: `username`, `members` (user ids), `description`, `has_protected_content`, `signs_posts`.
        """
        return int(
            self._ask("POST", "chats", {"type": kind, "title": title, "id": chat_id, "creator": creator, **details})[
                "id"
            ]
        )

    def add_channel(self, title: str, **details: Any) -> int:
        """Add a channel."""
        return self.add_chat("channel", title, **details)

    def add_supergroup(self, title: str, **details: Any) -> int:
        """Add a supergroup."""
        return self.add_chat("supergroup", title, **details)

    def chat(self, chat_id: int, *, bot: int | None = None) -> dict[str, Any]:
        """One chat: title, members, pinned ids, last id, …."""
        return dict(self._ask("GET", f"chats/{chat_id}", query={"bot": bot}))

    def chats(self) -> list[dict[str, Any]]:
        """All chats."""
        return list(self._ask("GET", "chats"))

    def change_chat(self, chat_id: int, **details: Any) -> None:
        """Change `title`, `username`, `description`, `has_protected_content`, `signs_posts`, `is_deleted`."""
        self._ask("PATCH", f"chats/{chat_id}", details)

    def set_member(
        self,
        chat_id: int,
        member: int | str = "bot",
        status: str = "administrator",
        *,
        rights: Iterable[str] | None = None,
        by: int | None = None,
        bot: int | None = None,
    ) -> None:
        """Put a user, or the bot, into a chat as creator, administrator, member, restricted, left or kicked.

        `rights` are an administrator's; left out, he has all.
        """
        listed = sorted(rights) if rights is not None else None
        self._ask(
            "PUT", f"chats/{chat_id}/members/{member}", {"status": status, "rights": listed, "by": by, "bot": bot}
        )

    def migrate(self, chat_id: int) -> int:
        """Upgrade a group and return the supergroup's id."""
        return int(self._ask("POST", f"chats/{chat_id}/migrate")["id"])

    def block(self, user: int, *, blocked: bool = True, bot: int | None = None) -> None:
        """The user blocks the bot, or unblocks it."""
        self._ask("POST", f"chats/{user}/block", {"blocked": blocked, "bot": bot})

    def open_chat(self, user: int, *, bot: int | None = None) -> None:
        """Let a user's chat with the bot have begun, so that the bot may write to him."""
        self._ask("POST", f"chats/{user}/open", {"bot": bot})

    def link(self, channel: int, group: int | None) -> None:
        """Give a channel its discussion group, a supergroup; None takes it away."""
        self._ask("PUT", f"chats/{channel}/linked", {"group": group or 0})

    # Acting as people

    def write(
        self,
        chat_id: int,
        text: str,
        *,
        user: int | None = None,
        reply_to: int | None = None,
        parse_mode: str | None = None,
        photo: bytes | None = None,
        bot: int | None = None,
    ) -> SeenMessage:
        """Send a message as a user: in his chat with the bot unless another is named; in a channel, as its admin."""
        body = {"from": user or chat_id, "text": text, "reply_to": reply_to, "parse_mode": parse_mode, "bot": bot}
        picture = base64.b64encode(photo).decode() if photo else None
        return seen_message(self._ask("POST", f"chats/{chat_id}/messages", {**body, "photo": picture}))

    def rewrite(self, chat_id: int, message_id: int, text: str, *, parse_mode: str | None = None) -> SeenMessage:
        """Edit a message as its author."""
        path = f"chats/{chat_id}/messages/{message_id}"
        return seen_message(self._ask("PATCH", path, {"text": text, "parse_mode": parse_mode}))

    def delete(self, chat_id: int, message_id: int) -> None:
        """Delete a message, whoever wrote it."""
        self._ask("DELETE", f"chats/{chat_id}/messages/{message_id}")

    def forward(
        self, chat_id: int, from_chat: int, message_id: int, *, user: int | None = None, bot: int | None = None
    ) -> SeenMessage:
        """Forward a message as a user."""
        body = {"from": user or chat_id, "from_chat": from_chat, "message_id": message_id, "bot": bot}
        return seen_message(self._ask("POST", f"chats/{chat_id}/forward", body))

    def pin(self, chat_id: int, message_id: int, *, user: int | None = None) -> SeenMessage:
        """Pin a message and return the service message that tells of it."""
        return seen_message(self._ask("POST", f"chats/{chat_id}/pin", {"message_id": message_id, "from": user}))

    def service(self, chat_id: int, service: Mapping[str, Any], *, user: int | None = None) -> SeenMessage:
        """Make a service message, such as `{"new_chat_title": "…"}`."""
        return seen_message(self._ask("POST", f"chats/{chat_id}/service", {"service": dict(service), "from": user}))

    def press(
        self,
        chat_id: int,
        message_id: int,
        label: str | None = None,
        *,
        data: str | None = None,
        user: int | None = None,
        timeout: float = 10.0,
        bot: int | None = None,
    ) -> Press:
        """Press a button, found by label or by data, and wait for the bot's answer to it."""
        body = {"from": user or chat_id, "message_id": message_id, "label": label, "data": data, "timeout": timeout}
        found = self._ask("POST", f"chats/{chat_id}/press", {**body, "bot": bot})
        answer = found.get("answer") or {}
        return Press(found["answered"], answer.get("text", ""), answer.get("show_alert", False), answer.get("url", ""))

    # Reading

    def messages(
        self, chat_id: int, *, since: int = 0, wait: float = 0, services: bool = False, bot: int | None = None
    ) -> list[SeenMessage]:
        """A chat's messages as its reader sees them: those with ids above `since`; may wait for the first of them."""
        found = self._ask("GET", f"chats/{chat_id}/messages", query={"since": since, "wait": wait, "bot": bot})
        seen = [seen_message(one) for one in found["messages"]]
        return [one for one in seen if services or not one.service]

    def until(
        self,
        chat_id: int,
        condition: Callable[[Sequence[SeenMessage]], Any],
        *,
        timeout: float = 10.0,
        bot: int | None = None,
    ) -> list[SeenMessage]:
        """Read a chat until what it shows satisfies a condition; TimeoutError, with the texts, if it never does."""
        deadline = time.monotonic() + timeout
        query: dict[str, Any] = {"bot": bot}
        while True:
            found = self._ask("GET", f"chats/{chat_id}/messages", query=query)
            seen = [one for one in map(seen_message, found["messages"]) if not one.service]
            if condition(seen):
                return seen
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError(f"chat {chat_id} shows only {[one.text for one in seen]}")
            query |= {"after": found["seq"], "wait": left}

    def reply_to(self, user: int, text: str, *, timeout: float = 10.0, bot: int | None = None) -> SeenMessage:
        """Write to the bot and return the first message that comes back."""
        sent = self.write(user, text, bot=bot)
        self.until(user, lambda seen: any(one.id > sent.id for one in seen), timeout=timeout, bot=bot)
        return self.messages(user, since=sent.id, bot=bot)[0]

    def menu(
        self, chat_id: int, *, user: int | None = None, language: str | None = None, bot: int | None = None
    ) -> list[dict[str, str]]:
        """The commands that a user is offered in a chat."""
        return list(self._ask("GET", f"chats/{chat_id}/menu", query={"user": user, "language": language, "bot": bot}))

    def calls(self, method: str | None = None, *, since: int = 0, limit: int | None = None) -> list[ApiCall]:
        """The API calls so far, without tokens; with a limit, the newest of them."""
        query = {"method": method, "since": since, "limit": limit}
        return [ApiCall(**one) for one in self._ask("GET", "calls", query=query)]

    def clear_calls(self) -> None:
        """Forget calls and counts."""
        self._ask("DELETE", "calls")

    def counters(self) -> Counters:
        """What was counted."""
        return Counters(**self._ask("GET", "counters"))

    # Weather

    def fault(self, kind: str, method: str | Sequence[str] = "*", **options: Any) -> int:
        """Put a fault rule in force, for one method or several, and return its number.

        Kinds: 429, 500, 502_html, 401, reset_before, reset_after, late_effect, delay, stall. Options: `chat_id`,
        `times` (1; 0 is for ever), `probability`, `seed`, `seconds`, `retry_after`, `effect`.
        """
        return int(self._ask("POST", "faults", {"kind": kind, "method": method, **options})["id"])

    def storm(
        self,
        probability: float,
        kinds: Sequence[str] = STORM,
        method: str | Sequence[str] = "*",
        *,
        seed: int = 1,
        **options: Any,
    ) -> list[int]:
        """Let a share of all calls fail, each kind as often as the others, until the faults are lifted.

        A rule is asked only where those before it let a call pass, so each gets a little more than its share.
        """
        share = probability / len(kinds)
        return [
            self.fault(kind, method, times=0, probability=share / (1 - at * share), seed=seed + at, **options)
            for at, kind in enumerate(kinds)
        ]

    def faults(self) -> list[dict[str, Any]]:
        """The rules in force, with how often each hit."""
        return list(self._ask("GET", "faults"))

    def clear_faults(self) -> None:
        """Lift all fault rules."""
        self._ask("DELETE", "faults")

    @contextmanager
    def faulty(self, kind: str, method: str | Sequence[str] = "*", **options: Any) -> Iterator[None]:
        """A fault for the length of a block."""
        self.fault(kind, method, **{"times": 0, **options})
        try:
            yield
        finally:
            self.clear_faults()

    def limits(self, **rules: Any) -> dict[str, Any]:
        """Set the published limits, by the names of `LimitRules`."""
        return dict(self._ask("PUT", "limits", rules))

    def advance(self, seconds: float) -> float:
        """Move the clock of the local Telegram forward and return its time."""
        return float(self._ask("PUT", "clock", {"advance": seconds})["now"])

    def time_factor(self, factor: float) -> None:
        """Make the seconds of faults shorter or longer."""
        self._ask("PUT", "clock", {"time_factor": factor})

    def put_on_web(self, url: str, content: bytes = b"", *, refusal: str | None = None) -> None:
        """Say what a bot finds that sends a photo by this URL: a file, or a refusal such as WC_CONVERT_URL_INVALID."""
        self._ask("POST", "web", {"url": url, "content": base64.b64encode(content).decode(), "refusal": refusal})

    def page(self, **settings: Any) -> dict[str, Any]:
        """Set what the page shows (`panes`, `status`, `title`) and return it."""
        return dict(self._ask("PUT", "page", settings))
