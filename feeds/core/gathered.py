"""A story as clustering holds it: its reports and their sums. Only stories of many reports have sums."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import repeat
from operator import mul

from feeds.core.packed import Packed, Query, cosine
from feeds.model import ItemId

#: A word that this share of a story's reports have is its own; so many of them are looked at, so rare at least, in nats
OWN, OWN_WORDS, OWN_INFORMATION = 0.8, 12, 4.0
#: Of so many reports at most no sums are kept: most stories have one, and sums take more room than they.
FEW = 3
#: The latest reports in which the information of a story's own words is looked up.
LATEST = 4


#: The words that nearly all reports of a story have → their information, in nats.
Own = Mapping[int, float]


@dataclass(slots=True)
class _Sums:
    """What the reports of a story of many amount to."""

    total: dict[int, float] = field(default_factory=dict)  #: the sum of the reports' vectors
    counts: dict[int, int] = field(default_factory=dict)  #: stem → reports that have it, twice where in the title
    names: dict[int, int] = field(default_factory=dict)  #: stem → reports of whose titles it is a name
    own: Own | None = None

    def add(self, report: Packed) -> None:
        """Take one more report in."""
        total, counts = self.total, self.counts
        for stem, weight, times in zip(report.stems(), report.weights(), report.times(), strict=True):
            total[stem] = total.get(stem, 0.0) + weight
            counts[stem] = counts.get(stem, 0) + times
        for stem in report.names():
            self.names[stem] = self.names.get(stem, 0) + 1
        self.own = None


@dataclass(slots=True)
class Gathered:
    """The reports of one story, in the order in which they came."""

    reports: list[Packed] = field(default_factory=list)
    first: float = math.inf  #: hour of the earliest report
    last: float = -math.inf
    _square: float = 0.0  #: squared length of the sum of the reports' vectors
    _sums: _Sums | None = None

    def add(self, report: Packed) -> None:
        """Take one more report in."""
        self._square += 1.0 + 2 * self._shares(dict(zip(report.stems(), report.weights(), strict=True)))
        self.reports.append(report)
        self.first, self.last = min(self.first, report.hour), max(self.last, report.hour)
        if self._sums is not None:
            self._sums.add(report)
        elif len(self.reports) > FEW:
            self._sums = _Sums()
            for one in self.reports:
                self._sums.add(one)

    def drop(self, item_id: ItemId) -> None:
        """Forget a report, if it is among them."""
        kept = [report for report in self.reports if report.item_id != item_id]
        self.reports, self.first, self.last, self._square, self._sums = [], math.inf, -math.inf, 0.0, None
        for report in kept:
            self.add(report)

    def mean(self, query: Query) -> float:
        """Cosine to the mean of the reports (at least one)."""
        if len(self.reports) == 1:
            return cosine(query.vector, self.reports[0])
        return self._shares(query.vector) / math.sqrt(self._square) if self._square > 0 else 0.0

    def shared(self, query: Query) -> dict[int, int]:
        """Stems of the query that the reports (at least one) have → how many have them, twice where in the title."""
        asked, found = query.vector, dict[int, int]()
        if self._sums is not None:
            counts = self._sums.counts
            return {stem: counts[stem] for stem in asked if stem in counts}
        for report in self.reports:
            for stem, times in zip(report.stems(), report.times(), strict=True):
                if stem in asked:
                    found[stem] = found.get(stem, 0) + times
        return found

    def foreign(self, query: Query) -> float | None:
        """The share of the names of the reports' titles that the query lacks; None where they have no names."""
        if self._sums is None:
            names = [stem for report in self.reports for stem in report.names()]
            return sum([stem not in query.vector for stem in names]) / len(names) if names else None
        counts = self._sums.names
        lacking = sum([times for stem, times in counts.items() if stem not in query.vector])
        return lacking / sum(counts.values()) if counts else None

    def own(self) -> Own:
        """The words that nearly all of the reports (at least one) have, and their information."""
        if len(self.reports) == 1:
            return _first_words(self.reports[0])
        if self._sums is None:
            return self._find_own(self._counts())
        if self._sums.own is None:
            self._sums.own = self._find_own(self._sums.counts)
        return self._sums.own

    def _shares(self, vector: Mapping[int, float]) -> float:
        """The product of a vector and the sum of the reports'."""
        if self._sums is None:
            return sum([cosine(vector, report) for report in self.reports])
        total: float = sum(map(mul, map(self._sums.total.get, vector, repeat(0.0)), vector.values()))
        return total

    def _counts(self) -> dict[int, int]:
        only, *others = self.reports
        counts = dict(zip(only.stems(), only.times(), strict=True))
        for report in others:
            for stem, times in zip(report.stems(), report.times(), strict=True):
                counts[stem] = counts.get(stem, 0) + times
        return counts

    def _find_own(self, counts: Mapping[int, int]) -> Own:
        enough = OWN * len(self.reports)
        often = [stem for stem, times in counts.items() if times >= enough]
        commonest = sorted(often, key=counts.__getitem__, reverse=True)[:OWN_WORDS]
        informed: dict[int, float] = {}
        for report in self.reports[-LATEST:]:  # what nearly all have, one of the latest has, but for a rare case
            informed.update(zip(report.stems(), report.information(), strict=True))
        return {stem: nats for stem in commonest if (nats := informed.get(stem, 0.0)) >= OWN_INFORMATION}


def _first_words(only: Packed) -> Own:
    """A story's own words, where it has one report: those of the title, then the weightiest of the text."""
    stems, times, nats = only.stems(), only.times(), only.information()
    first = [at for at, counted in enumerate(times) if counted > 1][:OWN_WORDS]
    if len(first) < OWN_WORDS:
        first += [at for at, counted in enumerate(times) if counted == 1][: OWN_WORDS - len(first)]
    return {stems[at]: nats[at] for at in first if nats[at] >= OWN_INFORMATION}
