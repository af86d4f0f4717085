"""The chain of revisions: how a link is made, and how a chain is checked.

Every published revision becomes a link. A link holds the SHA-256 (RFC 6234) of a random salt and of the text that was
published (``feeds.core.chain_text``), and the SHA-256 of what it says and of the link before. So nobody can change,
take out, put in or move a link without changing the hash of every later one, and whoever kept one of those notices.
What is hashed is plain text, one field a line, every line ended by one line feed:

::

    digest = SHA-256 of   <salt: 32 hexadecimal digits><text, in UTF-8>

    hash = SHA-256 of     heliograph-link 1
                          previous: <the hash of the link before; 64 zeros for the first>
                          number: <1, 2, 3, …>
                          story: <the id that readers see; empty for a round-up>
                          kind: <new, edit, development, correction, retraction, roundup>
                          revision: <the story's; 0 for a round-up>
                          at: <when it was published: 2026-01-31T08:05:00Z>
                          digest: <64 hexadecimal digits>

Hexadecimal digits are lower case. The salt has always the same length and no field can hold a line feed, so that what
is hashed can be read in one way only. The text itself is not in the hash of the link, only its digest: text and salt
can be erased, and every hash stays true. The salt keeps an erased text from being guessed: without it, somebody who
has an idea of what the text was could make the digest of his idea and compare.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Final

from feeds.core.chain_text import moment
from feeds.model import Break, ChainFault, ChainHead, ChainReport, Gap, Link, PostKind, Unreadable

#: what stands for the hash before the first link
GENESIS: Final = "0" * 64
SALT_BYTES: Final = 16
#: gaps that a report lists; the rest is counted
GAPS_LISTED: Final = 100

_HEAD: Final = re.compile(r"([1-9][0-9]{0,17}) (\S{20}) ([0-9a-f]{64})")


def make_link(
    before: ChainHead | None, text: str, *, salt: str, public_id: str, kind: PostKind, revision: int, at: datetime
) -> Link:
    """The link that follows ``before``; ``salt`` is new and random, ``SALT_BYTES`` in hexadecimal digits."""
    link = Link(
        number=before.number + 1 if before else 1,
        public_id=public_id,
        kind=kind,
        revision=revision,
        at=at.astimezone(UTC).replace(microsecond=0),
        digest=digest(salt, text),
        previous=before.hash if before else GENESIS,
        hash="",
        salt=salt,
        text=text,
    )
    return replace(link, hash=link_hash(link))


def digest(salt: str, text: str) -> str:
    """SHA-256 of salt and text, in hexadecimal digits."""
    return _sha256(salt + text)


def link_hash(link: Link) -> str:
    """The hash that a link must have for what it says and for the predecessor that it names."""
    return _sha256(
        "heliograph-link 1\n"
        f"previous: {link.previous}\n"
        f"number: {link.number}\n"
        f"story: {link.public_id}\n"
        f"kind: {link.kind.value}\n"
        f"revision: {link.revision}\n"
        f"at: {moment(link.at)}\n"
        f"digest: {link.digest}\n"
    )


def head_of(link: Link) -> ChainHead:
    """What somebody needs to keep of a link."""
    return ChainHead(link.number, link.hash, link.at)


def write_head(head: ChainHead) -> str:
    """A head as the text of a post: number, time and hash."""
    return f"{head.number} {moment(head.at)} {head.hash}"


def read_head(text: str) -> ChainHead:
    """The head that ``write_head`` wrote; raises ``ValueError``."""
    found = _HEAD.fullmatch(text)
    if found is None:
        raise ValueError(f"this is no head of a chain: {text[:100]}")
    return ChainHead(int(found[1]), found[3], datetime.fromisoformat(found[2]))


def verify(links: Iterable[Link | Unreadable], *, head: str | None = None) -> ChainReport:
    """Check a chain from its first link on, up to the first break; of any length, in constant memory.

    ``head`` is a hash that somebody kept: it must be one of the links', or the chain was cut off before it, or made
    anew. Without it, nobody notices that links are missing at the end, or that the whole chain was made anew.
    """
    walk = _Walk(head)
    broken = next((found for found in map(walk.step, links) if found), None)
    if broken is None and walk.links == 0:
        broken = Break(ChainFault.EMPTY, 1)
    if broken is None and head is not None and walk.found_at is None:
        broken = Break(ChainFault.HEAD, walk.links + 1)
    return ChainReport(
        walk.links, walk.erased, tuple(walk.gaps), walk.first_at, walk.head, walk.found_at if head else None, broken
    )


@dataclass
class _Walk:
    """How far the checking of a chain has come."""

    wanted: str | None
    links: int = 0
    erased: int = 0
    gaps: list[Gap] = field(default_factory=list)
    first_at: datetime | None = None
    head: ChainHead | None = None
    found_at: int | None = None

    def step(self, link: Link | Unreadable) -> Break | None:
        """Check the next link; what is wrong with it."""
        place = self.links + 1
        if isinstance(link, Unreadable):
            return Break(ChainFault.CUT if link.cut else ChainFault.UNREADABLE, place, why=link.why)
        fault = self._fault(link)
        if fault is not None:
            return Break(fault, place, link.number)
        self._pass(link)
        return None

    def _fault(self, link: Link) -> ChainFault | None:
        if link.number != self.links + 1:
            return ChainFault.MISSING if link.number > self.links + 1 else ChainFault.ORDER
        if link_hash(link) != link.hash:
            return ChainFault.LINK
        if link.previous != (self.head.hash if self.head else GENESIS):
            return ChainFault.PREVIOUS
        return _fault_of_text(link)

    def _pass(self, link: Link) -> None:
        self.links += 1
        self.first_at = self.first_at or link.at
        self.head = head_of(link)
        if link.hash == self.wanted:
            self.found_at = link.number
        if link.erased_at is not None:
            self.erased += 1
            if len(self.gaps) < GAPS_LISTED:
                self.gaps.append(Gap(link.number, link.erased_at, link.erased_why or ""))


def _fault_of_text(link: Link) -> ChainFault | None:
    """Text and salt without a mark, and fitting the digest; or the mark of an erasure without text and salt."""
    match link.text, link.salt, link.erased_at, link.erased_why:
        case str(text), str(salt), None, None:
            return None if digest(salt, text) == link.digest else ChainFault.TEXT
        case None, None, datetime(), str():
            return None
    return ChainFault.GAP


def _sha256(text: str) -> str:
    """Lone surrogates, which no link of ours holds, must not make the checking of another's fail."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
