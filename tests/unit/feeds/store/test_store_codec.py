"""Briefs and payloads survive the way to text and back, whatever they say."""

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.errors import SchemaError
from feeds.model import (
    Affiliation,
    Brief,
    Excerpt,
    FigureKind,
    Line,
    MachineText,
    Payload,
    Qualifier,
    Reason,
    Said,
    SourceLine,
    SpokenFigure,
    Task,
)
from feeds.model.places import MapSpot, Precision
from feeds.store import codec

any_text = st.text(st.characters(codec=None), max_size=20)
maybe_text = st.none() | any_text
ids = st.integers(0, 2**63 - 1)
moments = st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
excerpts = st.builds(Excerpt, any_text, any_text, ids, any_text, maybe_text, st.booleans())
sources = st.builds(
    SourceLine, any_text, any_text, maybe_text, ids, moments, st.sampled_from(Affiliation), maybe_text, st.booleans()
)
figures = st.builds(
    SpokenFigure,
    st.sampled_from(FigureKind),
    any_text,
    any_text,
    ids,
    maybe_text,
    st.none() | st.integers(1, 2**63),
    st.booleans(),
    high=st.none() | st.integers(1, 2**63),
    qualifier=st.sampled_from(Qualifier),
    noun=any_text,
)
degrees = st.floats(-180, 180)
spots = st.builds(MapSpot, any_text, degrees, degrees, st.sampled_from(Precision), any_text)
few_texts = st.lists(any_text, max_size=2).map(tuple)
said = st.lists(st.builds(Said, any_text, few_texts, few_texts), max_size=2).map(tuple)
machines = st.builds(MachineText, st.sampled_from(Task), any_text, any_text, said, maybe_text)
briefs = st.builds(
    Brief,
    headline=any_text,
    headline_outlet=any_text,
    headline_item=ids,
    language=any_text,
    excerpts=st.lists(excerpts, max_size=3).map(tuple),
    sources=st.lists(sources, max_size=3).map(tuple),
    outlets=ids,
    independent=ids,
    first_at=moments,
    updated_at=moments,
    figures=st.lists(figures, max_size=3).map(tuple),
    map=st.none() | spots,
    machine=st.lists(machines, max_size=2).map(tuple),
)
lines = st.builds(Line, ids, any_text, any_text, any_text, maybe_text, ids)
reasons = st.lists(st.sampled_from(Reason), max_size=4).map(tuple)
payloads = st.builds(
    Payload,
    brief=st.none() | briefs,
    public_id=maybe_text,
    lines=st.lists(lines, max_size=3).map(tuple),
    text=maybe_text,
    case_id=st.none() | ids,
    reasons=reasons,
    change=maybe_text,
    silent=st.booleans(),
)


@given(briefs)
def test_a_brief_comes_back(brief):
    assert codec.load_brief(codec.dump_brief(brief)) == brief


@given(payloads)
def test_a_payload_comes_back(payload):
    text = codec.dump_payload(payload)
    assert text.isascii()
    assert codec.load_payload(text) == payload


@given(reasons)
def test_reasons_come_back(some):
    assert codec.load_reasons(codec.dump_reasons(some)) == some


@given(st.dictionaries(any_text, any_text))
def test_a_detail_comes_back(detail):
    assert codec.load_detail(codec.dump_detail(detail)) == detail


def a_payload():
    moment = datetime(2026, 1, 1, 12, tzinfo=UTC)
    source = SourceLine("A", "T", "https://a.example/1", 7, moment, Affiliation.PARTY, "Ukraine", copy=True)
    excerpt = Excerpt("A", "Words.", 7, "en", "Source: A", whole=True)
    brief = Brief("T", "A", 7, "en", (excerpt,), (source,), 2, 1, moment, moment)
    return Payload(brief, "7K3F", (Line(3, "7K3F", "T", "A", None, 2),), "text", 5, (Reason.LOW_TRUST,), "what")


VERSION_1 = (
    '{"v":1,"brief":{"headline":"T","headline_outlet":"A","headline_item":7,"language":"en","excerpts":[{"outlet":"A",'
    '"text":"Words.","item_id":7,"language":"en","credit":"Source: A","whole":true}],"sources":[{"outlet":"A",'
    '"title":"T","url":"https://a.example/1","item_id":7,"published_at":"2026-01-01T12:00:00+00:00",'
    '"affiliation":"party","side":"Ukraine","copy":true}],"outlets":2,"independent":1,'
    '"first_at":"2026-01-01T12:00:00+00:00","updated_at":"2026-01-01T12:00:00+00:00"},"public_id":"7K3F","lines":'
    '[{"story_id":3,"public_id":"7K3F","headline":"T","outlet":"A","url":null,"outlets":2}],"text":"text","case_id":5,'
    '"reasons":["low_trust"],"change":"what"}'
)


def test_what_the_first_version_wrote_is_read_for_ever():
    assert codec.load_payload(VERSION_1) == a_payload()
    assert codec.dump_payload(a_payload()) == VERSION_1


def test_what_is_empty_is_left_out():
    assert json.loads(codec.dump_payload(Payload(text="x"))) == {"v": 1, "text": "x"}


def test_a_later_version_is_refused_in_words():
    with pytest.raises(SchemaError, match=r"newer Heliograph \(form 2\)"):
        codec.load_payload('{"v": 2}')


def test_times_are_written_in_utc_and_never_without_a_zone():
    moment = datetime(2026, 1, 1, 15, tzinfo=timezone(timedelta(hours=3)))
    brief = a_payload().brief
    assert '"2026-01-01T12:00:00+00:00"' in codec.dump_brief(_at(brief, moment))
    with pytest.raises(ValueError, match="without a zone"):
        codec.dump_brief(_at(brief, moment.replace(tzinfo=None)))


def _at(brief, moment):
    return Brief(**{name: getattr(brief, name) for name in brief.__slots__} | {"first_at": moment})
