"""Reports packed for working memory, and laid open to be compared: a hundred thousand of them are open at a time."""

import math
from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import compress, repeat
from operator import mul

from feeds.core.vectors import Report
from feeds.model import ItemId


@dataclass(frozen=True, slots=True)
class Packed:
    """A report in about a kilobyte: parallel arrays, the weightiest stem first."""

    item_id: ItemId
    stems: "array[int]"
    weights: "array[float]"  #: of length 1 together
    information: "array[float]"  #: nats
    title: bytes  #: for each stem: 1 in the text alone, 2 in the title
    names: "array[int]"  #: stems that are names in the title
    hour: float
    dated: bool
    bare: bool
    digest: bool
    signature: bytes

    def titled(self) -> frozenset[int]:
        """Its stems that stand in the title."""
        return frozenset(compress(self.stems, self.title.translate(_IN_TITLE)))


#: Turns the counts of ``Packed.title`` into whether they are of the title.
_IN_TITLE = bytes([0, 0, 1, *[0] * 253])


@dataclass(frozen=True, slots=True)
class Query:
    """A report laid open to be compared with stories."""

    vector: Mapping[int, float]  #: stem → weight, of length 1, the weightiest first
    likely: Mapping[int, tuple[int, float]]  #: stem → times that it counts, half of one over its share of texts
    length: float  #: the sum of the times
    names: Mapping[int, float]  #: with their information
    titled: Mapping[int, float]  #: stems of the title, with their information
    hour: float
    dated: bool
    bare: bool
    digest: bool
    signature: bytes


def pack(item_id: ItemId, report: Report) -> Packed:
    """The report in little space."""
    vector, titled, information = report.vector, report.titled, report.information
    return Packed(
        item_id=item_id,
        stems=array("I", list(vector)),
        weights=array("f", list(vector.values())),
        information=array("f", [information[stem] for stem in vector]),
        title=bytes([2 if stem in titled else 1 for stem in vector]),
        names=array("I", sorted(report.names)),
        hour=report.hour,
        dated=report.dated,
        bare=report.bare,
        digest=report.digest,
        signature=report.signature,
    )


def query(report: Report) -> Query:
    """The report as something to compare with."""
    titled, information, exp = report.titled, report.information, math.exp
    likely = {stem: (2 if stem in titled else 1, exp(information[stem]) / 2) for stem in report.vector}
    return Query(
        vector=report.vector,
        likely=likely,
        length=float(len(likely) + len(titled)),
        names={stem: information[stem] for stem in report.names},
        titled={stem: information[stem] for stem in titled},
        hour=report.hour,
        dated=report.dated,
        bare=report.bare,
        digest=report.digest,
        signature=report.signature,
    )


def unpack(packed: Packed) -> Query:
    """A packed report as something to compare with."""
    report = Report(
        vector=dict(zip(packed.stems, packed.weights, strict=True)),
        titled=packed.titled(),
        names=frozenset(packed.names),
        information=dict(zip(packed.stems, packed.information, strict=True)),
        hour=packed.hour,
        dated=packed.dated,
        bare=packed.bare,
        digest=packed.digest,
        signature=packed.signature,
    )
    return query(report)


def cosine(vector: Mapping[int, float], report: Packed) -> float:
    """The cosine of a vector and a packed one, both of length 1."""
    total: float = sum(map(mul, map(vector.get, report.stems, repeat(0.0)), report.weights))
    return total
