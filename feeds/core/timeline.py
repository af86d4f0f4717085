"""How a story came to say what it says: its revisions, each with what it changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from feeds.core.brief import change
from feeds.model import Brief

#: Changes that a timeline has at most: of more, the newest.
SHOWN = 12


@dataclass(frozen=True, slots=True)
class Moment:
    """One change of a story."""

    at: datetime
    what: str  #: in words


def timeline(revisions: Sequence[tuple[datetime, Brief]]) -> tuple[Moment, ...]:
    """The changes that a reader could see, from the first report on; revisions come the oldest first.

    Revisions that changed nothing to be seen are passed over. Of many changes the first report and the newest stand.
    """
    if not revisions:
        return ()
    first = revisions[0][1]
    began = Moment(
        first.first_at, f"first report: {first.sources[0].outlet if first.sources else first.headline_outlet}"
    )
    told = [Moment(at, what) for (_, old), (at, new) in pairwise(revisions) if (what := change(old, new))]
    return (began, *told[-(SHOWN - 1) :])
