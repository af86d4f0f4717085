"""What the sample wire says, as values: outlets, feeds, the entries of a day, and what must become of them."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from importlib import resources
from typing import Any

DAY_MINUTES = 1440


class Format(StrEnum):
    """The formats in which a feed may be written."""

    RSS20 = "rss20"
    RSS10 = "rss10"
    RSS092 = "rss092"
    ATOM = "atom"
    JSON = "json"


class Terms(StrEnum):
    """What an outlet allows to be done with its text."""

    LINK_ONLY = "link_only"
    EXCERPT = "excerpt"
    NO_DERIVATIVES = "no_derivatives"
    FULL_WITH_CREDIT = "full_with_credit"


class Affiliation(StrEnum):
    """For whom an outlet speaks."""

    PARTY = "party"
    STATE = "state"
    INDEPENDENT = "independent"
    UN_NGO = "un_ngo"


class Ending(StrEnum):
    """Where a story must be at the end of the day."""

    CHANNEL = "channel"
    DESK = "desk"


@dataclass(frozen=True, slots=True)
class Country:
    """An invented country; `role` is `side` for the two at war and `neutral` for the others."""

    name: str
    adjective: str
    capital: str
    role: str


@dataclass(frozen=True, slots=True)
class Place:
    """An invented town; `held_by` is empty where nobody holds it."""

    name: str
    region: str
    held_by: str
    note: str


@dataclass(frozen=True, slots=True)
class Person:
    """An invented official."""

    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Feed:
    """One feed of an outlet, with the troubles it is to give."""

    id: str
    outlet: str
    format: Format
    title: str
    encoding: str = "utf-8"
    #: links carry tracking parameters that change every hour of the day
    tracking: bool = False
    #: descriptions stand in CDATA sections
    cdata: bool = False
    #: the document ends in the middle of its last item
    malformed: bool = False
    #: from this minute it answers 500, and from `gone_at` on 410
    fails_at: int | None = None
    gone_at: int | None = None


@dataclass(frozen=True, slots=True)
class Outlet:
    """An invented publisher and its terms of reuse."""

    id: str
    name: str
    country: str
    affiliation: Affiliation
    owner: str
    terms: Terms
    feeds: tuple[Feed, ...]
    language: str = "en"
    side: str = ""
    credit: str = ""
    trust: str = ""


@dataclass(frozen=True, slots=True)
class WireEntry:
    """One entry as it stands from minute `at` on, until `until` where a revision replaces it."""

    feed: str
    guid: str
    at: int
    title: str
    summary: str
    #: minute at which the first version appeared, which dates all of them
    first_at: int
    until: int | None = None
    author: str = ""
    story: str = ""
    html: bool = False
    dated: bool = True
    cut: bool = False
    age_hours: int = 0

    @property
    def path(self) -> str:
        """The path of the entry's page; a guid is `outlet:slug`."""
        return "/" + self.guid.replace(":", "/", 1)

    def stands(self, minute: float) -> bool:
        """Whether this version is the one to be seen at that minute."""
        return self.at <= minute and (self.until is None or minute < self.until)


@dataclass(frozen=True, slots=True)
class Expected:
    """What must become of one story by the end of the day."""

    label: str
    ends: Ending
    shows: str
    sources: tuple[str, ...]
    copies: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Day:
    """How the simulated day lies in real time, and where its pages are served."""

    started_at: datetime
    seconds_per_minute: float
    base_url: str

    def time(self, minute: float) -> datetime:
        """The real time of a simulated minute."""
        return self.started_at + timedelta(seconds=minute * self.seconds_per_minute)

    def minute(self, now: datetime) -> float:
        """The simulated minute of a real time; negative before the start, beyond 1440 after the end."""
        return (now - self.started_at).total_seconds() / self.seconds_per_minute


@dataclass(frozen=True, slots=True)
class Wire:
    """The whole sample wire."""

    outlets: tuple[Outlet, ...]
    entries: tuple[WireEntry, ...]
    expected: tuple[Expected, ...]
    #: reason → guids of the entries that are never posted
    never: Mapping[str, tuple[str, ...]]
    countries: tuple[Country, ...]
    places: tuple[Place, ...]
    people: tuple[Person, ...]

    @property
    def feeds(self) -> tuple[Feed, ...]:
        """All feeds, in the order of their outlets."""
        return tuple(feed for outlet in self.outlets for feed in outlet.feeds)

    @property
    def last_minute(self) -> int:
        """The minute at which the last entry or revision appears."""
        return max(entry.at for entry in self.entries)

    def outlet(self, outlet_id: str) -> Outlet:
        """The outlet of that id; KeyError where there is none."""
        return {outlet.id: outlet for outlet in self.outlets}[outlet_id]

    def feed(self, feed_id: str) -> Feed:
        """The feed of that id; KeyError where there is none."""
        return {feed.id: feed for feed in self.feeds}[feed_id]

    def due(self, feed_id: str, minute: float) -> tuple[WireEntry, ...]:
        """The entries that the feed shows at that minute, newest first, each in its current version."""
        standing = (entry for entry in self.entries if entry.feed == feed_id and entry.stands(minute))
        return tuple(sorted(standing, key=lambda entry: (-entry.first_at, entry.guid)))

    def entry(self, guid: str, minute: float) -> WireEntry | None:
        """The version of an entry that stands at that minute, if it has appeared."""
        return next((entry for entry in self.entries if entry.guid == guid and entry.stands(minute)), None)


def load_wire() -> Wire:
    """Read the sample wire from the package's data."""
    world, outlets, wire, expected = (_table(name) for name in ("world", "outlets", "wire", "expected"))
    return Wire(
        outlets=tuple(_outlet(row) for row in outlets["outlet"]),
        entries=_entries(wire["entry"]),
        expected=tuple(_expected(row) for row in expected["story"]),
        never={reason: tuple(guids) for reason, guids in expected["never"].items()},
        countries=tuple(Country(**row) for row in world["country"]),
        places=tuple(Place(**row) for row in world["place"]),
        people=tuple(Person(**row) for row in world["person"]),
    )


def _table(name: str) -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath("data", f"{name}.toml").read_text("utf-8"))


def _outlet(row: Mapping[str, Any]) -> Outlet:
    feeds = tuple(Feed(**{**feed, "outlet": row["id"], "format": Format(feed["format"])}) for feed in row["feed"])
    plain = {key: value for key, value in row.items() if key != "feed"}
    plain |= {"affiliation": Affiliation(row["affiliation"]), "terms": Terms(row["terms"]), "feeds": feeds}
    return Outlet(**plain)


def _expected(row: Mapping[str, Any]) -> Expected:
    lists = {key: tuple(row.get(key, ())) for key in ("sources", "copies", "optional")}
    return Expected(label=row["label"], ends=Ending(row["ends"]), shows=row["shows"], **lists)


def _entries(rows: Iterable[Mapping[str, Any]]) -> tuple[WireEntry, ...]:
    """The entries in order of appearance, each revision filled up from the version it replaces."""
    versions: list[WireEntry] = []
    current: dict[str, int] = {}
    for row in sorted(rows, key=lambda row: int(row["at"])):
        index = current.get(row["guid"])
        current[row["guid"]] = len(versions)
        if index is None:
            versions.append(WireEntry(**row, first_at=row["at"]))
        else:
            versions.append(replace(versions[index], **row))
            versions[index] = replace(versions[index], until=row["at"])
    return tuple(versions)
