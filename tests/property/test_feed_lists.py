"""Whatever is known of feeds and outlets: what is handed out as OPML is taken in as it was."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from feeds.fetch.feed_list import _list
from feeds.fetch.opml import opml
from feeds.model import Affiliation, FeedSeed, Outlet, Terms, Trust

NOW = datetime(2026, 3, 3, 12, tzinfo=UTC)
#: Names as they are stored: not empty, no space around them, nothing that XML cannot carry.
words = (
    st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), min_size=1, max_size=30)
    .map(str.strip)
    .filter(bool)
)
maybe = st.none() | words
parties = st.fixed_dictionaries({"affiliation": st.just(Affiliation.PARTY), "side": words})
others = st.fixed_dictionaries({"affiliation": st.sampled_from(Affiliation).filter(lambda one: one != "party")})


@st.composite
def outlets(draw, name):
    return Outlet(
        name,
        home=draw(st.none() | st.just("https://home.example/?a=1&b=2")),
        language=draw(st.none() | st.sampled_from(["en", "pt-br", "uk"])),
        country=draw(maybe),
        owner=draw(maybe),
        terms=draw(st.sampled_from(Terms)),
        credit=draw(maybe),
        trust=draw(st.sampled_from(Trust)),
        pictures=draw(st.booleans()),
        full_text=draw(st.booleans()),
        **draw(parties | others),
    )


@st.composite
def lists(draw):
    by_name = {name: draw(outlets(name)) for name in draw(st.sets(words, min_size=1, max_size=4))}
    number = draw(st.integers(1, 8))
    return [
        FeedSeed(f"https://{n}.example/feed", by_name[draw(st.sampled_from(sorted(by_name)))], draw(maybe), draw(maybe))
        for n in range(number)
    ]


@given(lists())
def test_a_list_comes_back_as_it_was(seeds):
    document = opml(seeds, title="A list", now=NOW)
    assert sorted(_list(document.encode(), "it").seeds, key=repr) == sorted(seeds, key=repr)
