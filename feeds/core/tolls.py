"""The tolls of a story, uncut: every number of killed and wounded in its reports, with who gives it.

A brief's figures are cut to what outlets lend to readers. What policy decides by is shown to nobody, so here all
reports are read, whatever their terms.

Observations
    A report gives the toll in its own voice first and says whose it is further down; that is one speaker, not two. War
    news ends on what the whole war has cost, which is another number than the event's.

Theory of operation
    Copies are left out. Of each speaker the newest number stands. A number without a speaker is its outlet's, or the
    agency's whose work the report is; where the same outlet names who gives it, it is his alone. Numbers of things, and
    of those who are displaced, missing or captured, are none. Where a text gives no toll, its headline is read.

Known special cases
    A sentence about years or a whole war gives no toll of the event. What stands in one with both is missed.
"""

import re
from collections.abc import Sequence

from feeds.core import figures
from feeds.core.brief import considered
from feeds.core.doubts import Said, agree
from feeds.core.independence import origins
from feeds.core.knowledge import NOTHING, Knowledge, reading
from feeds.core.reading.harm import COUNTS
from feeds.core.reading.nouns import is_counted
from feeds.model import (
    Affiliation,
    Brief,
    Figure,
    FigureKind,
    FigureReport,
    Qualifier,
    Reading,
    SpokenFigure,
    StoryItem,
)

KINDS = frozenset({FigureKind.KILLED, FigureKind.WOUNDED})
#: Tolls of one report that are read, the first, and of a story, the newest: every one is compared with every other.
OF_A_REPORT, OF_A_STORY = 8, 120
_DAYS = "monday|tuesday|wednesday|thursday|friday|saturday|sunday|dawn|midnight|yesterday|early|then|last night"
_DATES = (
    r"(?:19|20)\d\d\b|(?:january|february|march|april|june|july|august|september|october|november|december)\b"
    r"(?! \d{1,2}\b)"
)
#: What the day's news counts by, after "over the past": the toll of a day's strikes is one to be confirmed.
_TODAY = r"(?:(?:[\w-]+ )?(?:hours?|minutes?|day|night)|[\w-]+-hour)\b"
#: What says that a number is of more than one event; "the deadliest strike since June" does not.
_WHOLE_WAR = re.compile(
    rf"\b(?:since (?!(?:{_DAYS})\b)(?!the (?:attack|strike|blast|explosion|raid)\b)"
    r"|so far this (?:year|month)|this year|last year|last month|overall|to date|all told"
    r"|(?:of|during|in|throughout) the (?:\w+ )?(?:war|conflict|genocide|invasion)\b"
    rf"|(?:over|in|during) the (?:past|last) (?!{_TODAY})|years? of |in (?:{_DATES})"
    r"|(?:every|each|per) (?:year|month|day)\b|(?:the|of|by|until|from|before|after) (?:19|20)\d\d\b|mid-(?:19|20))",
    re.IGNORECASE,
)
_ORDINALS = r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\d{1,3}(?:st|nd|rd|th))"
#: What is dated in the same sentence and is not the harm: "despite the ceasefire agreed in October", "the fourth strike
#: this year".
_BESIDE = re.compile(
    rf"\b(?:ceasefire|cease-fire|truce|deal|agreement|accord|pact|talks|elections?)\b[^,;]{{0,40}}?\bin (?:{_DATES})"
    rf"|\b{_ORDINALS} (?:[\w-]+ ){{0,2}}?(?:(?:air)?strike|attack|bombing|raid|shooting|massacre|assault|ambush|blast"
    r"|explosion|incident)\b[^,;]{0,40}?\b(?:this|last) (?:year|month)\b",
    re.IGNORECASE,
)
_RECORD = re.compile(r"\b(?:deadliest|worst|largest|biggest|heaviest|highest|bloodiest)\b", re.IGNORECASE)


def said(items: Sequence[StoryItem], *, knowing: Knowledge = NOTHING) -> tuple[Said, ...]:
    """What stands of the tolls in a story's items (at least one), whatever their order and their outlets' terms."""
    tolls = [(source, found) for source in considered(items) if (found := _tolls(source, knowing))]
    if not tolls:
        return ()
    known = origins([source for source, _ in tolls])  # a copy has the toll of what it copies
    reports: list[tuple[FigureReport, Said]] = []
    for source, found in tolls:
        if source.id not in known.copies:
            voice = known.via.get(source.id, source.outlet.name)
            for figure, side in found:
                report = FigureReport(figure, voice, source.said_at)
                reports.append((report, _said(source, report, side)))
    kept = _named_once(reports)
    by_speaker = {(one.speaker.casefold(), report.figure): one for report, one in kept}
    standing = sorted(figures.standing([report for report, _ in kept]), key=lambda one: one.at)[-OF_A_STORY:]
    return tuple(by_speaker[one.speaker.casefold(), one.figure] for one in standing)


def told(brief: Brief) -> tuple[Said, ...]:
    """The tolls that a brief shows."""
    return tuple(_spoken(figure) for figure in brief.figures if figure.kind in KINDS and figure.value is not None)


def _spoken(figure: SpokenFigure) -> Said:
    speaker = figure.speaker or figure.outlet
    return Said(figure.kind.value, figure.value or 0, speaker, figure.outlet, figure.words, figure.noun)


def _tolls(source: StoryItem, knowing: Knowledge) -> Sequence[tuple[Figure, str | None]]:
    """A report's tolls, each with the side of its named speaker: those of its text, else those of its headline."""
    for text in (source.item.text, source.item.title):
        read = reading(text, knowing)
        found = [figure for figure in read.figures if _is_toll(figure) and not _of_a_war(text, read, figure)]
        if found:
            sides = {claim.speaker: claim.side for claim in read.claims}
            return [(figure, sides.get(figure.speaker or "")) for figure in found[:OF_A_REPORT]]
    return ()


def _is_toll(figure: Figure) -> bool:
    number = figure.counted and figure.value is not None and not figure.part
    return number and figure.kind in KINDS and _are_people(figure.noun)


def _are_people(noun: str) -> bool:
    """Whether a noun counts people: "civilians", "Syrian soldiers", "deaths", "Palestinians"; none at all may."""
    head = noun.rsplit(maxsplit=1)[-1] if noun.strip() else ""
    return not head or is_counted(head.casefold()) or head.casefold() in COUNTS or head[0].isupper()


def _of_a_war(text: str, read: Reading, figure: Figure) -> bool:
    """Whether the sentence of a number tells of more than one event."""
    start, end = read.sentences[figure.sentence]
    sentence = _BESIDE.sub("", text[start:end])
    return bool(_WHOLE_WAR.search(sentence)) and not _RECORD.search(sentence)


def _said(source: StoryItem, report: FigureReport, side: str | None) -> Said:
    figure, outlet = report.figure, source.outlet
    if figure.speaker is None and outlet.affiliation is Affiliation.PARTY:
        side = outlet.side or outlet.name
    return Said(
        kind=figure.kind.value,
        number=figure.value or 0,
        speaker=figure.speaker or report.outlet,
        outlet=outlet.name,
        words=figure.words,
        noun=figure.noun,
        at=report.at,
        side=side,
        place=figure.place,
        firm=not figure.hedged and figure.qualifier is not Qualifier.UP_TO,
    )


def _named_once(reports: Sequence[tuple[FigureReport, Said]]) -> list[tuple[FigureReport, Said]]:
    """Without what an outlet says in its own voice and also lets somebody say."""
    named = [one for report, one in reports if report.figure.speaker]
    return [
        (report, one)
        for report, one in reports
        if report.figure.speaker or not any(other.outlet == one.outlet and agree(one, other) for other in named)
    ]
