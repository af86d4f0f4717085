"""A story as clustering holds it: its reports and their sums. Only stories of two and more reports have sums."""

import math
from array import array
from dataclasses import dataclass, field

from feeds.core.packed import Packed, Query, cosine
from feeds.model import ItemId

#: A word that this share of a story's reports have is its own; so many of them are looked at, so rare at least, in nats
OWN, OWN_WORDS, OWN_INFORMATION = 0.8, 12, 4.0
#: The latest reports in which the information of a story's own words is looked up.
LATEST = 4


@dataclass(frozen=True, slots=True)
class Own:
    """The words that nearly all reports of a story have, the commonest first, and their information."""

    stems: "array[int]"
    information: "array[float]"
    total: float


@dataclass(slots=True)
class _Sums:
    """What the reports of a story of several amount to."""

    total: dict[int, float] = field(default_factory=dict)  #: the sum of the reports' vectors
    counts: dict[int, int] = field(default_factory=dict)  #: stem → reports that have it, twice where in the title
    names: dict[int, int] = field(default_factory=dict)  #: stem → reports of whose titles it is a name
    square: float = 0.0  #: squared length of the total

    def add(self, report: Packed) -> None:
        """Take one more report in."""
        total, counts, shared = self.total, self.counts, 0.0
        for stem, weight, times in zip(report.stems, report.weights, report.title, strict=True):
            before = total.get(stem, 0.0)
            shared += before * weight
            total[stem] = before + weight
            counts[stem] = counts.get(stem, 0) + times
        for stem in report.names:
            self.names[stem] = self.names.get(stem, 0) + 1
        self.square += 2 * shared + 1.0


@dataclass(slots=True)
class Gathered:
    """The reports of one story, in the order in which they came."""

    reports: list[Packed] = field(default_factory=list)
    first: float = math.inf  #: hour of the earliest report
    last: float = -math.inf
    _sums: _Sums | None = None
    _own: Own | None = None

    def add(self, report: Packed) -> None:
        """Take one more report in."""
        self.reports.append(report)
        self.first, self.last = min(self.first, report.hour), max(self.last, report.hour)
        self._own = None
        if self._sums is not None:
            self._sums.add(report)
        elif len(self.reports) > 1:
            self._rebuild()

    def drop(self, item_id: ItemId) -> None:
        """Forget a report, if it is among them."""
        self.reports = [report for report in self.reports if report.item_id != item_id]
        self.first = min((report.hour for report in self.reports), default=math.inf)
        self.last = max((report.hour for report in self.reports), default=-math.inf)
        self._rebuild()

    def mean(self, query: Query) -> float:
        """Cosine to the mean of the reports (at least one)."""
        if self._sums is None:
            return cosine(query.vector, self.reports[0])
        here, there, square = query.vector, self._sums.total, self._sums.square
        shared = [here[stem] * there[stem] for stem in here.keys() & there.keys()]
        return sum(shared) / math.sqrt(square) if square > 0 else 0.0

    def shared(self, query: Query) -> dict[int, int]:
        """Stems of the query that the reports (at least one) have → how many have them, twice where in the title."""
        if self._sums is None:
            only, asked = self.reports[0], query.vector
            titled = only.titled()
            return {stem: 2 if stem in titled else 1 for stem in asked.keys() & only.stems}
        counts = self._sums.counts
        return {stem: counts[stem] for stem in query.vector.keys() & counts.keys()}

    def foreign(self, query: Query) -> float | None:
        """The share of the names of the reports' titles that the query lacks; None where they have no names."""
        if self._sums is None:
            names = self.reports[0].names
            return sum([stem not in query.vector for stem in names]) / len(names) if names else None
        counts = self._sums.names
        lacking = sum([times for stem, times in counts.items() if stem not in query.vector])
        return lacking / sum(counts.values()) if counts else None

    def own(self) -> Own:
        """The words that nearly all of the reports (at least one) have."""
        if self._own is None:
            self._own = self._find_own()
        return self._own

    def _find_own(self) -> Own:
        informed: dict[int, float] = {}
        for report in self.reports[-LATEST:]:  # what nearly all have, one of the latest has, but for a rare case
            informed.update(zip(report.stems, report.information, strict=True))
        only = self.reports[0]
        counts = dict(zip(only.stems, only.title, strict=True)) if self._sums is None else self._sums.counts
        enough = OWN * len(self.reports)
        often = [stem for stem, times in counts.items() if times >= enough]
        commonest = sorted(often, key=counts.__getitem__, reverse=True)[:OWN_WORDS]
        own = [stem for stem in commonest if informed.get(stem, 0.0) >= OWN_INFORMATION]
        information = array("f", [informed[stem] for stem in own])
        return Own(array("I", own), information, sum(information))

    def _rebuild(self) -> None:
        self._sums, self._own = None, None
        if len(self.reports) > 1:
            self._sums = _Sums()
            for report in self.reports:
                self._sums.add(report)
