"""A story as a post: headline, marked excerpts, who reports it, how many are independent, the story's link."""

from datetime import datetime

from bot.render import html
from bot.render.html import Markup
from bot.render.message import Rendered
from bot.render.times import clock, count
from feeds.model import Affiliation, Brief, Excerpt, Line, Payload, PostKind, SourceLine

#: Sources that are named; the rest is counted.
NAMED_SOURCES = 8
#: Characters of an outlet's name in a list.
NAME = 60

_LABEL = {
    Affiliation.STATE: "state media",
    Affiliation.UN_NGO: "UN/NGO",
}


def post(payload: Payload, kind: PostKind, *, bot_name: str, now: datetime, nonce: str | None = None) -> Rendered:
    """A channel post, new or edited, or a round-up; its links carry the delivery's nonce, by which it is known."""
    if kind is PostKind.ROUNDUP:
        trace = story_url(payload.lines[0].public_id, bot_name, nonce) if nonce and payload.lines else None
        return Rendered(roundup(payload.lines, bot_name=bot_name, nonce=nonce), trace=trace)
    if payload.brief is None or payload.public_id is None:
        raise ValueError(f"a {kind} post needs a brief")
    changed = html.EMPTY
    if payload.change:
        changed = html.italic(
            html.text(f"Updated {clock(payload.brief.updated_at, now=now)}: ") + html.text(payload.change)
        )
    text = story(payload.brief, payload.public_id, bot_name=bot_name, now=now, changed=changed, nonce=nonce)
    return Rendered(text, trace=story_url(payload.public_id, bot_name, nonce) if nonce else None)


def story(
    brief: Brief,
    public_id: str,
    *,
    bot_name: str,
    now: datetime,
    changed: Markup = html.EMPTY,
    limit: int = html.TEXT_LIMIT,
    nonce: str | None = None,
) -> Markup:
    """A story's brief; the excerpts give way where it would be too long, sources and story link do not."""
    head = html.bold(html.isolate(brief.headline, 400))
    foot = html.join(
        [_sources(brief.sources), _counts(brief, now=now), _story_link(public_id, bot_name, nonce), changed], "\n"
    )
    room = limit - html.length(head) - html.length(foot) - 4
    body = html.clip(html.join([_excerpt(piece) for piece in brief.excerpts], "\n"), max(0, room))
    return html.join([head, body, foot], "\n\n")


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


def _excerpt(piece: Excerpt) -> Markup:
    words = html.text("“") + html.isolate(piece.text) + html.text("”" if piece.whole else " …”")
    named = piece.credit is not None and piece.outlet.casefold() in piece.credit.casefold()
    who = [] if named else [html.isolate(piece.outlet)]
    credit = [html.isolate(piece.credit)] if piece.credit else []
    return html.quote(words + html.text("\n— ") + html.join([*who, *credit], " · "))


def _sources(sources: tuple[SourceLine, ...]) -> Markup:
    named = [_source(line) for line in sources[:NAMED_SOURCES]]
    rest = len(sources) - len(named)
    return html.text("Sources: ") + html.join([*named, html.text(f"{rest} more") if rest else html.EMPTY], ", ")


def _source(line: SourceLine) -> Markup:
    label = f"{line.side[:NAME]} official" if line.affiliation is Affiliation.PARTY and line.side else None
    label = label or ("official" if line.affiliation is Affiliation.PARTY else _LABEL.get(line.affiliation))
    notes = [note for note in (label, "same text" if line.copy else None) if note]
    after = html.text(f" ({', '.join(notes)})") if notes else html.EMPTY
    return html.link(html.isolate(line.outlet, NAME), line.url) + after


def _counts(brief: Brief, *, now: datetime) -> Markup:
    outlets = count(brief.outlets, "outlet")
    if brief.outlets > 1:
        outlets += f", {brief.independent} independent"
    return html.text(f"{outlets} · first reported {clock(brief.first_at, now=now)}")


def _story_link(public_id: str, bot_name: str, nonce: str | None) -> Markup:
    return html.text("Story ") + html.link(html.text(public_id), story_url(public_id, bot_name, nonce))
