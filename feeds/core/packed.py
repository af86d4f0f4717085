"""Reports packed for working memory, and laid open to be compared: a hundred thousand of them are open at a time."""

import struct
from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import compress, repeat
from operator import mul

from feeds.core.vectors import Report
from feeds.model import ItemId

#: Bytes that a stem takes: its number, its weight, its information, and what its place in the text says of it.
_STEM, _WEIGHT, _INFORMATION, _SAID = 4, 4, 2, 1
_ALL = _STEM + _WEIGHT + _INFORMATION + _SAID
#: What is said of a stem: how often it counts, in the text alone or in the title; and that it is a name of the title.
_IN_TEXT, _IN_TITLE, _NAME = 1, 2, 4
_TIMES = bytes([said & 3 for said in range(256)])
_NAMES = bytes([said & _NAME for said in range(256)])


@dataclass(frozen=True, slots=True)
class Packed:
    """A report in about half a kilobyte: what is known of its stems is in one row of bytes, the weightiest first."""

    item_id: ItemId
    row: bytes  #: numbers of the stems, then weights, information, and what is said of each
    hour: float
    dated: bool
    bare: bool
    digest: bool
    signature: bytes

    def stems(self) -> "array[int]":
        """Its stems."""
        return array("I", self.row[: len(self.row) // _ALL * _STEM])

    def weights(self) -> "array[float]":
        """Their weights, of length 1 together."""
        count = len(self.row) // _ALL
        return array("f", self.row[count * _STEM : count * (_STEM + _WEIGHT)])

    def information(self) -> tuple[float, ...]:
        """Their information, in nats, to three digits."""
        count = len(self.row) // _ALL
        found: tuple[float, ...] = _halves(count).unpack_from(self.row, count * (_STEM + _WEIGHT))
        return found

    def times(self) -> bytes:
        """How often each counts: 1 in the text alone, 2 in the title."""
        return self.row[-(len(self.row) // _ALL) :].translate(_TIMES)

    def names(self) -> list[int]:
        """Those of its stems that are names in the title."""
        return list(compress(self.stems(), self.row[-(len(self.row) // _ALL) :].translate(_NAMES)))


@dataclass(frozen=True, slots=True)
class Query:
    """A report laid open to be compared with stories."""

    vector: Mapping[int, float]  #: stem → weight, of length 1, the weightiest first
    information: Mapping[int, float]  #: the same stems → nats
    told: float  #: nats in all
    names: Mapping[int, float]  #: with their information
    named: float  #: nats of the names
    titled: Mapping[int, float]  #: stems of the title, with their information
    headed: float  #: nats of the title
    hour: float
    dated: bool
    bare: bool
    digest: bool
    signature: bytes


def pack(item_id: ItemId, report: Report) -> Packed:
    """The report in little space."""
    vector, titled, names, information = report.vector, report.titled, report.names, report.information
    said = [(_IN_TITLE | _NAME if stem in names else _IN_TITLE) if stem in titled else _IN_TEXT for stem in vector]
    row = (
        array("I", vector).tobytes(),
        array("f", vector.values()).tobytes(),
        _halves(len(vector)).pack(*[information[stem] for stem in vector]),
        bytes(said),
    )
    return Packed(
        item_id, b"".join(row), report.hour, report.dated, report.bare, report.digest, signature=report.signature
    )


def query(report: Report) -> Query:
    """The report as something to compare with."""
    return _open(report, report.vector, report.information, report.names, report.titled)


def unpack(packed: Packed) -> Query:
    """A packed report as something to compare with."""
    stems = packed.stems()
    vector = dict(zip(stems, packed.weights(), strict=True))
    information = dict(zip(stems, packed.information(), strict=True))
    titled = [stem for stem, times in zip(stems, packed.times(), strict=True) if times == _IN_TITLE]
    return _open(packed, vector, information, packed.names(), titled)


def cosine(vector: Mapping[int, float], report: Packed) -> float:
    """The cosine of a vector and a packed one, both of length 1."""
    total: float = sum(map(mul, map(vector.get, report.stems(), repeat(0.0)), report.weights()))
    return total


def _open(
    seen: Report | Packed,
    vector: Mapping[int, float],
    information: Mapping[int, float],
    names: Iterable[int],
    titled: Iterable[int],
) -> Query:
    named, headed = ({stem: information[stem] for stem in stems} for stems in (names, titled))
    return Query(
        vector=vector,
        information=information,
        told=sum(information.values()),
        names=named,
        named=sum(named.values()),
        titled=headed,
        headed=sum(headed.values()),
        hour=seen.hour,
        dated=seen.dated,
        bare=seen.bare,
        digest=seen.digest,
        signature=seen.signature,
    )


@lru_cache(maxsize=256)
def _halves(count: int) -> struct.Struct:
    """So many numbers of half precision: a share of a thousandth is lost."""
    return struct.Struct(f"<{count}e")
