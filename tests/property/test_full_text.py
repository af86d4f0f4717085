"""Whatever a page or a server says, a look-up ends, and a server that asks to wait is left alone for as long."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from feeds.core.articles import RETRIES, TOO_OLD, after_error, after_page, body, with_text
from feeds.core.stub import stub
from feeds.core.walls import wall
from feeds.errors import AddressRefused, Disallowed, HttpStatus, ParseError, TimedOut, TooLarge
from feeds.model import Article, ArticleState, ItemId, Page
from tests.support.builders import NOW, an_item

URL = "https://news.example/1"
WAITING = Article(ItemId(1), URL, ArticleState.WAITING, next_at=NOW, wanted_at=NOW)

waits = st.none() | st.floats(0, 90 * 86400)
failures = st.one_of(
    st.builds(HttpStatus, st.just("no"), url=st.just(URL), status=st.integers(300, 599), retry_after=waits),
    st.builds(TimedOut, st.just("slow"), url=st.just(URL)),
    st.builds(Disallowed, st.just("robots"), url=st.just(URL), retry_after=waits),
    st.builds(ParseError, st.just("odd"), url=st.just(URL)),
    st.sampled_from([AddressRefused("private", url=URL), TooLarge("huge", url=URL)]),
)
scraps = st.lists(
    st.sampled_from(
        [
            *(
                "<script type='application/ld+json'>",
                "</script>",
                '{"isAccessibleForFree":',
                "false",
                "}",
                "[",
                "]",
                "<",
            ),
            *(
                "subscribe to read",
                "we use cookies",
                "…",
                "Read more",
                "The post ",
                " appeared first on ",
                "word ",
                "\n",
            ),
        ]
    )
    | st.text(max_size=8),
    max_size=40,
).map("".join)


@given(st.lists(failures, min_size=len(RETRIES) + 1, max_size=8))
def test_failures_end_in_an_article_that_is_left_and_never_before_its_time(errors):
    article, now = WAITING, NOW
    for error in errors:
        found = after_error(article, error, now=now)
        if found.state is ArticleState.LEFT:
            assert found.problem
            return
        wait = found.next_at - now
        assert wait >= max(timedelta(seconds=getattr(error, "retry_after", None) or 0), RETRIES[0])
        assert found.next_at <= article.wanted_at + TOO_OLD
        article, now = found, found.next_at
    raise AssertionError("it is looked up for ever")


@given(scraps, scraps, scraps)
def test_whatever_a_page_holds_the_item_stays_the_feeds(title, text, extracted):
    item = an_item(title or "x", text)
    article, taken = after_page(WAITING, item, Page(extracted, title), now=NOW)
    assert (taken is None) is (article.state is not ArticleState.TAKEN)
    longer = with_text(item, taken or "")
    assert (longer.key, longer.fingerprint, longer.title) == (item.key, item.fingerprint, item.title)


@given(scraps, scraps)
def test_any_text_is_looked_through(page, text):
    stub(page, text)
    body(text, page)
    found = wall(page, text)
    assert found is None or found[1]
