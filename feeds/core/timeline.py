"""How a story came to say what it says: its revisions, each with what it changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from feeds.core.brief import change
from feeds.model import Brief, Note, NoteKind

#: Changes that a timeline has at most: of more, the newest.
SHOWN = 12


_DONE = {NoteKind.CORRECTION: "corrected", NoteKind.RETRACTION: "withdrawn"}


@dataclass(frozen=True, slots=True)
class Moment:
    """One change of a story."""

    at: datetime
    what: str  #: in words


def timeline(revisions: Sequence[tuple[datetime, Brief]], notes: Sequence[Note] = ()) -> tuple[Moment, ...]:
    """The changes that a reader could see, from the first report on, with the story's corrections (``notes``).
    Revisions come the oldest first.

    Revisions that changed nothing to be seen are passed over. Of many changes the first report, the corrections and the
    newest stand. Of a story that was withdrawn nothing is told again but that.
    """
    if not revisions:
        return ()
    first = revisions[0][1]
    began = Moment(
        first.first_at, f"first report: {first.sources[0].outlet if first.sources else first.headline_outlet}"
    )
    said = [Moment(note.at, f"{_DONE[note.kind]}: {note.text}") for note in notes][-(SHOWN - 1) :]
    withdrawn = any(note.kind is NoteKind.RETRACTION for note in notes)
    seen = () if withdrawn else pairwise(revisions)
    told = [Moment(at, what) for (_, old), (at, new) in seen if (what := change(old, new))]
    room = SHOWN - 1 - len(said)
    return (began, *sorted([*said, *told[max(len(told) - room, 0) :]], key=lambda moment: moment.at))
