"""A story as a post: headline, corrections, a language model's text, marked excerpts, who reports it, how many are
independent, the story's link, what changed; and what is said in answer to it.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from bot.render import html, said, written
from bot.render.html import Markup
from bot.render.message import Rendered, captioned
from bot.render.pictures import MAP_CREDIT
from bot.render.times import clock, count, reported_by
from feeds.model import Affiliation, Brief, Line, Note, NoteKind, Payload, Picture, PostKind, SourceLine

#: Sources that are named; the rest is counted.
NAMED_SOURCES = 8
#: Characters of an outlet's name in a list.
NAME = 60
#: Characters of a headline, and of a correction.
HEADLINE, NOTE = 400, 400
#: Corrections that are shown; those before are counted.
NOTES = 3

_ANSWERS = frozenset({PostKind.DEVELOPMENT, PostKind.CORRECTION, PostKind.RETRACTION})
_LABEL = {
    Affiliation.STATE: "state media",
    Affiliation.UN_NGO: "UN/NGO",
}


def post(
    payload: Payload, kind: PostKind, *, bot_name: str, now: datetime, nonce: str | None = None, caption: bool = False
) -> Rendered:
    """A channel post, new or edited, an answer to one, or a round-up; its links carry the delivery's nonce, by which it
    is known.

    With ``caption`` as what stands under a photo: under the brief's picture, or under the one that is there already.
    """
    if kind is PostKind.ROUNDUP:
        trace = story_url(payload.lines[0].public_id, bot_name, nonce) if nonce and payload.lines else None
        return Rendered(roundup(payload.lines, bot_name=bot_name, nonce=nonce), trace=trace)
    if payload.brief is None or payload.public_id is None:
        raise ValueError(f"a {kind} post needs a brief")
    brief, public_id = payload.brief, payload.public_id
    trace = story_url(public_id, bot_name, nonce) if nonce else None
    if kind in _ANSWERS:
        return Rendered(_answer(payload, brief, _story_link(public_id, bot_name, nonce), now), trace=trace)
    told = partial(story, payload, bot_name=bot_name, now=now, nonce=nonce)
    if caption:
        picture = brief.picture
        credit = _map_credit() if brief.map else _photo_credit(picture)
        return captioned(partial(told, credit=credit), picture, trace=trace, spot=brief.map)
    return Rendered(told(), trace=trace)


def rest(payload: Payload, *, bot_name: str, now: datetime, nonce: str | None = None) -> Rendered:
    """What did not fit under a photo, to answer it with: corrections, excerpts, the story's link with its own nonce."""
    if payload.brief is None or payload.public_id is None:
        raise ValueError("the rest of a post needs a brief")
    link = _story_link(payload.public_id, bot_name, nonce)
    gone = _is_withdrawn(payload.notes) or payload.merged_into
    excerpts = () if gone else payload.brief.excerpts
    notes = html.join([_note(note, now=now) for note in payload.notes[-NOTES:]], "\n")
    room = html.TEXT_LIMIT - html.length(notes) - html.length(link) - 4
    machine = html.EMPTY if gone else written.block(payload.brief, room - said.least(excerpts) - 2)
    room -= html.length(machine) + 2 if machine else 0
    body = said.excerpts(excerpts, room) or _sources(payload.brief.sources)
    trace = story_url(payload.public_id, bot_name, nonce) if nonce else None
    return Rendered(html.join([notes, machine, body, link], "\n\n"), trace=trace)


def story(
    payload: Payload,
    *,
    bot_name: str,
    now: datetime,
    limit: int = html.TEXT_LIMIT,
    nonce: str | None = None,
    credit: Markup = html.EMPTY,
    sources: int = NAMED_SOURCES,
) -> Markup:
    """A story's brief; the excerpts give way where it would be too long, and a language model's text where the most
    important one would have no room beside it; then sources (so many are named); story link and credit do not.
    Corrections stand under the headline. Of a story that was withdrawn, or that goes on as another, that stands first,
    and its excerpts are gone.
    Raises ``ValueError`` where there is no brief.
    """
    if payload.brief is None or payload.public_id is None:
        raise ValueError("a story needs a brief and its id")
    brief, notes = payload.brief, payload.notes
    withdrawn = _is_withdrawn(notes)
    gone = withdrawn or payload.merged_into
    what, excerpts = (None, ()) if gone else (payload.change, brief.excerpts)
    changed = _changed(what, brief.updated_at, now=now)
    head = _withdrawn(brief, notes, now=now) if withdrawn else _corrected(brief, notes, now=now)
    scene = html.EMPTY if withdrawn else said.scene(brief, now=now)
    head = html.join([_goes_on(payload.merged_into, bot_name), head], "\n\n")
    link = _story_link(payload.public_id, bot_name, nonce)
    feet = (
        html.join([_sources(brief.sources, named), _counts(brief, now=now), link, changed, credit], "\n")
        for named in (sources, *(fewer for fewer in (100, 50, 25, NAMED_SOURCES, 3, 1) if fewer < sources))
    )
    least = html.join([link, credit], "\n")
    facts = html.EMPTY if withdrawn else said.facts(brief, limit - html.length(head) - html.length(least) - 4)
    if html.length(head) + html.length(scene) + html.length(facts) + html.length(least) + 5 <= limit:
        head = html.join([head, scene], "\n")
    taken = sum(html.length(part) + 2 for part in (head, facts) if part.html)
    lead = said.least(excerpts)
    fitting = [foot for foot in feet if taken + html.length(foot) <= limit]
    foot = next((one for one in fitting if taken + lead + html.length(one) <= limit), next(iter(fitting), least))
    head = html.clip(head, limit - html.length(foot) - 2)
    between = sum(html.length(part) + 2 for part in (head, facts, foot) if part.html)
    machine = html.EMPTY if gone else written.block(brief, limit - between - lead - 2)
    body = said.excerpts(excerpts, limit - between - (html.length(machine) + 2 if machine else 0))
    return html.join([head, machine, body, facts, foot], "\n\n")


def _answer(payload: Payload, brief: Brief, link: Markup, now: datetime) -> Markup:
    """What is said in answer to a story's post: a development, a correction, that it is withdrawn."""
    headline, excerpts = html.isolate(brief.headline, HEADLINE), brief.excerpts
    if payload.notes:
        news, excerpts = _note(payload.notes[-1], now=now), ()
        headline = html.strike(headline) if _is_withdrawn(payload.notes) else headline
    else:
        news = html.bold(html.text(f"New, {clock(brief.updated_at, now=now)}: {payload.change or ''}"))
    foot = html.join([headline, link], "\n")
    body = said.excerpts(excerpts, html.TEXT_LIMIT - html.length(news) - html.length(foot) - 4)
    return html.join([news, body, foot], "\n\n")


def _goes_on(public_id: str | None, bot_name: str) -> Markup:
    """Where a story goes on that turned out to be one with another."""
    if public_id is None:
        return html.EMPTY
    link = html.link(html.text(public_id), story_url(public_id, bot_name))
    return html.bold(html.text("Goes on as story ")) + link


def _changed(what: str | None, at: datetime, *, now: datetime) -> Markup:
    return html.italic(html.text(f"Updated {clock(at, now=now)}: {what}")) if what else html.EMPTY


def _is_withdrawn(notes: Sequence[Note]) -> bool:
    return any(note.kind is NoteKind.RETRACTION for note in notes)


def _withdrawn(brief: Brief, notes: Sequence[Note], *, now: datetime) -> Markup:
    told = [_note(note, now=now) for note in notes if note.kind is NoteKind.RETRACTION]
    return html.join([*told, html.strike(html.bold(html.isolate(brief.headline, HEADLINE)))], "\n\n")


def _corrected(brief: Brief, notes: Sequence[Note], *, now: datetime) -> Markup:
    rest = len(notes) - NOTES
    earlier = html.italic(html.text(count(rest, "earlier correction"))) if rest > 0 else html.EMPTY
    shown = [_note(note, now=now) for note in notes[-NOTES:]]
    headline = html.bold(html.isolate(brief.headline, HEADLINE))
    return html.join([headline, html.join([*shown, earlier], "\n")], "\n\n")


def _note(note: Note, *, now: datetime) -> Markup:
    label = "WITHDRAWN" if note.kind is NoteKind.RETRACTION else "Corrected"
    return html.bold(html.text(f"{label} {clock(note.at, now=now)}:")) + html.text(" ") + html.isolate(note.text, NOTE)


def roundup(lines: tuple[Line, ...], *, bot_name: str, nonce: str | None = None) -> Markup:
    """One post for many stories, a line each."""
    head = html.bold(html.text("Also reported in the last hour"))
    room = (html.TEXT_LIMIT - html.length(head)) // max(1, len(lines)) - NAME - 20
    rows = [
        html.text("• ")
        + html.link(html.isolate(line.headline, min(160, room)), story_url(line.public_id, bot_name, nonce))
        + html.text(" — ")
        + html.isolate(line.outlet, NAME)
        + html.text(f" and {line.outlets - 1} more" if line.outlets > 1 else "")
        for line in lines
    ]
    return html.join([head, html.join(rows, "\n")], "\n\n")


def story_url(public_id: str, bot_name: str, nonce: str | None = None) -> str:
    """The deep link that opens a story in a private chat with the bot."""
    return f"https://t.me/{bot_name}?start=s-{public_id}" + (f"-{nonce}" if nonce else "")


def _photo_credit(picture: Picture | None) -> Markup:
    return (
        html.text("Photo: ") + html.isolate(picture.credit, said.CREDIT) if picture and picture.credit else html.EMPTY
    )


def _map_credit() -> Markup:
    return html.text(f"Map: {MAP_CREDIT}")


def _sources(sources: tuple[SourceLine, ...], most: int = NAMED_SOURCES) -> Markup:
    named = [_source(line) for line in sources[:most]]
    rest = len(sources) - len(named)
    return html.text("Sources: ") + html.join([*named, html.text(f"{rest} more") if rest else html.EMPTY], ", ")


def _source(line: SourceLine) -> Markup:
    label = f"{line.side[:NAME]} official" if line.affiliation is Affiliation.PARTY and line.side else None
    label = label or ("official" if line.affiliation is Affiliation.PARTY else _LABEL.get(line.affiliation))
    whose = f"from {line.via[:NAME]}" if line.via else None
    notes = [note for note in (label, "same text" if line.copy else whose) if note]
    after = html.text(f" ({', '.join(notes)})") if notes else html.EMPTY
    return html.link(html.isolate(line.outlet, NAME), line.url) + after


def _counts(brief: Brief, *, now: datetime) -> Markup:
    first = "" if brief.places else f" · first reported {clock(brief.first_at, now=now)}"  # else it stands at the top
    return html.text(f"{reported_by(brief)}{first}")


def _story_link(public_id: str, bot_name: str, nonce: str | None) -> Markup:
    return html.text("Story ") + html.link(html.text(public_id), story_url(public_id, bot_name, nonce))
