"""How well reports are gathered into stories: BCubed and pairwise precision, recall and F1 against labelled stories.

BCubed is of Bagga and Baldwin, "Entity-based cross-document coreferencing using the vector space model" (1998), with
every item weighing the same; pairwise counts pairs of items of one story.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import NoneType
from typing import Any

from feeds.core.cluster import OpenStories, Weighed
from feeds.core.join import FEATURES
from feeds.core.normalise import normalise
from feeds.core.relevance import WordModel
from feeds.model import Entry, Item, ItemId, StoryId

#: Fields that a labelled report must have.
FIELDS: Mapping[str, type | tuple[type, ...]] = {"title": str, "text": (str, NoneType), "story": (str, int)}
#: When undated reports are taken to have come.
_UNDATED = datetime(2020, 1, 1, tzinfo=UTC)
#: Candidates and features that are shown of a decision.
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Labelled:
    """A report and the story that people put it in."""

    item: Item
    story: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A story that a report was compared with."""

    story: str  #: the label that most of its reports have
    title: str  #: of its first report
    surplus: float  #: nats by which it passed the threshold
    spoke: Mapping[str, float]  #: feature → its share of the sum, the weightiest first


@dataclass(frozen=True, slots=True)
class Mistake:
    """A report that was put with reports of other stories, or apart from its own."""

    title: str
    story: str
    what: str
    weight: float  #: nats by which the decision was wrong
    candidates: tuple[Candidate, ...]


@dataclass(slots=True)
class Result:
    """The measure over a file."""

    gold: list[str] = field(default_factory=list)
    found: list[int] = field(default_factory=list)
    seconds: float = 0.0
    mistakes: list[Mistake] = field(default_factory=list)

    def summary(self) -> dict[str, Any]:
        """What ``heliograph eval clusters --json`` prints."""
        return {
            "items": len(self.gold),
            "stories": len(set(self.found)),
            "gold_stories": len(set(self.gold)),
            "bcubed": bcubed(self.found, self.gold),
            "pairwise": pairwise(self.found, self.gold),
            "seconds": round(self.seconds, 3),
        }


def labelled(rows: Iterable[Mapping[str, Any]]) -> list[Labelled]:
    """The reports in the order of their publication, or, where one has none, of the file; no empty ones."""
    dated = [(_published(row), row) for row in rows]
    if all(published for published, _ in dated):
        dated.sort(key=lambda pair: pair[0] or _UNDATED)
    return [one for published, row in dated if (one := _labelled(row, published))]


def measure(reports: Sequence[Labelled], words: WordModel, *, tell: Callable[[float], None] = lambda _: None) -> Result:
    """Put every report into its story, as the pipeline does it, and compare."""
    began = time.process_time()
    run = _Run(OpenStories(words), words)
    for number, report in enumerate(reports, 1):
        run.take(number, report)
        tell(1.0)
    result = Result([report.story for report in reports], run.stories(), time.process_time() - began)
    result.mistakes = sorted(run.mistakes, key=lambda mistake: -mistake.weight)
    return result


class _Run:
    """The stream as it is gathered, and the labels of what is gathered."""

    def __init__(self, memory: OpenStories, words: WordModel) -> None:
        self._memory, self._weights = memory, words.join.weights
        self._members: dict[StoryId, list[tuple[int, Labelled]]] = {}
        self.mistakes: list[Mistake] = []

    def take(self, number: int, report: Labelled) -> None:
        """Place one report, remember it, and let its story become one with another."""
        self._memory.close_before(report.item.published_at)
        weighed = self._memory.weigh(report.item)
        placement = self._memory.place(report.item)
        self._judge(report, placement.story_id, weighed)
        story_id = placement.story_id or StoryId(number)
        self._memory.add(ItemId(number), report.item, story_id)
        self._members.setdefault(story_id, []).append((number, report))
        while twin := self._memory.twin(story_id):
            into, gone = (
                (twin, story_id) if len(self._members[twin]) > len(self._members[story_id]) else (story_id, twin)
            )
            self._memory.merge(into, gone)
            self._members[into] += self._members.pop(gone)
            story_id = into

    def stories(self) -> list[int]:
        """Each report's story, in the order in which they came."""
        found = {number: int(story) for story, members in self._members.items() for number, _ in members}
        return [found[number] for number in sorted(found)]

    def _judge(self, report: Labelled, chosen: StoryId | None, weighed: Sequence[Weighed]) -> None:
        surplus = {one.story_id: one.surplus for one in weighed}
        if chosen is not None and self._label(chosen) != report.story:
            self._note(report, f"joined a story of {self._label(chosen)}", surplus.get(chosen, 0.0), weighed)
        elif chosen is None:
            own = [one.surplus for one in weighed if self._label(one.story_id) == report.story]
            if own:
                self._note(report, "did not join its own story", -max(own), weighed)
            elif any(self._label(story_id) == report.story for story_id in self._members):
                self._note(report, "was not compared with its own story", 0.0, weighed)

    def _note(self, report: Labelled, what: str, weight: float, weighed: Sequence[Weighed]) -> None:
        candidates = tuple(
            Candidate(
                self._label(one.story_id), self._members[one.story_id][0][1].item.title, one.surplus, self._spoke(one)
            )
            for one in weighed[:SHOWN]
        )
        self.mistakes.append(Mistake(report.item.title, report.story, what, abs(weight), candidates))

    def _spoke(self, one: Weighed) -> Mapping[str, float]:
        shares = {
            name: weight * value for name, weight, value in zip(FEATURES, self._weights, one.features, strict=False)
        }
        return dict(sorted(shares.items(), key=lambda pair: -abs(pair[1])))

    def _label(self, story_id: StoryId) -> str:
        return Counter(report.story for _, report in self._members[story_id]).most_common(1)[0][0]


def bcubed(found: Sequence[object], gold: Sequence[object]) -> dict[str, float]:
    """Precision: of an item's story, the share that belongs with it; recall: of what does, the share in its story."""
    together = Counter(zip(found, gold, strict=True))
    sizes, labels, items = Counter(found), Counter(gold), max(1, len(gold))
    precision = sum(number * number / sizes[story] for (story, _), number in together.items()) / items
    recall = sum(number * number / labels[label] for (_, label), number in together.items()) / items
    return rates(precision, recall)


def pairwise(found: Sequence[object], gold: Sequence[object]) -> dict[str, float]:
    """Of the pairs put together the share that belong together, and the reverse; 1 where there is no pair."""
    both = _pairs(Counter(zip(found, gold, strict=True)))
    put, belong = _pairs(Counter(found)), _pairs(Counter(gold))
    return rates(both / put if put else 1.0, both / belong if belong else 1.0)


def rates(precision: float, recall: float) -> dict[str, float]:
    """The two and their harmonic mean."""
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return {"precision": round(precision, 4), "recall": round(recall, 4), "f1": round(f1, 4)}


def _pairs(counts: Mapping[Any, int]) -> int:
    return sum(number * (number - 1) // 2 for number in counts.values())


def _published(row: Mapping[str, Any]) -> datetime | None:
    published = row.get("published")
    if not isinstance(published, str):
        return None
    moment = datetime.fromisoformat(published)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _labelled(row: Mapping[str, Any], published: datetime | None) -> Labelled | None:
    entry = Entry(title=row["title"], summary=row["text"] or "", published=published, guid=str(row.get("id") or ""))
    item = normalise(entry, language=row.get("lang"), now=published or _UNDATED)
    return Labelled(item, str(row["story"])) if item else None
