"""The text that a published revision is held to."""

from dataclasses import fields, replace
from datetime import datetime, timedelta
from enum import StrEnum

import pytest

from feeds.core.chain_text import PUBLISHED, canonical_text, lists_story
from feeds.model import (
    Affiliation,
    Brief,
    Excerpt,
    FigureKind,
    Ground,
    Line,
    Note,
    NoteKind,
    Payload,
    Picture,
    PostKind,
    Reason,
    SourceLine,
    SpokenFigure,
)
from tests.support.briefs import NOON, a_brief, a_line, a_source, an_excerpt

#: what stands in no text, and why: a reader does not see it
UNSEEN = {
    Payload: {"case_id", "reasons", "grounds", "delivery_id"},  # for the desk
    Brief: {"headline_item"},  # our own number
    Excerpt: {"item_id", "rank"},
    SpokenFigure: {"item_id", "value", "noun"},  # ``words`` says both as they stand
    SourceLine: {"item_id"},
    Line: {"story_id"},
    Picture: {"width", "height"},  # of the file; what it shows is not held at all
    Note: set(),
}

PICTURE = Picture("https://a.example/p.jpg", 640, 480, "A bridge", "Ana Oru", sensitive=True)
FULL = Payload(
    brief=a_brief(
        excerpts=(an_excerpt(credit="© Arven Herald"), an_excerpt("Our forces struck", "Ministry", whole=False)),
        sources=(a_source(), a_source("Ministry", url=None, affiliation=Affiliation.PARTY, side="Arven", copy=True)),
        picture=PICTURE,
        outlets=2,
    ),
    public_id="7K3F",
    change="One more outlet reports it.",
    notes=(Note(NoteKind.CORRECTION, "Nine, not ten.", NOON), Note(NoteKind.RETRACTION, "It was a drill.", NOON)),
)


def test_it_reads_as_the_module_says():
    assert canonical_text(PostKind.EDIT, FULL) == (
        "heliograph-text 1\n"
        "kind: edit\n"
        "story: 7K3F\n"
        "headline: Shelling reported by the river\n"
        "- outlet: Arven Herald\n"
        "- language: en\n"
        "excerpt: Two villages were hit on Monday.\n"
        "- outlet: Arven Herald\n"
        "- language: en\n"
        "- credit: © Arven Herald\n"
        "- whole: yes\n"
        "excerpt: Our forces struck\n"
        "- outlet: Ministry\n"
        "- language: en\n"
        "- whole: no\n"
        "source: Arven Herald\n"
        "- title: Shelling reported by the river\n"
        "- address: https://herald.example/1\n"
        "- published: 2026-03-03T12:00:00Z\n"
        "- affiliation: independent\n"
        "- copy: no\n"
        "source: Ministry\n"
        "- title: Shelling reported by the river\n"
        "- published: 2026-03-03T12:00:00Z\n"
        "- affiliation: party\n"
        "- side: Arven\n"
        "- copy: yes\n"
        "outlets: 2\n"
        "independent: 1\n"
        "first: 2026-03-03T12:00:00Z\n"
        "updated: 2026-03-03T12:00:00Z\n"
        "picture: https://a.example/p.jpg\n"
        "- description: A bridge\n"
        "- credit: Ana Oru\n"
        "- sensitive: yes\n"
        "change: One more outlet reports it.\n"
        "correction: Nine, not ten.\n"
        "- at: 2026-03-03T12:00:00Z\n"
        "retraction: It was a drill.\n"
        "- at: 2026-03-03T12:00:00Z\n"
    )


def test_a_round_up_has_its_lines():
    lines = (a_line(), replace(a_line("Talks", number=2), url=None, outlets=3))
    assert canonical_text(PostKind.ROUNDUP, Payload(lines=lines)) == (
        "heliograph-text 1\n"
        "kind: roundup\n"
        "line: Shelling reported by the river\n"
        "- story: 7K01\n"
        "- outlet: Arven Herald\n"
        "- address: https://herald.example/1\n"
        "- outlets: 1\n"
        "line: Talks\n"
        "- story: 7K02\n"
        "- outlet: Arven Herald\n"
        "- outlets: 3\n"
    )


def test_a_correction_has_its_words():
    text = canonical_text(PostKind.CORRECTION, Payload(text="Nine, not ten.", public_id="7K3F"))
    assert text == "heliograph-text 1\nkind: correction\nstory: 7K3F\ntext: Nine, not ten.\n"


@pytest.mark.parametrize("kind", sorted(PUBLISHED))
def test_every_published_kind_has_a_text_of_its_own(kind):
    assert f"kind: {kind}\n" in canonical_text(kind, Payload())


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("two\nlines", "two\n\tlines"),
        ("a\nstory: 0000", "a\n\tstory: 0000"),
        ("a\n- story: 0000", "a\n\t- story: 0000"),
        ("a\r\nb\u2028c\x85", "a\r\n\tb\u2028c\x85"),
        ("nul \0 and \ud800", "nul \ufffd and \ufffd"),
        ("", ""),
        (" é ", " é "),
    ],
)
def test_no_value_can_pass_for_a_field(said, written):
    assert canonical_text(PostKind.CORRECTION, Payload(text=said)).endswith(f"\ntext: {written}\n")


def test_a_round_up_is_found_by_a_story_that_it_lists():
    text = canonical_text(PostKind.ROUNDUP, Payload(lines=(a_line(number=1), a_line("x\n- story: 7K02", number=3))))
    assert lists_story("7K01") in text
    assert lists_story("7K03") in text
    assert lists_story("7K02") not in text


PARTY = a_source("Ministry", affiliation=Affiliation.PARTY, side="Arven", copy=True, via="Wire")
FIGURE = SpokenFigure(
    FigureKind.KILLED, "nine people", "Ministry", 1, "the mayor", 9, hedged=True, was=7, noun="people"
)
DETAILS = {"places": ("Karst",), "figures": (FIGURE,), "more_figures": 2, "denials": ("Arven",)}
CREDITED = an_excerpt(credit="© Arven Herald")
WHOLE_BRIEF = replace(FULL.brief, sources=(PARTY,), excerpts=(CREDITED,), **DETAILS)
WHOLE = replace(FULL, brief=WHOLE_BRIEF, lines=(a_line(),), text="It was not so.", case_id=1, delivery_id=1)
WHOLE = replace(WHOLE, reasons=(Reason.LOW_TRUST,), grounds=(Ground(Reason.MINOR, "Amir, 9"),))
WHOLE = replace(WHOLE, merged_into="9ABC")

#: a value of each kind with nothing left empty, and how a payload comes to say it
SAYING = {
    Payload: (WHOLE, lambda value: value),
    Brief: (WHOLE_BRIEF, lambda value: replace(WHOLE, brief=value)),
    SpokenFigure: (FIGURE, lambda value: replace(WHOLE, brief=replace(WHOLE_BRIEF, figures=(value,)))),
    Excerpt: (CREDITED, lambda value: replace(WHOLE, brief=replace(WHOLE_BRIEF, excerpts=(value,)))),
    SourceLine: (PARTY, lambda value: replace(WHOLE, brief=replace(WHOLE_BRIEF, sources=(value,)))),
    Picture: (PICTURE, lambda value: replace(WHOLE, brief=replace(WHOLE_BRIEF, picture=value))),
    Line: (a_line(), lambda value: replace(WHOLE, lines=(value,))),
    Note: (FULL.notes[0], lambda value: replace(WHOLE, notes=(value,))),
}


def another(value):
    """A value of the same kind."""
    match value:
        case bool():
            return not value
        case StrEnum():
            return next(member for member in type(value) if member is not value)
        case str():
            return f"{value}."
        case int():
            return value + 1
        case datetime():
            return value + timedelta(hours=1)
        case tuple():
            return ()
    return None


@pytest.mark.parametrize(
    ("kind", "name"),
    [pytest.param(kind, field.name, id=f"{kind.__name__}.{field.name}") for kind in SAYING for field in fields(kind)],
)
def test_whatever_a_reader_sees_is_in_the_text(kind, name):
    """A new field must be put into the text or, where no reader sees it, into ``UNSEEN``; and into the samples."""
    sample, saying = SAYING[kind]
    value = getattr(sample, name)
    assert value not in (None, "", ())
    changed = replace(sample, **{name: another(value)})
    before, after = (canonical_text(PostKind.EDIT, saying(one)) for one in (sample, changed))
    assert (before != after) is (name not in UNSEEN[kind])
