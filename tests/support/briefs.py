"""Briefs and stories for tests of what readers see: defaults that a test overrides where it matters."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from feeds.model import (
    Affiliation,
    Brief,
    Excerpt,
    ItemId,
    Line,
    SourceLine,
    Standing,
    Story,
    StoryId,
)

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
BOT = "heliograph_bot"


def minutes(number):
    """So many minutes after noon."""
    return NOON + timedelta(minutes=number)


def a_source(outlet="Arven Herald", *, url="https://herald.example/1", **changes):
    source = SourceLine(outlet, "Shelling reported by the river", url, ItemId(1), NOON, Affiliation.INDEPENDENT)
    return replace(source, **changes)


def an_excerpt(text="Two villages were hit on Monday.", outlet="Arven Herald", **changes):
    return replace(Excerpt(outlet, text, ItemId(1), "en", whole=True), **changes)


def a_brief(headline="Shelling reported by the river", **changes):
    brief = Brief(
        headline=headline,
        headline_outlet="Arven Herald",
        headline_item=ItemId(1),
        language="en",
        excerpts=(an_excerpt(),),
        sources=(a_source(),),
        outlets=1,
        independent=1,
        first_at=NOON,
        updated_at=NOON,
    )
    return replace(brief, **changes)


def a_story(headline="Shelling reported by the river", *, number=1, updated_at=NOON, brief=None, **changes):
    story = Story(
        id=StoryId(number),
        public_id=f"7K{number:02}",
        headline=headline,
        standing=Standing.POSTED,
        revision=1,
        importance=0.5,
        relevance=0.9,
        opened_at=NOON,
        updated_at=updated_at,
        brief=brief or a_brief(headline),
    )
    return replace(story, **changes)


def a_line(headline="Shelling reported by the river", *, number=1, **changes):
    line = Line(StoryId(number), f"7K{number:02}", headline, "Arven Herald", "https://herald.example/1", 1)
    return replace(line, **changes)
