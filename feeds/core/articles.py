"""What becomes of the look-up of an article. Pure: its state, what was found and the time in, its next state out.

::

    wanted ──→ WAITING ──→ TAKEN     its text stands in the item; looked up again when the feed's own stub changes
                  ↑  │ ──→ LEFT      a wall, robots.txt, nothing to read, or too many failures; with the reason
                  └──┘ a failure that may pass: after 5 min, 30 min and 2 h

A stub that the feed repeats changes nothing: the item's fingerprint is that of what the *feed* said, also where its
text is the article's, so that it is known as unchanged (``feeds.core.dedupe``).
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from feeds.core import text as texts
from feeds.core.fingerprint import signature
from feeds.core.normalise import credit
from feeds.core.sensitive import warns
from feeds.core.stub import length, stub
from feeds.errors import Disallowed, FetchError, HttpStatus, ParseError, TooLarge
from feeds.model import Article, ArticleState, Item, ItemId, Page

#: How long after a failure that may pass an article is looked up again; after the last it is left.
RETRIES: Sequence[timedelta] = (timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))
#: An article that has nothing to read, or is not there yet, is looked up once more.
ONCE_MORE = 1
#: Between two look-ups of one article, however often its feed rewords the stub; and of one that was left.
APART, LEFT_FOR = timedelta(minutes=10), timedelta(hours=6)
#: An item older than this is in no open story any more.
TOO_OLD = timedelta(hours=72)
#: Characters of an article that are kept: more than any brief quotes, enough to search and to compare.
MAX_ARTICLE = 20_000
#: Words by which an article must say more than the stub.
MORE_BY = 15

#: What is so for one item may be otherwise for another with the same address.
_ELSE, _NO_MORE = "the page is about something else", "the page says no more than the feed"
_PAID, _CLOSED, _MISSING, _GONE = frozenset({402}), frozenset({401, 403, 451}), frozenset({404}), frozenset({410})
_ENDS = (".", "!", "?", "…", ":", ";", "”", '"', "»", "।", "。", "！", "？", "؟", "۔", "։")


def wants(item: Item) -> bool:
    """Whether an item, as its feed gives it, lacks its article's text: there is an article, and the text is a stub."""
    return bool(item.url) and stub(item.title, item.text) is not None


def is_news(item: Item, *, now: datetime) -> bool:
    """Whether an item is young enough for its article to be looked up."""
    return now - item.published_at <= TOO_OLD


def wanted(known: Article | None, item_id: ItemId, url: str, *, now: datetime) -> Article:
    """An article that is wanted: for the first time, or again because its feed has reworded the stub."""
    if known is None:
        return Article(item_id, url, ArticleState.WAITING, next_at=now, wanted_at=now)
    pause = LEFT_FOR if known.state is ArticleState.LEFT else APART
    next_at = now if known.checked_at is None else min(max(now, known.checked_at + pause), now + pause)
    return replace(known, state=ArticleState.WAITING, next_at=next_at, wanted_at=now, failures=0)


def taken(article: Article, *, now: datetime) -> Article:
    """An article whose text was found."""
    return replace(
        article, state=ArticleState.TAKEN, next_at=now, checked_at=now, taken_at=now, failures=0, problem=None
    )


def left(article: Article, problem: str, *, now: datetime) -> Article:
    """An article that is not looked up again, and why."""
    return replace(article, state=ArticleState.LEFT, next_at=now, checked_at=now, problem=problem)


def is_shared(article: Article) -> bool:
    """Whether what was found for one item holds for another with the same address."""
    return article.state is not ArticleState.WAITING and article.problem not in {_ELSE, _NO_MORE}


def after_error(article: Article, error: FetchError | ParseError, *, now: datetime) -> Article:
    """An article that could not be fetched or read."""
    match error:
        case HttpStatus(status=status) if status in _PAID:
            return left(article, f"behind a paywall: {error}", now=now)
        case HttpStatus(status=status) if status in _CLOSED:
            return left(article, f"not for everybody: {error}", now=now)
        case HttpStatus(status=status) if status in _MISSING:
            return again(article, str(error), times=ONCE_MORE, now=now)
        case HttpStatus(status=status) if status in _GONE or (400 <= status < 500 and status not in {408, 425, 429}):
            return left(article, str(error), now=now)
        case Disallowed() if not error.permanent:
            return again(article, str(error), times=len(RETRIES), now=now, retry_after=error.retry_after)
        case FetchError() if error.permanent or isinstance(error, TooLarge):
            return left(article, str(error), now=now)
        case ParseError():
            return again(article, str(error), times=ONCE_MORE, now=now)
    return again(article, str(error), times=len(RETRIES), now=now, retry_after=getattr(error, "retry_after", None))


def again(article: Article, problem: str, *, times: int, now: datetime, retry_after: float | None = None) -> Article:
    """An article that is looked up again, so many times, never before the server lets it; left after that."""
    if article.failures >= times:
        return left(article, problem, now=now)
    wait = max(RETRIES[article.failures], timedelta(seconds=retry_after or 0.0))
    if now + wait > article.wanted_at + TOO_OLD:
        return left(article, problem, now=now)
    return replace(
        article,
        state=ArticleState.WAITING,
        next_at=now + wait,
        checked_at=now,
        failures=article.failures + 1,
        problem=problem,
    )


def after_page(article: Article, item: Item, page: Page, *, now: datetime) -> tuple[Article, str | None]:
    """What becomes of an article whose page was read, and the text that its item takes, None where it takes none."""
    if page.wall is not None:
        return left(article, f"behind a {page.wall}: {page.sign}", now=now), None
    text = body(page.text, item.title)
    stub_words = 0 if article.taken_at else length(item.text)  # where it was taken before, that is what stands there
    if problem := _why_not(item.title, page, text, stub_words):
        return again(article, problem, times=ONCE_MORE, now=now), None
    return taken(article, now=now), text


def body(extracted: str, title: str) -> str:
    """An article's text on one line, without the headline and the lines above its first sentence."""
    lines = [line.strip() for line in extracted.split("\n") if line.strip()]
    while lines[1:] and (texts.words(lines[0]) == texts.words(title) or not lines[0].endswith(_ENDS)):
        del lines[0]
    return texts.plain(" ".join(lines))[:MAX_ARTICLE]


def with_text(item: Item, text: str) -> Item:
    """The item with its article's text. Key, address and fingerprint stay those of what the feed said."""
    pictures = tuple(replace(picture, sensitive=True) for picture in item.pictures) if warns(text) else item.pictures
    return replace(
        item,
        text=text,
        signature=signature(text) or signature(item.title),
        credit=item.credit or credit(text),
        pictures=pictures,
    )


def _why_not(title: str, page: Page, text: str, stub_words: int) -> str | None:
    """Why a page's text is not the item's article."""
    if not text:
        return page.sign or "there is no article on the page"
    if not _is_about(title, f"{page.title} {text}"):
        return _ELSE
    if length(text) < stub_words + MORE_BY:
        return _NO_MORE
    return None


def _is_about(title: str, found: str) -> bool:
    """Whether at least a third of a headline's longer words stand on a page; a page that asks for a click has none."""
    telling = {word for word in texts.words(title) if len(word) > 3}
    return len(telling) < 3 or len(telling & set(texts.words(found))) * 3 >= len(telling)
