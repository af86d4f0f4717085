"""Whatever a story's items say: nothing in its brief is made up, and every outlet's terms are obeyed."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.core.brief import change, compose
from feeds.core.choice import SENTENCES
from feeds.core.normalise import normalise
from feeds.core.passages import count
from feeds.core.terms import EXCERPT_WORDS
from feeds.model import Affiliation, Entry, Terms, Trust
from tests.support.builders import NOW, TEXT, a_source, an_outlet, words

tried = settings(max_examples=40, deadline=None)  # machines differ


sentences = st.lists(
    st.sampled_from(
        [
            "Nine were killed.",
            "He said: “We deny it.”",
            "Why?No.",
            "部队推进。平民撤离。",
            "وقال الحاكم.",
            "U.S. officials, Mr. Olm and Dr. Ray agree…",
            "<b>Bold</b> &amp; quiet",
            "\u202eturned",
            "It is 3.5 km.",
            TEXT,
            words(50),
        ]
    ),
    max_size=6,
).map(" ".join)
outlets = st.builds(
    lambda name, terms, affiliation, trust, owner: an_outlet(
        name,
        terms=terms,
        affiliation=affiliation,
        trust=trust,
        owner=owner,
        credit=f"© {name}" if terms is Terms.FULL_WITH_CREDIT else None,
    ),
    st.sampled_from("ABCDEF"),
    st.sampled_from(Terms),
    st.sampled_from(Affiliation),
    st.sampled_from(Trust),
    st.none() | st.sampled_from(["Holding", "Trust"]),
)


@st.composite
def stories(draw):
    """Items of a story, one outlet always the same."""
    known = {}
    drawn = draw(
        st.lists(
            st.tuples(outlets, sentences | st.text(max_size=80), sentences | st.text(max_size=300)),
            min_size=1,
            max_size=8,
        )
    )
    sources = []
    for number, (outlet, title, text) in enumerate(drawn, 1):
        item = normalise(
            Entry(title or "News", text, f"g{number}"), language=draw(st.sampled_from(["en", "zh", "ar"])), now=NOW
        )
        if item is not None:
            sources.append(
                a_source(
                    item,
                    known.setdefault(outlet.name, outlet),
                    number=number,
                    fetched_at=NOW + timedelta(minutes=draw(st.integers(0, 3))),
                )
            )
    return sources or [a_source()]


@tried
@given(stories())
def test_headline_and_excerpts_stand_word_for_word_in_their_items(sources):
    brief, by_id = compose(sources), {source.id: source for source in sources}
    assert brief.headline == by_id[brief.headline_item].item.title
    assert brief.headline_outlet == by_id[brief.headline_item].outlet.name
    for piece in brief.excerpts:
        assert piece.text in by_id[piece.item_id].item.text
        assert piece.outlet == by_id[piece.item_id].outlet.name
    for line in brief.sources:
        assert (line.title, line.url) == (by_id[line.item_id].item.title, by_id[line.item_id].item.url)


@tried
@given(stories())
def test_every_outlets_terms_are_obeyed(sources):
    by_id = {source.id: source for source in sources}
    for piece in compose(sources).excerpts:
        source = by_id[piece.item_id]
        assert source.outlet.terms in {Terms.EXCERPT, Terms.FULL_WITH_CREDIT}
        assert piece.whole == source.item.text.endswith(piece.text) or piece.text in source.item.text[:-1]
        if source.outlet.terms is Terms.EXCERPT:
            quoted = [one.text for one in compose(sources).excerpts if one.outlet == source.outlet.name]
            assert sum(count(text) for text in quoted) <= EXCERPT_WORDS
        else:
            assert piece.credit == f"© {source.outlet.name}"


@tried
@given(stories())
def test_the_counts_never_claim_more_than_there_is(sources):
    brief, names = compose(sources), {source.outlet.name for source in sources}
    owners = {source.outlet.owner or source.outlet.name for source in sources}
    assert brief.outlets == len(brief.sources) == len(names)
    assert 1 <= brief.independent <= len(owners)
    assert len(brief.excerpts) <= SENTENCES


@tried
@given(stories(), st.randoms(use_true_random=False))
def test_a_brief_does_not_depend_on_the_order_of_its_items(sources, random):
    assert compose(random.sample(sources, len(sources))) == compose(sources)


@tried
@given(stories(), stories())
def test_a_change_is_told_where_the_words_differ_and_never_where_nothing_does(one, other):
    old, new = compose(one), compose(other)
    assert change(old, old) is None
    said = change(old, new)
    assert said is None or said.strip()
    if {line.outlet for line in new.sources} - {line.outlet for line in old.sources} or new.headline != old.headline:
        assert said
