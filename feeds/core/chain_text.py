"""What a post says, as one text that never changes: the text whose digest the chain holds.

The form, version 1. It is UTF-8; every line, the last one too, ends with one line feed (U+000A). The first line is
``heliograph-text 1``. Then come fields, each ``name: value``; those that belong to the field above them begin with
``- ``. A field that a post does not have is left out. A line feed inside a value is followed by one tab (U+0009), so
that no value can pass for a field; nothing else is changed, but that NUL and lone surrogates, which UTF-8 or a
database could not give back, are replaced by U+FFFD. Times are UTC, ``2026-01-31T08:05:00Z``; what is true is ``yes``,
what is not is ``no``. The fields, in this order:

``kind``      new, edit, development, correction, retraction or roundup
``story``     the id that readers see
``headline``  with ``outlet`` (whose it is) and ``language``
``excerpt``   once for each: an outlet's words; with ``outlet``, ``language``, ``credit``, and ``whole`` (``no`` where
              words were left out behind them)
``source``    once for each: the outlet that reports it; with ``title`` (its own), ``address``, ``published``,
              ``affiliation`` (party, state, independent, un_ngo), ``side`` (the party it speaks for), ``copy``
              (``yes`` where it stands, nearly word for word, in an earlier report) and ``via`` (whose work it is)
``place``     once for each place that is named
``figure``    once for each: number and noun; with ``kind`` (killed, wounded, …), ``speaker``, ``outlet``, ``hedged``
              and ``was`` (the number that it supersedes)
``figures``   how many more figures there are
``denial``    once for each side, or speaker, that is said to deny it
``outlets``, ``independent``, ``first`` (reported), ``updated``
``picture``   its address, with ``description``, ``credit`` and ``sensitive``
``map``       the place that its map marks, with ``other`` (the other side's name for it) and ``at`` (degrees north and
              east)
``machine``   once for each text by a language model: ``summary`` or ``translation``; with ``language``, ``model`` and
              ``headline``; then once for each sentence ``sentence``, with ``outlet`` (whose reports) and ``credit``
``change``    what this revision changed, in words
``text``      the words of a correction or a retraction
``merged``    the id of the story that this one goes on as
``correction`` or ``retraction``  once for each that the post carries: its words, with ``at``
``line``      of a round-up, once for each story: its headline, with ``story``, ``outlet``, ``address``, ``outlets``
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final

from feeds.model import Brief, Excerpt, Line, MachineText, Note, Payload, Picture, PostKind, SourceLine, SpokenFigure
from feeds.model.places import MapSpot

TITLE: Final = "heliograph-text 1"

#: kinds of posts that are published, and so become links
PUBLISHED: Final = frozenset(
    {
        PostKind.NEW,
        PostKind.EDIT,
        PostKind.DEVELOPMENT,
        PostKind.CORRECTION,
        PostKind.RETRACTION,
        PostKind.ROUNDUP,
    }
)

_LOST: Final = re.compile("[\0\ud800-\udfff]")

Value = str | int | datetime | None
Fields = Iterable[tuple[str, Value]]


def canonical_text(kind: PostKind, payload: Payload) -> str:
    """What a reader sees of a post, in the form that the module describes."""
    parts: list[Fields] = [(("kind", kind.value), ("story", payload.public_id))]
    if payload.brief is not None:
        parts += _brief(payload.brief)
    parts.append((("change", payload.change), ("text", payload.text), ("merged", payload.merged_into)))
    parts += [_note(note) for note in payload.notes]
    parts += [_line(line) for line in payload.lines]
    return f"{TITLE}\n" + "".join(_field(name, value) for part in parts for name, value in part if value is not None)


def lists_story(public_id: str) -> str:
    """What stands in a round-up's text if it has a line on the story, and in no other round-up's."""
    return f"\n{_field('- story', public_id)}"


def moment(at: datetime) -> str:
    """A time as the chain writes it, in whole seconds; one without a zone is a programming error."""
    if at.tzinfo is None:
        raise ValueError(f"a time without a zone: {at}")
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def _brief(brief: Brief) -> list[Fields]:
    counts: Fields = (
        ("outlets", brief.outlets),
        ("independent", brief.independent),
        ("first", brief.first_at),
        ("updated", brief.updated_at),
    )
    return [
        (("headline", brief.headline), ("- outlet", brief.headline_outlet), ("- language", brief.language)),
        *(_excerpt(excerpt) for excerpt in brief.excerpts),
        *(_source(source) for source in brief.sources),
        [("place", place) for place in brief.places],
        *(_figure(figure) for figure in brief.figures),
        [("figures", brief.more_figures or None), *(("denial", who) for who in brief.denials)],
        counts,
        *([] if brief.picture is None else [_picture(brief.picture)]),
        *([] if brief.map is None else [_map(brief.map)]),
        *(_machine(text) for text in brief.machine),
    ]


def _excerpt(excerpt: Excerpt) -> Fields:
    yield "excerpt", excerpt.text
    yield "- outlet", excerpt.outlet
    yield "- language", excerpt.language
    yield "- credit", excerpt.credit
    yield "- whole", excerpt.whole


def _source(source: SourceLine) -> Fields:
    yield "source", source.outlet
    yield "- title", source.title
    yield "- address", source.url
    yield "- published", source.published_at
    yield "- affiliation", source.affiliation.value
    yield "- side", source.side
    yield "- copy", source.copy
    yield "- via", source.via


def _figure(figure: SpokenFigure) -> Fields:
    yield "figure", figure.words
    yield "- kind", figure.kind.value
    yield "- speaker", figure.speaker
    yield "- outlet", figure.outlet
    yield "- hedged", figure.hedged or None
    yield "- was", figure.was


def _picture(picture: Picture) -> Fields:
    yield "picture", picture.url
    yield "- description", picture.description
    yield "- credit", picture.credit
    yield "- sensitive", picture.sensitive


def _map(spot: MapSpot) -> Fields:
    yield "map", spot.name
    yield "- other", spot.other or None
    yield "- at", f"{spot.lat:.4f}, {spot.lon:.4f}"


def _machine(text: MachineText) -> Fields:
    yield "machine", text.task.value
    yield "- language", text.language
    yield "- model", text.model
    yield "- headline", text.headline
    for said in text.sentences:
        yield "- sentence", said.text
        yield from (("- outlet", outlet) for outlet in said.outlets)
        yield from (("- credit", credit) for credit in said.credits)


def _note(note: Note) -> Fields:
    yield note.kind.value, note.text
    yield "- at", note.at


def _line(line: Line) -> Fields:
    yield "line", line.headline
    yield "- story", line.public_id
    yield "- outlet", line.outlet
    yield "- address", line.url
    yield "- outlets", line.outlets


def _field(name: str, value: Value) -> str:
    match value:
        case bool():
            spelt = "yes" if value else "no"
        case datetime():
            spelt = moment(value)
        case _:
            spelt = _LOST.sub("\ufffd", str(value)).replace("\n", "\n\t")
    return f"{name}: {spelt}\n"
