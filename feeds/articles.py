"""Use case: full text. The articles behind stubs are looked up after their items were stored and decided on.

::

    intake      an item in a story, of an outlet that allows it, whose feed gives a stub: its article is wanted (a row)
    each second due | the same address looked up for another item? else fetch and read, no transaction open
                | a text: feeds.intake, as a revision of the item that refreshes its story
                | none: recorded, with the reason and whether it is looked up again

No first post waits for this. What is wanted stands in a table: a kill in the middle costs one more request, and nothing
is taken twice, for whoever records an article must find it wanted as it was when the look-up began.
"""

import asyncio
from dataclasses import dataclass
from urllib.parse import urlsplit

import structlog

from feeds.core import articles as rules
from feeds.errors import FeedsError, FetchError, ParseError
from feeds.intake import is_wanted
from feeds.model import Article, ArticleState, ItemId
from feeds.pipeline import Pipeline
from feeds.ports import Clock, Store
from feeds.ports_of_bringing import ReadArticle

log = structlog.get_logger(__name__)

#: Articles looked up at a time; of one host one at a time, so that its feeds have a turn beside it.
AT_ONCE = 4
#: Due articles that are read from the table to find some of hosts that are free.
LOOKED_THROUGH = 64


@dataclass(frozen=True, slots=True)
class Desk:
    """What looking articles up needs from outside."""

    store: Store
    read: ReadArticle
    clock: Clock
    pipeline: Pipeline


class Articles:
    """Looks articles up. What it knows in memory is only which look-ups are running."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._running: dict[ItemId, tuple[str, asyncio.Task[None]]] = {}  #: each with its host

    async def look_up_due(self) -> int:
        """Start looking up what is due, as far as there is room; how many were started. Does not wait."""
        room = AT_ONCE - len(self._running)
        if room <= 0:
            return 0
        async with self._desk.store.reading() as uow:
            due = await uow.articles.due(self._desk.clock.now(), limit=LOOKED_THROUGH)
        started = 0
        for article in due:
            if started < room and self._is_free(article):
                task = asyncio.create_task(self._guarded(article), name=f"article-{article.item_id}")
                self._running[article.item_id] = (_host(article), task)
                started += 1
        return started

    async def settle(self, *, deadline: float | None = None) -> None:
        """Wait for what is running; cancel what lasts longer than ``deadline`` seconds: it stays wanted."""
        tasks = [task for _, task in self._running.values()]
        if not tasks:
            return
        _, late = await asyncio.wait(tasks, timeout=deadline)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    def _is_free(self, article: Article) -> bool:
        hosts = {host for host, _ in self._running.values()}
        return article.item_id not in self._running and _host(article) not in hosts

    async def _guarded(self, article: Article) -> None:
        """The boundary of one article: whatever goes wrong in it harms no other."""
        with structlog.contextvars.bound_contextvars(article=article.url):
            try:
                await self._look_up(article)
            except FeedsError as exc:
                log.error("article_not_recorded", problem=str(exc))  # noqa: TRY400 - expected: the store says no
            except Exception:
                log.exception("article_crashed")
                await self._leave(rules.left(article, "internal error; the log has it", now=self._desk.clock.now()))
            finally:
                self._running.pop(article.item_id, None)

    async def _look_up(self, article: Article) -> None:
        found, text = await self._found_elsewhere(article) or await self._read(article)
        if text is None:
            await self._leave(found)
        elif await self._desk.pipeline.take_text(found, text):
            log.info("article_taken", characters=len(text))

    async def _found_elsewhere(self, article: Article) -> tuple[Article, str | None] | None:
        """What another item's look-up of the same address gave, if that is of use: one fetch serves them all."""
        now = self._desk.clock.now()
        async with self._desk.store.reading() as uow:
            other = await uow.articles.elsewhere(article)
            if other is None or other.checked_at is None or not rules.is_shared(other):
                return None
            if now - other.checked_at > rules.TOO_OLD:
                return None
            if article.checked_at is not None and other.checked_at < article.wanted_at:
                return None  # the stub was reworded since
            if other.state is ArticleState.LEFT:
                return rules.left(article, other.problem or "left before", now=now), None
            return rules.taken(article, now=now), (await uow.items.get(other.item_id)).item.text

    async def _read(self, article: Article) -> tuple[Article, str | None]:
        try:
            page = await self._desk.read(article.url)
        except (FetchError, ParseError) as error:
            return rules.after_error(article, error, now=self._desk.clock.now()), None
        async with self._desk.store.reading() as uow:
            source = await uow.items.get(article.item_id)
        return rules.after_page(article, source.item, page, now=self._desk.clock.now())

    async def _leave(self, article: Article) -> None:
        """Record a look-up that gave no text."""
        async with self._desk.store.writing() as uow:
            if not await is_wanted(uow, article):
                return
            await uow.articles.save(article)
            await uow.commit()
        say = log.info if article.state is ArticleState.LEFT else log.warning
        say("article_left" if article.state is ArticleState.LEFT else "article_later", problem=article.problem)


def _host(article: Article) -> str:
    return urlsplit(article.url).hostname or ""
