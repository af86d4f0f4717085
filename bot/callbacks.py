"""What a button carries: a small versioned codec, at most 64 bytes, with one error for anything malformed."""

import re
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b

from feeds.core.splitting import MOST, is_mark
from feeds.model import CaseId, CaseState, DeliveryId, StoryId
from feeds.moderation import Resume

VERSION = "v1"
#: Telegram's limit, in bytes.
LIMIT = 64
_TAG = re.compile(r"[0-9a-f]{16}")


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


@dataclass(frozen=True, slots=True)
class RetractButton:
    """Whether a story is withdrawn, as was asked."""

    story_id: StoryId
    sure: bool


@dataclass(frozen=True, slots=True)
class LetterButton:
    """What becomes of what was refused: all deliveries of the post in chats of this one's kind."""

    delivery_id: DeliveryId
    again: bool


@dataclass(frozen=True, slots=True)
class FeedsButton:
    """The list of feeds, from this place on."""

    offset: int


@dataclass(frozen=True, slots=True)
class FeedButton:
    """A feed to add: its number in the message that shows what was found."""

    number: int


@dataclass(frozen=True, slots=True)
class FiguresButton:
    """A story's figures by speaker over time."""

    story_id: StoryId


@dataclass(frozen=True, slots=True)
class BeatButton:
    """Whether a reader chooses a beat, or no longer; None for the tag: every beat, as if he had chosen none."""

    tag: str | None  #: what the beat is known by (``tag``)
    on: bool


def tag(beat: str) -> str:
    """What a beat of this name is known by in a button: names may be long, and of any script."""
    return blake2b(beat.encode("utf-8", "replace"), digest_size=8).hexdigest()


class Step(StrEnum):
    """What is done with a list of reports from which some are chosen."""

    PICK = "pick"  #: choose one, or no longer
    PAGE = "page"  #: show another part
    GO = "go"  #: take the chosen ones out
    KEEP = "keep"  #: leave all as it is


@dataclass(frozen=True, slots=True)
class SplitButton:
    """A step in splitting a story; ``mark`` tells which list the numbers are of (``feeds.core.splitting``)."""

    step: Step
    story_id: StoryId
    number: int  #: of a report, or of a page
    mark: str


Button = (
    CaseButton
    | ResumeButton
    | LatestButton
    | ArrivalButton
    | RetractButton
    | LetterButton
    | FeedsButton
    | FeedButton
    | FiguresButton
    | SplitButton
    | BeatButton
)


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
        case RetractButton(story_id, sure):
            return f"{VERSION}:{'withdraw' if sure else 'keep'}:{story_id}"
        case LetterButton(delivery_id, again):
            return f"{VERSION}:{'retry' if again else 'drop'}:{delivery_id}"
        case FeedsButton(offset):
            return f"{VERSION}:feeds:{offset}"
        case FeedButton(number):
            return f"{VERSION}:feed:{number}"
        case FiguresButton() | SplitButton() | BeatButton():
            return f"{VERSION}:{_choice(button)}"


def _choice(button: FiguresButton | SplitButton | BeatButton) -> str:
    """The data of buttons that look into a story, or choose from a list."""
    match button:
        case FiguresButton(story_id):
            return f"figures:{story_id}"
        case SplitButton(step, story_id, number, mark):
            return f"split:{step}:{story_id}:{number}:{mark}"
        case BeatButton(beat, on):
            return f"beat:{'on' if on else 'off'}:{beat or 'all'}"


def decode(data: str | None) -> Button:
    """The button behind the data; raises ``BadCallback``."""
    if not data or len(data.encode("utf-8", "replace")) > LIMIT:
        raise BadCallback("no data of ours")
    version, *parts = data.split(":")
    try:
        button = _decoded(parts) if version == VERSION else None
    except ValueError as exc:
        raise BadCallback("a part is not what it should be") from exc
    if button is None:
        raise BadCallback("a button of another version")
    return button


def _decoded(parts: list[str]) -> Button | None:
    match parts:
        case ["case", verdict, number] if verdict != CaseState.OPEN:
            return CaseButton(CaseId(_number(number)), CaseState(verdict))
        case ["resume", choice]:
            return ResumeButton(Resume(choice))
        case ["latest", number]:
            return LatestButton(_number(number))
        case ["there" | "again" as choice, number]:
            return ArrivalButton(DeliveryId(_number(number)), choice == "there")
        case ["withdraw" | "keep" as choice, number]:
            return RetractButton(StoryId(_number(number)), choice == "withdraw")
        case ["retry" | "drop" as choice, number]:
            return LetterButton(DeliveryId(_number(number)), choice == "retry")
        case ["feeds", number]:
            return FeedsButton(_number(number))
        case ["feed", number]:
            return FeedButton(_number(number))
        case ["figures", number]:
            return FiguresButton(StoryId(_number(number)))
    return _decoded_choice(parts)


def _decoded_choice(parts: list[str]) -> SplitButton | BeatButton | None:
    match parts:
        case ["beat", "off", "all"]:
            return BeatButton(None, on=False)
        case ["beat", "on" | "off" as choice, beat] if _TAG.fullmatch(beat):
            return BeatButton(beat, choice == "on")
        case ["split", step, story_id, number, mark] if is_mark(mark) and _number(number) <= MOST:
            return SplitButton(Step(step), StoryId(_number(story_id)), _number(number), mark)
    return None


def _number(digits: str) -> int:
    """A plain, small, non-negative number in the one spelling that ``encode`` gives it."""
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 18 and str(int(digits)) == digits):
        raise ValueError(digits)
    return int(digits)
