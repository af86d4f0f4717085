"""Whatever is done to a chain is found, wherever it is done; only erasing leaves it whole."""

import json
from dataclasses import fields, replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.core.chain import head_of, make_link, verify
from feeds.core.chain_file import dump_link, read_links
from feeds.core.chain_text import PUBLISHED, canonical_text
from feeds.model import Link, Note, NoteKind, Payload, PostKind
from tests.support.briefs import NOON, a_brief, a_line, a_source, an_excerpt
from tests.support.builders import NOW
from tests.support.links import as_file, erased

tried = settings(max_examples=40, deadline=None)  # machines differ

#: any text, lone surrogates and NUL among it
anything = st.text(st.characters() | st.characters(categories=["Cs"]), max_size=20) | st.sampled_from(["", "x", "\0"])
#: not bound by the hash of a link: they come into being when it is erased
LATER = {"erased_at", "erased_why"}


@st.composite
def chains(draw, least=1):
    """A chain of a few links, some of them erased."""
    links = []
    for text in draw(st.lists(anything, min_size=least, max_size=5)):
        link = make_link(
            head_of(links[-1]) if links else None,
            canonical_text(PostKind.CORRECTION, Payload(text=text)),
            salt=draw(st.binary(min_size=16, max_size=16)).hex(),
            public_id=draw(st.sampled_from(["", "7K3F", "0000"])),
            kind=draw(st.sampled_from(sorted(PUBLISHED))),
            revision=draw(st.integers(0, 3)),
            at=NOW + timedelta(seconds=draw(st.integers(0, 5))),
        )
        links.append(link)
    return links


def other(draw, value):
    """A value of the same kind that is another."""
    match value:
        case PostKind():
            return draw(st.sampled_from(sorted(PUBLISHED - {value})))
        case str():
            return draw(st.one_of(anything, st.just(value + "0"), _one_character(value)).filter(lambda v: v != value))
        case int():
            return draw(st.integers(0, 9).filter(lambda v: v != value))
    return value + timedelta(seconds=draw(st.sampled_from([-1, 1, 3600])))


def _one_character(value):
    places = st.integers(0, max(0, len(value) - 1))
    return st.builds(lambda at, with_: value[:at] + with_ + value[at + 1 :], places, st.sampled_from("0aA \n"))


@tried
@given(chains(), st.data())
def test_a_changed_field_is_found(links, data):
    place = data.draw(st.integers(0, len(links) - 1))
    name = data.draw(st.sampled_from([field.name for field in fields(Link) if field.name not in LATER]))
    value = getattr(links[place], name)
    changed = replace(links[place], **{name: other(data.draw, value)})
    report = verify([*links[:place], changed, *links[place + 1 :]])
    assert not report.ok
    assert report.links == place


@tried
@given(chains(least=2), st.data())
def test_a_link_that_is_taken_out_is_found_by_the_head(links, data):
    place = data.draw(st.integers(0, len(links) - 1))
    assert not verify([*links[:place], *links[place + 1 :]], head=links[-1].hash).ok


@tried
@given(chains(least=2), st.randoms(use_true_random=False))
def test_another_order_is_found(links, random):
    shuffled = links[:]
    random.shuffle(shuffled)
    assert verify(shuffled).ok is (shuffled == links)


@tried
@given(chains(), chains(), st.data())
def test_a_link_that_is_put_in_is_found(links, others, data):
    place = data.draw(st.integers(0, len(links)))
    strange = data.draw(st.sampled_from([*links, *others]))
    put_in = [*links[:place], strange, *links[place:]]
    assert not verify(put_in).ok or put_in[:-1] == links


@tried
@given(chains(), st.sets(st.integers(0, 4)))
def test_whatever_is_erased_the_rest_holds(links, gone):
    left = [erased(link) if place in gone else link for place, link in enumerate(links)]
    report = verify(read_links(as_file(left).splitlines(keepends=True)), head=links[-1].hash)
    assert report.ok
    assert report.erased == len([place for place in gone if place < len(links)])


@tried
@given(chains(), st.data())
def test_a_changed_character_of_an_export_is_found_or_changes_nothing(links, data):
    """Nothing but how JSON is spelt: a space more, ``\\u0041`` for A."""
    whole = as_file(links)
    place = data.draw(st.integers(0, len(whole) - 1))
    with_ = data.draw(st.binary(max_size=2).filter(lambda some: some != whole[place : place + 1]))
    changed = whole[:place] + with_ + whole[place + 1 :]
    report = verify(read_links(changed.splitlines(keepends=True)), head=links[-1].hash)
    if report.ok:
        assert [json.loads(line) for line in changed.splitlines() if line.strip()] == [
            json.loads(line) for line in whole.splitlines()
        ]


@tried
@given(chains())
def test_what_is_written_is_read(links):
    assert list(read_links(dump_link(link).encode() for link in links)) == links


@tried
@given(st.binary(max_size=300))
def test_any_file_is_read_or_refused(data):
    assert not verify(read_links(data.splitlines(keepends=True))).ok


payloads = st.builds(
    lambda headline, excerpts, sources, notes, change, lines: Payload(
        brief=a_brief(
            headline,
            excerpts=tuple(an_excerpt(text, outlet, credit=credit) for text, outlet, credit in excerpts),
            sources=tuple(a_source(outlet, url=url) for outlet, url in sources),
        ),
        public_id="7K3F",
        notes=tuple(Note(kind, text, NOON) for kind, text in notes),
        change=change,
        lines=tuple(a_line(headline) for headline in lines),
    ),
    (words := st.text("a\n\t- :é", max_size=6)),
    st.lists(st.tuples(words, words, st.none() | words), max_size=2),
    st.lists(st.tuples(words, st.none() | words), max_size=2),
    st.lists(st.tuples(st.sampled_from(NoteKind), words), max_size=2),
    st.none() | words,
    st.lists(words, max_size=2),
)


@tried
@given(payloads, payloads)
def test_two_posts_that_say_different_things_have_different_texts(one, another):
    same = canonical_text(PostKind.EDIT, one) == canonical_text(PostKind.EDIT, another)
    assert same is (one == another)


@tried
@given(anything)
def test_a_text_can_be_stored_and_given_back(said):
    text = canonical_text(PostKind.RETRACTION, Payload(text=said))
    assert "\0" not in text
    assert text.encode().decode() == text
