"""Articles of items whose feeds give stubs: a row for each that is or was wanted.

The text that is taken stands in the item, here only that and when. An item that goes takes its row with it.
"""

from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Row, delete, func, literal_column, select, update

from feeds.model import Article, ArticleCounts, ArticleState, ItemId
from feeds.store.columns import text_hash
from feeds.store.connection import Connection
from feeds.store.tables import articles, items, outlets

_NAMES: Final = tuple(field.name for field in fields(Article))
_ALL: Final = select(*(articles.c[name] for name in _NAMES))
_WAITING: Final = articles.c.state == literal_column(f"'{ArticleState.WAITING}'")
_COUNT: Final = select(articles.c.state, func.count().label("number")).group_by(articles.c.state)
_MOMENTS: Final = ("next_at", "wanted_at", "checked_at", "taken_at")


class SqlArticles:
    """A ``feeds.ports.ArticleRepository``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def get(self, item_id: ItemId) -> Article | None:
        """An item's article, None where none is wanted."""
        row = await self._connection.row(_ALL.where(articles.c.item_id == item_id))
        return None if row is None else _article(row)

    async def due(self, now: datetime, *, limit: int) -> list[Article]:
        """Articles of outlets that allow it which are to be looked up, the longest due first."""
        owned = articles.join(items, items.c.id == articles.c.item_id).join(outlets, outlets.c.id == items.c.outlet_id)
        due = _ALL.select_from(owned).where(_WAITING, articles.c.next_at <= now, outlets.c.full_text.is_(True))
        rows = await self._connection.rows(due.order_by(articles.c.next_at, articles.c.item_id).limit(limit))
        return [_article(row) for row in rows]

    async def elsewhere(self, article: Article) -> Article | None:
        """What was found at the same address for another item, the newest; None where nobody looked."""
        same = _ALL.where(articles.c.url_hash == text_hash(article.url), articles.c.item_id != article.item_id)
        looked = same.where(articles.c.state != ArticleState.WAITING, articles.c.checked_at.is_not(None))
        row = await self._connection.row(looked.order_by(articles.c.checked_at.desc(), articles.c.item_id).limit(1))
        return None if row is None else _article(row)

    async def save(self, article: Article) -> None:
        """Write an item's article, whether or not there is one."""
        values = {name: getattr(article, name) for name in _NAMES} | {"url_hash": text_hash(article.url)}
        insert = self._connection.insert(articles)
        renewed = {name: insert.excluded[name] for name in values if name != "item_id"}
        await self._connection.write(insert.on_conflict_do_update(index_elements=["item_id"], set_=renewed), values)

    async def forget(self, item_id: ItemId) -> None:
        """The item's text is its feed's own, and no article is wanted."""
        await self._connection.write(delete(articles).where(articles.c.item_id == item_id))

    async def count(self) -> ArticleCounts:
        """How many are in which state."""
        rows = await self._connection.rows(_COUNT)
        return ArticleCounts(**{row.state: row.number for row in rows})

    async def put_forward(self, by: timedelta) -> None:
        """Let all that was and will be, be so much earlier: the machine's clock was put back."""
        for article in [_article(row) for row in await self._connection.rows(_ALL.where(_WAITING))]:
            moments = {name: getattr(article, name) for name in _MOMENTS}
            sooner = {name: moment - by for name, moment in moments.items() if moment is not None}
            await self._connection.write(update(articles).where(articles.c.item_id == article.item_id).values(sooner))


def _article(row: Row[Any]) -> Article:
    values = {name: getattr(row, name) for name in _NAMES}
    return Article(**{**values, "item_id": ItemId(values["item_id"]), "state": ArticleState(values["state"])})
