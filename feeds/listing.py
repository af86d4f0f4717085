"""Use cases on the list of feeds: add, import, pause, resume. Whoever does it stands in the log.

Which outlet a feed belongs to decides what may be done with its text and whose report it counts as. So an outlet that
is known keeps all that is not said anew, and a feed that is known stays with its outlet unless another is named. What a
page, a feed or a foreign list calls itself is no proof: a feed gets a known outlet's name from a person alone, or where
it is of a site that the outlet's feeds are of.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from feeds.core.discovery import akin
from feeds.core.health import lags
from feeds.errors import FeedListError, NotFound
from feeds.model import Affiliation, AuditEntry, FeedHealth, FeedId, FeedSeed, Found, Outlet, Terms
from feeds.ports import Store, UnitOfWork

#: New feeds are first checked this many seconds apart, all within the first minute.
SPREAD, WITHIN = 0.25, 60.0
#: Of the items of so many days, at most so many tell how late feeds are.
LATELY, SEEN = timedelta(days=7), 10_000
#: Characters of an outlet's or a beat's name.
LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class About:
    """What somebody says of a feed that he adds; what is left out is as it was, or as the feed says."""

    outlet: str | None = None
    beat: str | None = None
    site: str | None = None  #: what its site calls itself: names the outlet of a feed that is new where nobody does
    page: str | None = None  #: the address that was given, where that is not the feed's own
    facts: Mapping[str, Any] = field(default_factory=dict)  #: fields of ``Outlet``, by their names


@dataclass(frozen=True, slots=True)
class Added:
    """A feed after it was added."""

    feed: FeedHealth
    new: bool  #: False where it was known before


@dataclass(frozen=True, slots=True)
class Imported:
    """What a list brought."""

    new: int
    known: int


def spread(now: datetime, number: int) -> list[datetime]:
    """When so many new feeds are first checked: at once, but not all in the same moment."""
    gap = min(SPREAD, WITHIN / max(1, number))
    return [now + timedelta(seconds=gap * place) for place in range(number)]


async def add(store: Store, found: Found, about: About, *, by: str, now: datetime) -> Added:
    """Poll a feed from now on. Raises ``FeedListError`` where what is said of its outlet does not go together."""
    async with store.writing() as uow:
        before = await _known(uow, found.url)
        outlet = await _outlet(uow, found, about, before)
        seed = FeedSeed(found.url, outlet, before.title if before else found.title, _name(about.beat))
        new = bool(await uow.feeds.merge([seed], check_at=[now]))
        await _log(uow, "add feed", found.url, by, now, outlet=outlet.name, terms=outlet.terms)
        feed = await uow.feeds.get(found.url)
        await uow.commit()
    return Added(feed, new)


async def import_list(
    store: Store, seeds: Iterable[FeedSeed], *, silent: Iterable[str], source: str, by: str, now: datetime
) -> Imported:
    """Take a list in. Outlets that are known and of which it says nothing (``silent``) stay as they are."""
    told = list(seeds)
    async with store.writing() as uow:
        homes, quiet = _homes(await uow.feeds.health()), set(silent)
        kept = {name: known for name in quiet if (known := await uow.feeds.outlet(name))}
        filed = [_filed(seed, kept, homes) if seed.outlet.name in kept else seed for seed in told]
        new = await uow.feeds.merge(filed, check_at=spread(now, len(filed)))
        await _log(uow, "import feeds", source, by, now, feeds=str(len(filed)), new=str(new))
        await uow.commit()
    return Imported(new, len(filed) - new)


async def pause(store: Store, which: str, *, by: str, now: datetime, why: str | None = None) -> tuple[FeedHealth, bool]:
    """Poll a feed no more, until it is resumed; False beside it where it was paused before. Raises ``NotFound``."""
    async with store.writing() as uow:
        feed = await uow.feeds.get(key(which))
        done = await uow.feeds.pause(feed.id, why=f"by {by}" + (f": {why}" if why else ""))
        if done:
            await _log(uow, "pause feed", feed.url, by, now, **({"why": why} if why else {}))
            feed = await uow.feeds.get(feed.id)
        await uow.commit()
    return feed, done


async def resume(store: Store, which: str, *, by: str, now: datetime) -> tuple[FeedHealth, bool]:
    """Poll a feed again, at once; False beside it where it was not paused. Raises ``NotFound``."""
    async with store.writing() as uow:
        feed = await uow.feeds.get(key(which))
        done = await uow.feeds.resume(feed.id, check_at=now)
        if done:
            await _log(uow, "resume feed", feed.url, by, now)
            feed = await uow.feeds.get(feed.id)
        await uow.commit()
    return feed, done


async def listed(store: Store, *, now: datetime) -> list[FeedHealth]:
    """All feeds, by outlet and address, with how late each has been in the last days."""
    async with store.reading() as uow:
        feeds = await uow.feeds.health()
        late = lags(await uow.health.sightings(since=now - LATELY, limit=SEEN))
    return [replace(feed, lag=late.get(feed.id)) for feed in feeds]


def key(which: str) -> FeedId | str:
    """What names a feed: its number on the list, or its address."""
    number = which.strip().removeprefix("#")
    return FeedId(int(number)) if number.isascii() and number.isdigit() and len(number) <= 18 else which.strip()


async def _known(uow: UnitOfWork, url: str) -> FeedHealth | None:
    try:
        return await uow.feeds.get(url)
    except NotFound:
        return None


async def _outlet(uow: UnitOfWork, found: Found, about: About, before: FeedHealth | None) -> Outlet:
    named = _name(about.outlet)
    if before is not None and named in {None, before.outlet.name}:
        outlet = before.outlet
    else:
        name = named or await _own_name(uow, found, about)
        outlet = await uow.feeds.outlet(name) or Outlet(name, home=found.home, language=found.language)
    outlet = replace(outlet, **about.facts)
    if problems := tuple(_amiss(outlet)):
        raise FeedListError(f"{outlet.name}: {'; '.join(problems)}")
    return outlet


async def _own_name(uow: UnitOfWork, found: Found, about: About) -> str:
    """What the outlet of a feed is called that nobody has named."""
    name = _name(about.site) or _name(found.title) or _host(found.url)
    if await uow.feeds.outlet(name) is None:
        return name
    return _apart(name, found.url, _homes(await uow.feeds.health()).get(name, []), about.page)


def _filed(seed: FeedSeed, kept: Mapping[str, Outlet], homes: Mapping[str, list[str]]) -> FeedSeed:
    """A feed of a list with its outlet: the known one of that name where it is of the same site, else another."""
    name = _apart(seed.outlet.name, seed.url, homes.get(seed.outlet.name, []))
    return replace(seed, outlet=kept.get(name) or replace(seed.outlet, name=name))


def _apart(name: str, url: str, homes: list[str], page: str | None = None) -> str:
    """A known outlet's name for what is of its sites; with the host behind it for what only calls itself so."""
    ours = any(akin(mine, home) for home in homes for mine in (url, page) if mine)
    return name if ours else f"{name} ({_host(url)})"


def _homes(feeds: Iterable[FeedHealth]) -> dict[str, list[str]]:
    """The addresses of each outlet's feeds."""
    homes: dict[str, list[str]] = {}
    for feed in feeds:
        homes.setdefault(feed.outlet.name, []).append(feed.url)
    return homes


def _host(url: str) -> str:
    return (urlsplit(url).hostname or url).removeprefix("www.")


def _amiss(outlet: Outlet) -> Iterable[str]:
    if outlet.affiliation is Affiliation.PARTY and not outlet.side:
        yield "an outlet that speaks for a party needs the side that it speaks for"
    if outlet.terms in {Terms.FULL_WITH_CREDIT, Terms.NO_DERIVATIVES} and not outlet.credit:
        yield f"the terms {outlet.terms} need the credit line that they ask for"


def _name(text: str | None) -> str | None:
    """A name as it is stored: on one line, not too long."""
    return " ".join((text or "").split())[:LONGEST_NAME].strip() or None


async def _log(uow: UnitOfWork, action: str, subject: str, by: str, now: datetime, **detail: str) -> None:
    await uow.log.add(AuditEntry(now, by, action, subject, detail))
