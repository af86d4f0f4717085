"""What a button carries: a small versioned codec, at most 64 bytes, with one error for anything malformed."""

from dataclasses import dataclass

from feeds.model import CaseId, CaseState, DeliveryId
from feeds.moderation import Resume

VERSION = "v1"
#: Telegram's limit, in bytes.
LIMIT = 64


class BadCallback(ValueError):
    """Data that no button of ours carries."""


@dataclass(frozen=True, slots=True)
class CaseButton:
    """A verdict on a case."""

    case_id: CaseId
    verdict: CaseState


@dataclass(frozen=True, slots=True)
class ResumeButton:
    """What to do with what waited."""

    choice: Resume


@dataclass(frozen=True, slots=True)
class LatestButton:
    """Older stories, from this place on."""

    offset: int


@dataclass(frozen=True, slots=True)
class ArrivalButton:
    """Whether an uncertain message is there, as a moderator sees it."""

    delivery_id: DeliveryId
    arrived: bool


Button = CaseButton | ResumeButton | LatestButton | ArrivalButton


def encode(button: Button) -> str:
    """The button's data."""
    match button:
        case CaseButton(case_id, verdict):
            return f"{VERSION}:case:{verdict}:{case_id}"
        case ResumeButton(choice):
            return f"{VERSION}:resume:{choice}"
        case LatestButton(offset):
            return f"{VERSION}:latest:{offset}"
        case ArrivalButton(delivery_id, arrived):
            return f"{VERSION}:{'there' if arrived else 'again'}:{delivery_id}"


def decode(data: str | None) -> Button:
    """The button behind the data; raises ``BadCallback``."""
    if not data or len(data.encode("utf-8", "replace")) > LIMIT:
        raise BadCallback("no data of ours")
    try:
        match data.split(":"):
            case [version, "case", verdict, number] if version == VERSION and verdict != CaseState.OPEN:
                return CaseButton(CaseId(_number(number)), CaseState(verdict))
            case [version, "resume", choice] if version == VERSION:
                return ResumeButton(Resume(choice))
            case [version, "latest", number] if version == VERSION:
                return LatestButton(_number(number))
            case [version, "there" | "again" as choice, number] if version == VERSION:
                return ArrivalButton(DeliveryId(_number(number)), choice == "there")
    except ValueError as exc:
        raise BadCallback("a part is not what it should be") from exc
    raise BadCallback("a button of another version")


def _number(digits: str) -> int:
    """A plain, small, non-negative number in the one spelling that ``encode`` gives it."""
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 18 and str(int(digits)) == digits):
        raise ValueError(digits)
    return int(digits)
