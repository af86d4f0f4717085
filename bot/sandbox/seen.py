"""What a reader of a local Telegram gets to see, as values."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any


@dataclass(frozen=True, slots=True)
class Button:
    """An inline button: one of `data` and `url` is set."""

    text: str
    data: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class SeenMessage:
    """A message as its reader sees it."""

    id: int
    chat_id: int
    date: int
    edit_date: int
    text: str
    entities: list[dict[str, Any]]
    html: str
    buttons: list[list[Button]]
    reply_to: int
    """The id of the message it replies to; 0 for none."""
    replied: dict[str, Any] | None
    """`author` and `text` of that message; both empty where it is gone."""
    photo: dict[str, Any] | None
    author: dict[str, Any]
    service: str
    forwarded_from: str
    automatic_forward: bool
    """Whether it is a channel's post in its discussion group."""
    preview: dict[str, Any] | None
    pinned: bool
    silent: bool
    protected: bool

    @property
    def labels(self) -> list[str]:
        """The labels of all buttons."""
        return [button.text for row in self.buttons for button in row]

    @property
    def links(self) -> list[str]:
        """The targets of the links in the text."""
        return [entity["url"] for entity in self.entities if entity["type"] == "text_link"]


def seen_message(raw: Mapping[str, Any]) -> SeenMessage:
    """Read a message of the control interface."""
    rows = [
        [Button(one["text"], one.get("callback_data", ""), one.get("url", "")) for one in row] for row in raw["buttons"]
    ]
    values = {one.name: raw[one.name] for one in fields(SeenMessage)}
    return SeenMessage(**{**values, "buttons": rows})


@dataclass(frozen=True, slots=True)
class Press:
    """What became of a pressed button."""

    answered: bool
    text: str = ""
    show_alert: bool = False
    url: str = ""


@dataclass(frozen=True, slots=True)
class ApiCall:
    """One call of the Bot API; status 0 while it is unanswered or where its connection was cut."""

    seq: int
    time: float
    bot_id: int
    method: str
    params: dict[str, Any]
    status: int
    answer: Any
    fault: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Counters:
    """Calls by method, refusals by status, faults by kind, and what there is."""

    calls: dict[str, int]
    outcomes: dict[str, dict[str, int]]
    """By method: how often which status was answered; `cut` where none was."""
    refusals: dict[str, int]
    faults: dict[str, int]
    flood_refusals: int
    """What the limits refused with 429; scripted ones are among the faults."""
    delivered: int
    """Messages of bots that arrived."""
    chats: int
    messages: int
    events: int
