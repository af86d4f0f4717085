"""Places: what a gazetteer knows, what a text says of them, and in which part each stands."""

from dataclasses import dataclass, field
from enum import Enum, IntEnum
from typing import Protocol


class Precision(IntEnum):
    """How much ground a name covers; a greater value is the finer place."""

    COUNTRY = 0
    REGION = 1  #: province, oblast, disputed region, river, range of hills
    TOWN = 2
    DISTRICT = 3  #: part of a town, or a facility: camp, air base, crossing, prison


class Role(Enum):
    """The part that a place's name plays where it stands; only ``EVENT`` says that something happened there."""

    EVENT = "event"
    GOVERNMENT = "government"  #: "Baku said", "talks between Kyiv and Moscow"
    SPEAKER = "speaker"  #: "told reporters in Geneva", "a resident of Homs said"
    DISTANCE = "distance"  #: "30 km north of Aleppo", "towards Tripoli"
    DATELINE = "dateline"  #: "BEIRUT (AP) —"
    ORIGIN = "origin"  #: "London-based", ", 24, from Newcastle,"
    ASIDE = "aside"  #: a country of which nothing is said to have happened in it


@dataclass(frozen=True, slots=True)
class Toponym:
    """One place of the gazetteer."""

    name: str  #: the canonical name
    country: str  #: ISO 3166-1 alpha-2, upper case
    admin1: str  #: GeoNames' code of the first-level division within the country; "" if unknown
    lat: float  #: degrees north
    lon: float  #: degrees east
    precision: Precision
    weight: float  #: log10 of the population; of curated places how likely the name means this one, on the same scale
    capital: bool = False  #: a country's seat of government
    curated: bool = False  #: written down for this project: it goes before others of the same name
    side: str = ""  #: country whose side spells it as looked up, where the sides differ


@dataclass(frozen=True, slots=True)
class Place:
    """A place as a text names it."""

    name: str  #: as written
    canonical: str
    country: str  #: ISO 3166-1 alpha-2; "" if unknown
    admin1: str
    lat: float | None  #: degrees north; None where the text alone says that it is a place
    lon: float | None
    precision: Precision
    start: int  #: of the name in the text, in characters
    end: int
    side: str = ""  #: country whose side spells it so, where the sides differ


@dataclass(frozen=True, slots=True)
class Mention:
    """A place and the part that it plays there."""

    place: Place
    role: Role


@dataclass(frozen=True, slots=True)
class StoryPlace:
    """Where a story happens, and why this place was taken for it."""

    place: Place
    reason: str  #: as a person may read it


@dataclass(frozen=True, slots=True)
class MapSpot:
    """The place that a map is of."""

    name: str  #: as the text spells it
    lat: float  #: degrees north
    lon: float  #: degrees east
    precision: Precision = Precision.TOWN
    other: str = ""  #: the other side's name, where the place is disputed


@dataclass(frozen=True, slots=True)
class PlaceContext:
    """What is known before reading."""

    countries: frozenset[str] = field(default_factory=frozenset)  #: of the beat, ISO 3166-1 alpha-2


class Gazetteer(Protocol):
    """Names to places; ``feeds.models.gazetteer`` loads the shipped one."""

    def lookup(self, key: str) -> tuple[Toponym, ...]:
        """The places of a key of ``feeds.core.toponyms.fold``; empty where there are none."""

    def resembling(self, key: str) -> tuple[Toponym, ...]:
        """The places whose names differ from the key by transliteration alone (``feeds.core.toponyms.loose``)."""

    def cue(self, word: str) -> str:
        """The country that a folded word speaks of (country, people, armed group); "" for none."""

    def ambiguous(self, key: str) -> bool:
        """Whether the key is more often a common word or a person's name than a place."""
