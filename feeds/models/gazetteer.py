"""The gazetteer: compiled once from GeoNames (``heliograph train places``), packed small, opened when first needed.

The packed file is gzip over: a JSON line (numbers of rows, countries, admin1 codes), then, in this order and
little-endian, the sorted 64-bit hashes of keys, for each the number of its place, the places' records, and their names.
A key is looked up by bisection: nothing is unpacked into Python objects but what is asked for, so that it costs the
size of the file unpacked and no more. What was written for this project (``toponyms.tsv``, ``countries.tsv``) lies over
it as a dictionary.
"""

import gzip
import json
import struct
import sys
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from hashlib import blake2b
from importlib.resources import files

from feeds.core.toponyms import TRANSLITERATED, bare, fold, loose
from feeds.model.places import Precision, Toponym

#: latitude, longitude (1/10,000 degree), country, admin1, precision + 8 × capital, weight × 20, offset of the name
RECORD = struct.Struct("<iiBHBBI")
#: What stands before a key of ``loose`` in the table of hashes.
LOOSELY = "~"


def digest(key: str) -> int:
    """A key's 64 bits."""
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), "little")


@dataclass(frozen=True, slots=True)
class Written:
    """What was written by hand: places by key, countries by cue, keys that are common words."""

    places: Mapping[str, tuple[Toponym, ...]]
    cues: Mapping[str, str]
    words: frozenset[str]


class PackedGazetteer:
    """The shipped gazetteer; immutable, safe to share between threads."""

    def __init__(self, packed: bytes, written: Written) -> None:
        raw = gzip.decompress(packed)
        line, _, body = raw.partition(b"\n")
        head = json.loads(line)
        self._countries: list[str] = head["countries"]
        self._admin1: list[str] = head["admin1"]
        self._hashes, rest = _numbers("Q", body, head["keys"])
        self._places, rest = _numbers("I", rest, head["keys"])
        self._records = rest[: head["places"] * RECORD.size]
        self._names = rest[head["places"] * RECORD.size :]
        self._written = written
        self._lookup = lru_cache(maxsize=4096)(self._find)

    def lookup(self, key: str) -> tuple[Toponym, ...]:
        """The places of a folded key, those written by hand first."""
        return self._lookup(key)

    def resembling(self, key: str) -> tuple[Toponym, ...]:
        """The places whose names differ from the key by transliteration alone."""
        sound = loose(key)
        return self._lookup(LOOSELY + sound) if sound else ()

    def cue(self, word: str) -> str:
        """The country that a folded word speaks of; "" for none."""
        return self._written.cues.get(word, "")

    def ambiguous(self, key: str) -> bool:
        """Whether the key is more often a common word or a person's name than a place."""
        return key in self._written.words

    def everything(self) -> Iterator[Toponym]:
        """Every packed place once, in the order of the file; those written by hand are not among them."""
        return map(self._toponym, range(len(self._records) // RECORD.size))

    def _find(self, key: str) -> tuple[Toponym, ...]:
        return (*self._written.places.get(key, ()), *self._packed(digest(key)))

    def _packed(self, wanted: int) -> Iterator[Toponym]:
        row = bisect_left(self._hashes, wanted)
        while row < len(self._hashes) and self._hashes[row] == wanted:
            yield self._toponym(self._places[row])
            row += 1

    def _toponym(self, number: int) -> Toponym:
        lat, lon, country, admin1, kind, weight, offset = RECORD.unpack_from(self._records, number * RECORD.size)
        name = self._names[offset : self._names.index(b"\n", offset)].decode()
        return Toponym(
            name=name,
            country=self._countries[country],
            admin1=self._admin1[admin1],
            lat=lat / 10_000,
            lon=lon / 10_000,
            precision=Precision(kind & 7),
            weight=weight / 20,
            capital=bool(kind & 8),
        )


@cache
def load() -> PackedGazetteer:
    """The shipped gazetteer, opened at the first call."""
    folder = files("feeds.models")
    return PackedGazetteer(folder.joinpath("places.bin.gz").read_bytes(), written())


def written() -> Written:
    """What was written by hand for this project."""
    cues = {fold(cue): row[0] for row in rows("countries.tsv") for cue in row[2].split(";") if cue}
    places: dict[str, list[Toponym]] = {}
    for row in rows("toponyms.tsv"):
        for key, place in _spellings(row):
            if place not in places.setdefault(key, []):
                places[key].append(place)
    words = frozenset(fold(row[0]) for table in ("common_names.tsv", "given_names.tsv") for row in rows(table))
    return Written({key: tuple(found) for key, found in places.items()}, cues, words)


def rows(name: str) -> Iterator[list[str]]:
    """The rows of a shipped table: tab-separated, comments and empty lines left out."""
    for line in files("feeds.models").joinpath(name).read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


def keys_of(name: str, country: str) -> Iterator[str]:
    """The keys under which a place is found: folded, without an article in front, and loosely where that helps.

    Names from Arabic script are found without their article alone: who looks up takes it off as well.
    """
    key = fold(name)
    if country in TRANSLITERATED:
        key = bare(key)
        if sound := loose(key):
            yield LOOSELY + sound
    if key:
        yield key


def _spellings(row: list[str]) -> Iterator[tuple[str, Toponym]]:
    """The keys of a row of ``toponyms.tsv``, each with its place and the side that spells it so."""
    name, others, country, precision, lat, lon, weight, *capital = row
    sides = dict.fromkeys(keys_of(name, country), "?")
    for spelling in filter(None, others.split(";")):
        written_so, _, side = spelling.partition("/")
        for key in keys_of(written_so, country):
            sides[key] = side if sides.get(key, "?") in {"?", side} else ""
    place = Toponym(
        name=name,
        country=country,
        admin1="",
        lat=float(lat),
        lon=float(lon),
        precision=Precision[precision.upper()],
        weight=float(weight),
        capital=bool(capital),
        curated=True,
    )
    return ((key, replace(place, side=side.strip("?"))) for key, side in sides.items())


def _numbers(kind: str, body: bytes, count: int) -> tuple["array[int]", bytes]:
    """An array from the front of the bytes, and what is behind it."""
    numbers = array(kind)
    size = numbers.itemsize * count
    numbers.frombytes(body[:size])
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers, body[size:]


def pack(places: Iterable[tuple[Toponym, Iterable[str]]]) -> bytes:
    """Pack places, each with the keys under which it is found, into the form that ``load`` reads.

    Deterministic: the same places give the same bytes.
    """
    countries: dict[str, int] = {}
    admin1: dict[str, int] = {}
    names, records, table = bytearray(), bytearray(), set[tuple[int, int]]()
    for number, (place, keys) in enumerate(places):
        table.update((digest(key), number) for key in keys)
        records += RECORD.pack(
            round(place.lat * 10_000),
            round(place.lon * 10_000),
            countries.setdefault(place.country, len(countries)),
            admin1.setdefault(place.admin1, len(admin1)),
            place.precision + 8 * place.capital,
            round(place.weight * 20),
            len(names),
        )
        names += place.name.encode() + b"\n"
    table_sorted = sorted(table)
    head = {
        "keys": len(table),
        "places": len(records) // RECORD.size,
        "countries": list(countries),
        "admin1": list(admin1),
    }
    hashes, numbers = array("Q", (key for key, _ in table_sorted)), array("I", (number for _, number in table_sorted))
    if sys.byteorder == "big":
        hashes.byteswap()
        numbers.byteswap()
    body = json.dumps(head).encode() + b"\n" + hashes.tobytes() + numbers.tobytes() + bytes(records) + bytes(names)
    return gzip.compress(body, mtime=0)
