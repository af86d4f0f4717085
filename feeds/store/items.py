"""Items and their revisions."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, insert, select, update

from feeds.errors import NotFound
from feeds.model import Asked, FeedId, Item, ItemId, KnownItem, NewItem, OutletId, StoryId, StoryItem
from feeds.store.batches import batches
from feeds.store.codec import dump_pictures, load_pictures
from feeds.store.columns import text_hash
from feeds.store.connection import Connection
from feeds.store.known import known_items
from feeds.store.numbers import reserve
from feeds.store.outlets import OUTLET_COLUMNS, read_outlet
from feeds.store.search import Search
from feeds.store.tables import item_revisions, items, membership, outlets

_WITH_OUTLET = items.join(outlets, outlets.c.id == items.c.outlet_id)
_COLUMNS = (*(column for column in items.c if column is not items.c.outlet_id), *OUTLET_COLUMNS, membership.c.story_id)
_IN_STORY = select(*_COLUMNS).select_from(_WITH_OUTLET.join(membership, membership.c.item_id == items.c.id))
_ANY = select(*_COLUMNS).select_from(_WITH_OUTLET.outerjoin(membership, membership.c.item_id == items.c.id))


class SqlItems:
    """A ``feeds.ports.ItemRepository``; it keeps the search index besides."""

    def __init__(self, connection: Connection, index: Search) -> None:
        self._connection = connection
        self._index = index

    async def known(self, documents: Sequence[Asked]) -> list[KnownItem]:
        """Items of a document's feed with one of its keys, or of its outlet with one of its URLs or fingerprints; of
        several documents at once, each item once, by number.
        """
        found = await known_items(self._connection, documents)
        return [found[item_id] for item_id in sorted(found)]

    async def reserve(self, number: int) -> list[ItemId]:
        """So many numbers for new items, which nobody else gets."""
        return [ItemId(item_id) for item_id in await reserve(self._connection, items, number)]

    async def add_all(self, new: Sequence[NewItem]) -> None:
        """Store new items as their first revisions."""
        if new:
            await self._connection.write(insert(items), [_values(one) for one in new])
            await self._index.put_all([(one.id, one.item.title, one.item.text) for one in new])

    async def add(self, feed_id: FeedId, outlet_id: OutletId, item: Item, *, fetched_at: datetime) -> ItemId:
        """Store a new item as its first revision."""
        (item_id,) = await self.reserve(1)
        await self.add_all([NewItem(item_id, feed_id, outlet_id, item, fetched_at)])
        return item_id

    async def revise(self, item_id: ItemId, item: Item, *, seen_at: datetime) -> None:
        """Store a new revision of an item; the earlier text stays in the revisions. Key and URL stay."""
        await self._revise(item_id, item, revised_at=seen_at)

    async def lengthen(self, item_id: ItemId, item: Item) -> None:
        """Store an item's text from its article, as a revision that was not said any later than the one before."""
        await self._revise(item_id, item)

    async def _revise(self, item_id: ItemId, item: Item, **more: datetime) -> None:
        await self._keep_old(item_id)
        values = {**_content(item), "revision": items.c.revision + 1, **more}
        if not await self._connection.write(update(items).where(items.c.id == item_id).values(values)):
            raise NotFound("item", item_id)
        await self._index.replace(item_id, title=item.title, body=item.text)

    async def of_story(self, story_id: StoryId) -> list[StoryItem]:
        """A story's items, the earliest fetched first."""
        return await self._list(_IN_STORY.where(membership.c.story_id == story_id))

    async def of_stories(self, story_ids: Collection[StoryId]) -> dict[StoryId, list[StoryItem]]:
        """The items of several stories, each story's earliest fetched first."""
        found: defaultdict[StoryId, list[StoryItem]] = defaultdict(list)
        for some in batches(story_ids):
            for source in await self._list(_IN_STORY.where(membership.c.story_id.in_(some))):
                if source.story_id is not None:
                    found[source.story_id].append(source)
        return dict(found)

    async def since(self, moment: datetime) -> list[StoryItem]:
        """All items fetched since ``moment`` that belong to a story, the earliest first."""
        return await self._list(_IN_STORY.where(items.c.fetched_at >= moment))

    async def get(self, item_id: ItemId) -> StoryItem:
        """One item; raises ``NotFound``."""
        row = await self._connection.row(_ANY.where(items.c.id == item_id))
        if row is None:
            raise NotFound("item", item_id)
        return _story_item(row)

    async def _keep_old(self, item_id: ItemId) -> None:
        """Copy what the item says now to its revisions, with when it began to say so."""
        copied = [column.name for column in item_revisions.c if column.name not in {"item_id", "seen_at"}]
        seen_at = func.coalesce(items.c.revised_at, items.c.fetched_at)
        old = select(items.c.id, seen_at, *(items.c[name] for name in copied)).where(items.c.id == item_id)
        await self._connection.write(insert(item_revisions).from_select(["item_id", "seen_at", *copied], old))

    async def _list(self, statement: Select[Any]) -> list[StoryItem]:
        rows = await self._connection.rows(statement.order_by(items.c.fetched_at, items.c.id))
        return [_story_item(row) for row in rows]


def _values(new: NewItem) -> dict[str, Any]:
    item = new.item
    return {
        "id": new.id,
        "feed_id": new.feed_id,
        "outlet_id": new.outlet_id,
        "key": item.key,
        "key_hash": text_hash(item.key),
        "url": item.url,
        "url_hash": None if item.url is None else text_hash(item.url),
        "fetched_at": new.fetched_at,
        "revision": 1,
        **_content(item),
    }


def _content(item: Item) -> dict[str, Any]:
    """What a revision may change."""
    return {
        "title": item.title,
        "text": item.text,
        "language": item.language,
        "published_at": item.published_at,
        "dated": item.dated,
        "fingerprint": item.fingerprint,
        "signature": item.signature,
        "author": item.author,
        "credit": item.credit,
        "pictures": dump_pictures(item.pictures),
    }


def _story_item(row: Row[Any]) -> StoryItem:
    return StoryItem(
        id=ItemId(row.id),
        outlet_id=OutletId(row.outlet_id),
        outlet=read_outlet(row),
        item=_item(row),
        fetched_at=row.fetched_at,
        revised_at=row.revised_at,
        story_id=None if row.story_id is None else StoryId(row.story_id),
        revision=row.revision,
    )


def _item(row: Row[Any]) -> Item:
    return Item(
        key=row.key,
        title=row.title,
        text=row.text,
        url=row.url,
        language=row.language,
        published_at=row.published_at,
        dated=row.dated,
        fingerprint=row.fingerprint,
        signature=row.signature,
        author=row.author,
        credit=row.credit,
        pictures=load_pictures(row.pictures),
    )
