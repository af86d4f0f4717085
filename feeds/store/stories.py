"""Stories, their revisions, and which item belongs to which."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, bindparam, delete, func, insert, literal_column, or_, select, update

from feeds.errors import NotFound, StaleRevision
from feeds.model import (
    BareStory,
    Brief,
    ItemId,
    Joining,
    NewStory,
    Note,
    Opening,
    PostKind,
    Standing,
    Story,
    StoryId,
    StoryIntent,
)
from feeds.store.batches import batches
from feeds.store.codec import dump_brief, dump_notes, load_brief, load_notes
from feeds.store.conditions import visible
from feeds.store.connection import Connection
from feeds.store.numbers import reserve
from feeds.store.public_id import canonical, public_id
from feeds.store.search import Search
from feeds.store.tables import apart, membership, posts, stories, story_revisions

_NEWEST = stories.join(
    story_revisions,
    and_(story_revisions.c.story_id == stories.c.id, story_revisions.c.revision == stories.c.revision),
)
_STORY = select(*stories.c, story_revisions.c.brief).select_from(_NEWEST)
_BARE = select(stories).where(stories.c.revision == 0)
_NEXT = update(stories).where(stories.c.id == bindparam("story"), stories.c.revision == bindparam("seen"))


class SqlStories:
    """A ``feeds.ports.StoryRepository``."""

    def __init__(self, connection: Connection, index: Search) -> None:
        self._connection = connection
        self._index = index

    async def reserve(self, number: int) -> list[StoryId]:
        """So many numbers for new stories, which nobody else gets."""
        return [StoryId(story_id) for story_id in await reserve(self._connection, stories, number)]

    async def open_bare(self, new: Sequence[Opening]) -> None:
        """Open stories that have no revision yet: no reader sees them, and nobody finds them, before they have one."""
        if new:
            await self._connection.write(insert(stories), [_opening(story) for story in new])

    async def open(self, story: NewStory) -> Story:
        """Open a story at revision 1; it gets its public id."""
        (story_id,) = await self.reserve(1)
        await self.open_bare([Opening(story_id, "", story.relevance, story.at)])
        first = StoryIntent(story_id, 0, story.brief, story.standing, story.importance, story.relevance, story.at)
        return await self.record(first)

    async def join_all(self, joins: Sequence[Joining]) -> None:
        """Put items that are in no story into theirs."""
        if joins:
            await self._connection.write(insert(membership), [_joined(join) for join in joins])

    async def join(self, story_id: StoryId, item_id: ItemId, *, similarity: float, at: datetime) -> None:
        """Put an item into a story. An item is in one story at most: joining another is a ``ValueError``."""
        values = {"item_id": item_id, "story_id": story_id, "similarity": similarity, "at": at}
        statement = self._connection.insert(membership).values(values).on_conflict_do_nothing()
        if await self._connection.write_returning(statement.returning(membership.c.item_id)) is not None:
            return
        there = await self._connection.value(select(membership.c.story_id).where(membership.c.item_id == item_id))
        if there != story_id:
            raise ValueError(f"item {item_id} is in story {there}, and cannot join story {story_id} besides")

    async def record(self, intent: StoryIntent) -> Story:
        """Record the next revision; raises ``StaleRevision`` where ``seen`` is no longer the newest."""
        statement = (
            update(stories)
            .where(stories.c.id == intent.story_id, stories.c.revision == intent.seen)
            .values(**_judged(intent), revision=intent.seen + 1)
        )
        if not await self._connection.write(statement):
            await self.get(intent.story_id)
            raise StaleRevision(intent.story_id)
        await self._connection.write(insert(story_revisions), [_revision(intent)])
        return await self.get(intent.story_id)

    async def record_all(self, intents: Sequence[StoryIntent]) -> None:
        """Record the next revisions of stories that were read in this transaction, so that none can be stale."""
        if intents:
            await self._connection.write(_NEXT.values(_NEW_VALUES), [_next_values(intent) for intent in intents])
            await self._connection.write(insert(story_revisions), [_revision(intent) for intent in intents])

    async def find(self, story_ids: Collection[StoryId]) -> dict[StoryId, Story | BareStory]:
        """Stories by their numbers, those that have no revision yet among them; not those that went into others."""
        found: dict[StoryId, Story | BareStory] = {}
        for some in batches(story_ids):
            chosen = and_(stories.c.id.in_(some), stories.c.merged_into.is_(None))
            found |= {StoryId(row.id): _story(row) for row in await self._connection.rows(_STORY.where(chosen))}
            found |= {StoryId(row.id): _bare_story(row) for row in await self._connection.rows(_BARE.where(chosen))}
        return found

    async def set_standing(self, story_ids: Collection[StoryId], standing: Standing) -> None:
        """Change the standing alone; no new revision."""
        for some in batches(story_ids):
            await self._connection.write(update(stories).where(stories.c.id.in_(some)).values(standing=standing))

    async def add_note(self, story_id: StoryId, note: Note) -> None:
        """Add a correction or retraction; raises ``NotFound``. No new revision."""
        story = await self.get(story_id)
        noted = update(stories).where(stories.c.id == story_id).values(notes=dump_notes([*story.notes, note]))
        await self._connection.write(noted)

    async def get(self, story_id: StoryId) -> Story:
        """One story; raises ``NotFound``."""
        row = await self._connection.row(_STORY.where(stories.c.id == story_id))
        if row is None:
            raise NotFound("story", story_id)
        return _story(row)

    async def by_public_id(self, public_id: str) -> Story:
        """One story, by the id that readers see, however it is typed: where it went into another, that one; raises
        ``NotFound``.
        """
        spelt = canonical(public_id)
        row = None if spelt is None else await self._connection.row(_STORY.where(stories.c.public_id == spelt))
        if row is None:
            raise NotFound("story", public_id)
        return _story(row) if row.merged_into is None else await self.get(StoryId(row.merged_into))

    async def told(self, story_id: StoryId, *, newest: int) -> list[tuple[datetime, Brief]]:
        """What a story said first and in so many of its newest revisions, and when these were recorded, the oldest
        first. Of what waited for the desk, the last, where a person let it out: his post has its revision.
        """
        of_it, number = story_revisions.c.story_id == story_id, story_revisions.c.revision
        waited = story_revisions.c.standing.in_([Standing.HELD, Standing.REJECTED])
        approved = select(func.coalesce(func.max(number), 1)).where(of_it, waited).scalar_subquery()
        last = select(stories.c.revision).where(stories.c.id == story_id).scalar_subquery()
        out = select(posts.c.revision).where(posts.c.story_id == story_id, posts.c.kind == PostKind.NEW)
        statement = (
            select(story_revisions.c.at, story_revisions.c.brief)
            .where(of_it, number >= approved, or_(number == approved, number > last - newest))
            .where(or_(~waited, number == last, number.in_(out)))
            .order_by(number)
        )
        return [(row.at, load_brief(row.brief)) for row in await self._connection.rows(statement)]

    async def merge(self, into: StoryId, gone: StoryId) -> None:
        """Give all items of a story to another, and lead to that one whoever asks for this one or for what went into it
        before. Whom a person keeps apart from this one is kept apart from that one.
        """
        await self._connection.write(update(membership).where(membership.c.story_id == gone).values(story_id=into))
        led_here = or_(stories.c.id == gone, stories.c.merged_into == gone)
        await self._connection.write(update(stories).where(led_here).values(merged_into=into))
        its_own = or_(apart.c.one == gone, apart.c.other == gone)
        pairs = await self._connection.rows(select(apart).where(its_own))
        await self._connection.write(delete(apart).where(its_own))
        for pair in pairs:
            await self.keep_apart(into, StoryId(pair.other if pair.one == gone else pair.one))

    async def split(self, story_id: StoryId, item_ids: Collection[ItemId], *, into: StoryId) -> None:
        """Give items of a story to another; one that it does not have is a ``ValueError``."""
        moved = 0
        for some in batches(set(item_ids)):
            its_own = and_(membership.c.story_id == story_id, membership.c.item_id.in_(some))
            moved += await self._connection.write(update(membership).where(its_own).values(story_id=into))
        if moved != len(set(item_ids)):
            raise ValueError(f"story {story_id} has {moved} of the items {sorted(item_ids)}")

    async def membership(self, story_ids: Collection[StoryId]) -> dict[ItemId, StoryId]:
        """The items of stories, each with its story, in the order of their numbers."""
        found: dict[ItemId, StoryId] = {}
        for some in batches(story_ids):
            rows = await self._connection.rows(select(membership).where(membership.c.story_id.in_(some)))
            found |= {ItemId(row.item_id): StoryId(row.story_id) for row in rows}
        return dict(sorted(found.items()))

    async def went_into(self, story_id: StoryId) -> list[Story]:
        """The stories that went into this one, the oldest first."""
        gone = _STORY.where(stories.c.merged_into == story_id).order_by(stories.c.id)
        return [_story(row) for row in await self._connection.rows(gone)]

    async def lead(self, gone: StoryId, *, into: StoryId) -> None:
        """Let a story that went into another lead to this one instead."""
        await self._connection.write(update(stories).where(stories.c.id == gone).values(merged_into=into))

    async def keep_apart(self, one: StoryId, other: StoryId) -> None:
        """Remember that a person says that two stories are not one. Twice is once."""
        if one != other:
            values = {"one": min(one, other), "other": max(one, other)}
            await self._connection.write(self._connection.insert(apart).values(values).on_conflict_do_nothing())

    async def apart(self) -> list[tuple[StoryId, StoryId]]:
        """The pairs of stories that a person keeps apart."""
        rows = await self._connection.rows(select(apart).order_by(apart.c.one, apart.c.other))
        return [(StoryId(row.one), StoryId(row.other)) for row in rows]

    async def merged(self) -> dict[StoryId, StoryId]:
        """The stories that went into others, each with the one that has its items by now."""
        gone = select(stories.c.id, stories.c.merged_into).where(stories.c.merged_into.is_not(None))
        rows = await self._connection.rows(gone.order_by(stories.c.merged_into))
        return {StoryId(row.id): StoryId(row.merged_into) for row in rows}

    async def went_on(self, story_id: StoryId) -> bool:
        """Whether a story went into another."""
        gone = select(stories.c.id).where(stories.c.id == story_id, stories.c.merged_into.is_not(None))
        return await self._connection.value(gone) is not None

    async def withdrawn(self, story_id: StoryId) -> bool:
        """Whether a story was withdrawn."""
        retracted = select(stories.c.id).where(stories.c.id == story_id, stories.c.standing == Standing.RETRACTED)
        return await self._connection.value(retracted) is not None

    async def latest(self, *, limit: int, offset: int = 0) -> list[Story]:
        """Stories that readers may see (posted, listed, waiting, archived), the newest change first."""
        newest = _STORY.where(visible(stories)).order_by(stories.c.updated_at.desc(), stories.c.id.desc())
        return [_story(row) for row in await self._connection.rows(newest.limit(limit).offset(offset))]

    async def search(self, words: str, *, limit: int) -> list[Story]:
        """Stories that readers may see and that have an item with all the words, best first. Any text is a valid
        query; of the last word the beginning is enough.
        """
        ids = await self._index.stories(words, limit=limit)
        rows = await self._connection.rows(_STORY.where(stories.c.id.in_(ids)))
        found = {row.id: _story(row) for row in rows}
        return [found[story_id] for story_id in ids if story_id in found]

    async def waiting(self) -> list[Story]:
        """Stories whose standing is WAITING, the most important first."""
        columns = (stories.c.importance, stories.c.updated_at, stories.c.id)
        statement = _STORY.where(stories.c.standing == literal_column(f"'{Standing.WAITING}'"))
        statement = statement.where(stories.c.merged_into.is_(None))
        rows = await self._connection.rows(statement.order_by(*(column.desc() for column in columns)))
        return [_story(row) for row in rows]

    async def any(self) -> bool:
        """Whether there is any story at all, of whatever standing."""
        return await self._connection.value(select(stories.c.id).limit(1)) is not None


_NEW_VALUES = {
    name: bindparam(f"new_{name}", type_=stories.c[name].type)
    for name in ("headline", "standing", "importance", "relevance", "updated_at", "revision")
}


def _next_values(intent: StoryIntent) -> dict[str, Any]:
    new = {**_judged(intent), "revision": intent.seen + 1}
    return {"story": intent.story_id, "seen": intent.seen, **{f"new_{name}": value for name, value in new.items()}}


def _revision(intent: StoryIntent) -> dict[str, Any]:
    return {
        "story_id": intent.story_id,
        "revision": intent.seen + 1,
        "standing": intent.standing,
        "importance": intent.importance,
        "relevance": intent.relevance,
        "brief": dump_brief(intent.brief),
        "at": intent.at,
    }


def _opening(story: Opening) -> dict[str, Any]:
    return {
        "id": story.id,
        "public_id": public_id(story.id),
        "headline": story.headline,
        "standing": Standing.HELD,
        "revision": 0,
        "importance": 0.0,
        "relevance": story.relevance,
        "opened_at": story.at,
        "updated_at": story.at,
    }


def _joined(join: Joining) -> dict[str, Any]:
    return {"item_id": join.item_id, "story_id": join.story_id, "similarity": join.similarity, "at": join.at}


def _judged(story: StoryIntent) -> dict[str, Any]:
    """What every revision sets."""
    return {
        "headline": story.brief.headline,
        "standing": story.standing,
        "importance": story.importance,
        "relevance": story.relevance,
        "updated_at": story.at,
    }


def _story(row: Row[Any]) -> Story:
    brief = load_brief(row.brief)
    return Story(
        id=StoryId(row.id),
        public_id=row.public_id,
        headline=brief.headline,
        standing=Standing(row.standing),
        revision=row.revision,
        importance=row.importance,
        relevance=row.relevance,
        opened_at=row.opened_at,
        updated_at=row.updated_at,
        brief=brief,
        notes=load_notes(row.notes),
        merged_into=None if row.merged_into is None else public_id(row.merged_into),
    )


def _bare_story(row: Row[Any]) -> BareStory:
    return BareStory(StoryId(row.id), row.public_id, row.headline, row.relevance, row.opened_at)
