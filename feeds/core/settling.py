"""Did an uncertain message arrive? A decision procedure over looks at a channel's message ids.

Ids in a channel are one counter, the same for everybody, and only grow; service messages and other administrators'
posts take ids too, deleted ones are not used again. Nothing promises that there are no gaps, hence several misses in a
row before a message counts as not there. The search begins behind the last id that is known to be older than the
attempt.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

#: Misses in a row after which a message is not there.
MISSES = 6
#: Looks at one id that fail in a row before the search is broken off: where one call in ten fails, about one search in
#: 170, for it takes six looks and more.
FAILURES = 3
#: Ids looked at before giving up: a channel where others post a lot meanwhile.
MOST_LOOKS = 60


class Seen(StrEnum):
    """What stands at an id."""

    OURS = "ours"  #: a message that carries this delivery's nonce
    OUR_PHOTO = "our_photo"  #: the same, as a photo with a caption
    OTHER = "other"  #: another message, or a service message
    NOTHING = "nothing"
    UNKNOWN = "unknown"  #: the look failed


@dataclass(frozen=True, slots=True)
class Look:
    """Look at this id next."""

    message_id: int


@dataclass(frozen=True, slots=True)
class There:
    """The message arrived: adopt it."""

    message_id: int
    photo: bool = False


@dataclass(frozen=True, slots=True)
class NotThere:
    """The message did not arrive: send it again."""


@dataclass(frozen=True, slots=True)
class Undecided:
    """Looking does not settle it: a person must."""

    why: str
    passing: bool = False  #: the reason may pass: looking again later may settle it


Step = Look | There | NotThere | Undecided


def next_step(looks: Sequence[Seen], *, after: int) -> Step:
    """What to do after these looks at the ids ``after + 1``, ``after + 2``, …; an id whose look failed is looked at
    again.
    """
    told = [seen for seen in looks if seen is not Seen.UNKNOWN]
    failed = len(looks) - 1 - max((n for n, seen in enumerate(looks) if seen is not Seen.UNKNOWN), default=-1)
    if failed >= FAILURES:
        return Undecided("the channel could not be looked at", passing=True)
    if told and told[-1] in {Seen.OURS, Seen.OUR_PHOTO}:
        return There(after + len(told), photo=told[-1] is Seen.OUR_PHOTO)
    if len(told) >= MISSES and all(seen is Seen.NOTHING for seen in told[-MISSES:]):
        return NotThere()
    if len(told) >= MOST_LOOKS:
        return Undecided(f"{MOST_LOOKS} messages came to the channel meanwhile, and none of them was it")
    return Look(after + len(told) + 1)
