"""The chain of revisions: each published post bound to the one before (``feeds.core.chain`` says how).

A link's number is its row number, given here and not by the database: PostgreSQL's sequences leave gaps where a
transaction was rolled back, and there is one writer at a time. Texts go in as ``feeds.core.chain_text`` makes them,
which holds nothing that a column would replace, so that the digest is of what is stored.
"""

import secrets
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, Select, and_, func, insert, or_, select, text, update

from feeds.core.chain import GENESIS, SALT_BYTES, head_of, make_link
from feeds.core.chain_text import PUBLISHED, canonical_text, lists_story
from feeds.errors import NotFound
from feeds.model import ChainHead, Link, PostId, PostKind
from feeds.store.batches import batches
from feeds.store.codec import load_payload
from feeds.store.connection import Connection
from feeds.store.public_id import canonical
from feeds.store.tables import chain, posts, stories

_before = chain.alias("before")
_LINKS: Final = select(chain, _before.c.hash.label("previous")).select_from(
    chain.outerjoin(_before, _before.c.id == chain.c.id - 1)
)


class SqlChain:
    """A ``feeds.ports.Chain``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def append(self, post_id: PostId, *, at: datetime) -> Link | None:
        """Make a published post the newest link; None where it is one already, or is of a kind that is not published.
        Raises ``NotFound``.
        """
        post = await self._connection.row(
            select(posts.c.kind, posts.c.revision, posts.c.payload, stories.c.public_id)
            .select_from(posts.outerjoin(stories, stories.c.id == posts.c.story_id))
            .where(posts.c.id == post_id)
        )
        if post is None:
            raise NotFound("post", post_id)
        kind = PostKind(post.kind)
        if kind not in PUBLISHED or await self._holds(post_id):
            return None
        link = make_link(
            await self.head(),
            canonical_text(kind, load_payload(post.payload)),
            salt=secrets.token_hex(SALT_BYTES),
            public_id=post.public_id or "",
            kind=kind,
            revision=post.revision,
            at=at,
        )
        await self._connection.write(insert(chain).values(_row(link, post_id)))
        return link

    async def head(self) -> ChainHead | None:
        """The newest link; None where there is none."""
        newest = select(func.max(chain.c.id)).scalar_subquery()
        row = await self._connection.row(_LINKS.where(chain.c.id == newest))
        return None if row is None else head_of(_link(row))

    async def links(self, *, after: int, limit: int) -> list[Link]:
        """At most ``limit`` links whose number is greater than ``after``, in order."""
        return await self._read(_LINKS.where(chain.c.id > after).order_by(chain.c.id).limit(limit))

    async def find(self, which: int | str) -> list[Link]:
        """The link of this number; or all of a story, by its public id in any case, with the round-ups that still list
        it. Empty where there are none.
        """
        chosen = _chosen(which)
        return [] if chosen is None else await self._read(_LINKS.where(chosen).order_by(chain.c.id))

    async def erase(self, which: int | str, *, why: str, at: datetime) -> list[int]:
        """Erase text and salt of what ``find`` finds; the numbers of the links that still had them, whose place is
        marked now. Raises ``NotFound`` where there are no links at all.
        """
        found = await self.find(which)
        if not found:
            raise NotFound("link" if isinstance(which, int) else "link of story", which)
        numbers = [link.number for link in found if link.text is not None or link.salt is not None]
        await self._overwrite_what_is_erased()
        gap = {"salt": None, "text": None, "erased_at": at, "erased_why": why}
        for some in batches(numbers):
            await self._connection.write(update(chain).where(chain.c.id.in_(some)).values(gap))
        return numbers

    async def _holds(self, post_id: PostId) -> bool:
        return await self._connection.row(select(chain.c.id).where(chain.c.post_id == post_id)) is not None

    async def _read(self, statement: Select[Any]) -> list[Link]:
        return [_link(row) for row in await self._connection.rows(statement)]

    async def _overwrite_what_is_erased(self) -> None:
        """SQLite would leave the bytes in the file until it needs the room (https://sqlite.org/pragma.html)."""
        if self._connection.dialect == "sqlite":
            await self._connection.write(text("PRAGMA secure_delete = ON"))


def _chosen(which: int | str) -> ColumnElement[bool] | None:
    if isinstance(which, int):
        return chain.c.id == which
    public_id = canonical(which)
    if public_id is None:
        return None
    listed = and_(chain.c.public_id == "", chain.c.text.contains(lists_story(public_id), autoescape=True))
    return or_(chain.c.public_id == public_id, listed)


def _row(link: Link, post_id: PostId) -> dict[str, Any]:
    return {
        "id": link.number,
        "post_id": post_id,
        "public_id": link.public_id,
        "kind": link.kind.value,
        "revision": link.revision,
        "at": link.at,
        "digest": link.digest,
        "hash": link.hash,
        "salt": link.salt,
        "text": link.text,
    }


def _link(row: Row[Any]) -> Link:
    return Link(
        number=row.id,
        public_id=row.public_id,
        kind=PostKind(row.kind),
        revision=row.revision,
        at=row.at,
        digest=row.digest,
        previous=row.previous or GENESIS,
        hash=row.hash,
        salt=row.salt,
        text=row.text,
        erased_at=row.erased_at,
        erased_why=row.erased_why,
    )
