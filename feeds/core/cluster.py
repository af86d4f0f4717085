"""Which story an item belongs to: online clustering by words, names and time. ``docs/clustering.md`` has the theory.

Each item is a sparse vector (``feeds.core.vectors``). Candidates come from an inverted index over the weightiest stems
of the stories' reports (``feeds.core.found_by``); for each, a learned model (``feeds.core.join``) weighs a handful of
features. The best one that passes the threshold takes the item; a near copy (by signature) joins without further
question. After an item has joined, ``twin`` tells whether its story and another turn out to be one. **Prefer missing a
duplicate to merging two events.**

The cost of an item does not grow with what is open: of a stem's stories the newest are looked at, of the candidates the
likeliest, of a story's reports the newest.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from feeds.core.fingerprint import COPY, resemblance
from feeds.core.found_by import KEYS, FoundBy
from feeds.core.gathered import Gathered
from feeds.core.join import FEATURES, NEWEST, cosines, features
from feeds.core.join_model import probability
from feeds.core.packed import Packed, Query, pack, query, unpack
from feeds.core.relevance import WordModel
from feeds.core.vectors import Frequencies, Report, hours, report
from feeds.model import Item, ItemId, StoryId

#: How long a story stays open after its last report.
OPEN_FOR = timedelta(hours=72)
#: Candidates that are weighed in full: those nearest by their means, not much farther than the nearest.
WEIGHED, NEAR = 4, 0.45
#: A story to whose mean the cosine is less is no candidate.
FAR = 0.12
#: Cosine from which two reports may be copies.
ALIKE = 0.5
#: Reports of a story, the newest, that are asked whether it and another are one.
ASKED = 8
#: From this share on of title names that each lacks of the other's, two are not one event, where the story has so few
#: reports yet that another name for it cannot be expected; and what is left of the surplus.
STRANGE, YOUNG, VETOED = 0.95, 2, -1.0
#: Likelihood below which a report with a text does not join, whatever speaks for it: in a dense stream, where all
#: is near in time, time and a place's name alone make no event. Beyond so many reports the floor falls with each
#: e-fold by as much as the likelihood of one report does: its own words tell ever less of the whole.
EVIDENCE, SMALL, FALL = 2.0, 4, 1.6
#: What is taken off the bar of merging where a story of one report may belong to one of so many: it came while the
#: other had few words, and a wrong merge costs little.
LONE, GROWN = 0.8, 6
_CONFLICT = FEATURES.index("conflict")
_LIKELIHOOD = FEATURES.index("likelihood")
#: What a report must tell together, in nats, to be told from others: "News" or "Watch live" is no event.
TELLING = 14.0


@dataclass(frozen=True, slots=True)
class Placement:
    """Where an item belongs, and why."""

    story_id: StoryId | None  #: None: it opens a story
    similarity: float  #: probability, by the model, that the item belongs to the likeliest story
    copy_of: ItemId | None = None  #: the item whose text this one repeats nearly word for word


@dataclass(frozen=True, slots=True)
class Weighed:
    """One candidate story of an item: how likely it is, and the features that said so."""

    story_id: StoryId
    surplus: float  #: nats by which the sum passes the threshold; negative: it falls short
    features: tuple[float, ...]  #: in the order of ``FEATURES``
    near: Sequence[float]  #: cosines to its newest reports
    vetoed: bool  #: their titles name quite different things, or their words say too little, whatever else they share

    def named(self) -> Mapping[str, float]:
        """The features by their names."""
        return dict(zip(FEATURES, self.features, strict=True))


class OpenStories:
    """The stories that an item may still join: working memory, rebuilt from the store at any time."""

    def __init__(self, words: WordModel) -> None:
        self._join = words.join
        self._frequencies = Frequencies(words)
        self._stories: dict[StoryId, Gathered] = {}
        self._story_of: dict[ItemId, StoryId] = {}
        self._found_by = FoundBy()
        self._closed = 0
        self._looked_at: tuple[Item, Report] | None = None
        self._apart: set[frozenset[StoryId]] = set()

    def __len__(self) -> int:
        return len(self._stories)

    def __contains__(self, story_id: StoryId) -> bool:
        return story_id in self._stories

    def place(self, item: Item) -> Placement:
        """Find the story that an item belongs to. Changes nothing."""
        asked = query(self._report(item))
        best: Weighed | None = None
        for story_id, mean in self._candidates(asked):
            near = cosines(asked, self._stories[story_id], mean)
            if copied := self._copied(asked, story_id, near):
                return Placement(story_id, 1.0, copied)
            weighed = self._weigh(asked, story_id, near, mean)
            best = max(best, weighed, key=lambda one: (one.surplus, one.story_id)) if best else weighed
        if best is None:
            return Placement(None, 0.0)
        joins = best.surplus >= 0 and _tells(asked)
        return Placement(best.story_id if joins else None, probability(best.surplus))

    def weigh(self, item: Item, *, wide: bool = False) -> list[Weighed]:
        """The stories that an item is compared with, the likeliest first; ``wide``: more of them, to learn from.

        Changes nothing.
        """
        asked = query(self._report(item))
        weighed = [
            self._weigh(asked, story_id, cosines(asked, self._stories[story_id], mean), mean)
            for story_id, mean in self._candidates(asked, weighed=2 * WEIGHED if wide else WEIGHED)
        ]
        return sorted(weighed, key=lambda one: (-one.surplus, one.story_id))

    def add(self, item_id: ItemId, item: Item, story_id: StoryId) -> None:
        """Remember that an item is in a story; what it said earlier, or where it stood, is forgotten."""
        seen, self._looked_at = self._report(item), None
        packed = pack(item_id, seen)
        # neither a revision nor a copy is a further text of the stream: repeated often, it would silence its own words
        if item_id not in self._story_of and not self._repeats(packed, story_id):
            self._frequencies.hear(seen.stems, item.language)
        self._drop(item_id)
        self._put(story_id, Gathered([packed]))

    def twin(self, story_id: StoryId) -> StoryId | None:
        """The open story that turns out to be the same event as this one, if there is one. Changes nothing."""
        story = self._stories.get(story_id)
        if story is None:
            return None
        votes: Counter[StoryId] = Counter()
        for packed in story.reports[-ASKED:]:
            votes.update(other for other, _ in self._candidates(unpack(packed), but=story_id))
        one = ((self._oneness(story_id, other), other) for other, _ in votes.most_common(WEIGHED))
        best, other = max(one, default=(-1.0, story_id))
        return other if best >= 0 else None

    def merge(self, into: StoryId, gone: StoryId) -> None:
        """Put all reports of a story into another; what is kept apart from it is kept apart from that one."""
        if into == gone:
            return
        if moved := self._stories.pop(gone, None):
            self._put(into, moved)
        self._apart = {
            frozenset(into if story == gone else story for story in pair) if gone in pair else pair
            for pair in self._apart
            if pair != {into, gone}
        }

    def move(self, item_id: ItemId, story_id: StoryId) -> None:
        """Put a report into another story, as a person did; one that is not open stays forgotten."""
        where = self._story_of.get(item_id, story_id)
        if where != story_id:
            moved = Gathered([one for one in self._stories[where].reports if one.item_id == item_id])
            self._drop(item_id)
            self._put(story_id, moved)

    def keep_apart(self, one: StoryId, other: StoryId) -> None:
        """Remember that somebody who knows said that two stories are not one."""
        if one != other:
            self._apart.add(frozenset({one, other}))

    def close_before(self, now: datetime) -> int:
        """Forget the stories whose last report is older than ``OPEN_FOR``; how many those were."""
        self._frequencies.age(now)
        least = hours(now - OPEN_FOR)
        old = [story_id for story_id, story in self._stories.items() if story.last < least]
        for story_id in old:
            for packed in self._stories.pop(story_id).reports:
                del self._story_of[packed.item_id]
        self._closed += len(old)
        if self._closed > len(self._stories):
            self._found_by.sweep(self._stories)
            self._apart = {pair for pair in self._apart if pair <= self._stories.keys()}
            self._closed = 0
        return len(old)

    def _report(self, item: Item) -> Report:
        """The item as it is compared; who places one and then adds it has it looked at once."""
        if self._looked_at is None or self._looked_at[0] is not item:
            self._looked_at = item, report(item, self._frequencies)
        return self._looked_at[1]

    def _repeats(self, packed: Packed, story_id: StoryId) -> bool:
        """Whether a story has a report of these very words."""
        story = self._stories.get(story_id)
        return story is not None and any(
            packed.signature == other.signature if packed.signature else set(packed.stems()) == set(other.stems())
            for other in story.reports[-NEWEST:]
        )

    def _put(self, story_id: StoryId, moved: Gathered) -> None:
        story = self._stories.setdefault(story_id, Gathered())
        for packed in moved.reports:
            story.add(packed)
            self._story_of[packed.item_id] = story_id
            self._found_by.add(packed.stems(), story_id, self._stories)

    def _drop(self, item_id: ItemId) -> None:
        """Forget an item, and its story where no report is left in it."""
        story_id = self._story_of.pop(item_id, None)
        if story_id is not None:
            story = self._stories[story_id]
            story.drop(item_id)
            if not story.reports:
                del self._stories[story_id]
                self._closed += 1

    def _candidates(
        self, asked: Query, *, but: StoryId | None = None, weighed: int = WEIGHED
    ) -> list[tuple[StoryId, float]]:
        """Stories that share rare words with a report, and the cosines to their means, the nearest first."""
        means = []
        for number in self._found_by.look(islice(asked.vector, KEYS)):
            story = self._stories.get(StoryId(number))
            if story and number != but and (mean := story.mean(asked)) >= FAR:
                means.append((StoryId(number), mean))
        means.sort(key=_by_mean, reverse=True)
        return [one for one in means[:weighed] if one[1] >= NEAR * means[0][1]]

    def _copied(self, asked: Query, story_id: StoryId, near: Sequence[float]) -> ItemId | None:
        """The report of a story that this one repeats nearly word for word."""
        if asked.signature and max(near) >= ALIKE:
            for alike, other in zip(near, self._stories[story_id].reports[-NEWEST:], strict=True):
                if alike >= ALIKE and resemblance(asked.signature, other.signature) >= COPY:
                    return other.item_id
        return None

    def _weigh(self, asked: Query, story_id: StoryId, near: Sequence[float], mean: float) -> Weighed:
        story = self._stories[story_id]
        found = features(asked, story, near, mean)
        surplus = self._join.surplus(found, bare=asked.bare)
        vetoed = found[_CONFLICT] >= STRANGE and len(near) <= YOUNG
        vetoed |= found[_LIKELIHOOD] < _floor(len(story.reports)) and not asked.bare
        return Weighed(story_id, min(surplus, VETOED) if vetoed else surplus, found, near, vetoed=vetoed)

    def _oneness(self, one: StoryId, other: StoryId) -> float:
        """By how much two stories pass the threshold of being one: the mean over the smaller one's newest reports."""
        if frozenset({one, other}) in self._apart:
            return -math.inf
        stories = self._stories
        small, large = sorted((one, other), key=lambda story_id: len(stories[story_id].reports))
        asked = [unpack(packed) for packed in stories[small].reports[-ASKED:]]
        if not all(map(_tells, asked)):
            return -math.inf
        means = [stories[large].mean(report) for report in asked]
        total = sum(
            self._weigh(report, large, cosines(report, stories[large], mean), mean).surplus
            for report, mean in zip(asked, means, strict=True)
        )
        lone = len(asked) == 1 and len(stories[large].reports) >= GROWN
        return total / len(asked) - self._join.merge + (LONE if lone else 0.0)


def _floor(reports: int) -> float:
    """The least likelihood of a report with a text under a story of so many."""
    return EVIDENCE - FALL * math.log(max(SMALL, reports) / SMALL)


def _by_mean(candidate: tuple[StoryId, float]) -> tuple[float, StoryId]:
    return candidate[1], candidate[0]


def _tells(asked: Query) -> bool:
    """Whether a report says enough to be told from others."""
    return asked.told >= TELLING
