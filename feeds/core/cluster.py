"""Which story an item belongs to: online clustering by words, names and time.

Observations
    Reports of one event share rare words: its place, its actors, its numbers. Reports of one *war* share many words
    too, so common words of the stream must count for little. A wire copy under a new title is still the same report.
    News of an event comes within days.

Theory of operation
    Each item is a sparse TF-IDF vector of stems, title and names weighed up. Document frequencies start from a shipped
    table and grow with what is open, so that the names of a war that fills the news lose weight. Candidates come from
    an inverted index over rare stems; for each, the similarity is the mean of the cosine to its nearest member and to
    the mean of its members (a chain of weak links does not merge two events), faded by the hours since its last
    report. The best one above ``JOIN`` takes the item; a near copy (by signature) joins without further question.
    **Prefer missing a duplicate to merging two events.**

Known special cases
    Two strikes on two towns on one day: texts that name a capitalised word in the title that the other text never
    mentions lose a part of their similarity (``STRANGER``). Items of different languages share no words and meet only
    as copies.

This is the plain baseline. Places, actors and figures as vetoes, late merges and remembered splits come with the stages
that know them.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from feeds.core import text as texts
from feeds.core.fingerprint import COPY, resemblance
from feeds.core.relevance import WordModel
from feeds.model import Item, ItemId, StoryId

#: Similarity from which an item joins a story; and for an item that is a bare title, whose few words agree less.
JOIN, JOIN_BARE = 0.32, 0.2
#: How long a story stays open after its last report.
OPEN_FOR = timedelta(hours=72)
#: Hours after which similarity has fallen to e^-½.
FADE = 48.0
#: Words of the text that are read after the title.
LEAD = 80
TITLE_WEIGHT = 2.0
NAME_WEIGHT = 1.5
#: What is left of the similarity for each title name that the other side never mentions (two at most count).
STRANGER = 0.8
#: How many texts the shipped frequencies count as, against those that are open.
PRIOR_TEXTS = 3000
#: The rarest stems of an item that bring candidates, and how many candidates are looked at.
KEYS, CANDIDATES = 12, 20

Vector = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Placement:
    """Where an item belongs, and why."""

    story_id: StoryId | None  #: None: it opens a story
    similarity: float
    copy_of: ItemId | None = None  #: the item whose text this one repeats nearly word for word


@dataclass(frozen=True, slots=True)
class _Member:
    item_id: ItemId
    vector: Vector
    titled: frozenset[str]  #: stems of the names in the title
    signature: bytes
    at: datetime
    bare: bool  #: a title alone


class OpenStories:
    """The stories that an item may still join: working memory, rebuilt from the store at any time."""

    def __init__(self, model: WordModel) -> None:
        self._model = model
        self._members: dict[StoryId, list[_Member]] = {}
        self._sums: dict[StoryId, Counter[str]] = {}
        self._by_stem: defaultdict[str, set[StoryId]] = defaultdict(set)
        self._frequency: Counter[str] = Counter()
        self._items = 0

    def __len__(self) -> int:
        return len(self._members)

    def place(self, item: Item) -> Placement:
        """Find the story that an item belongs to. Changes nothing."""
        member = self._member(ItemId(0), item)
        candidates = self._candidates(member)
        for story in candidates:
            for other in self._members[story]:
                if resemblance(member.signature, other.signature) >= COPY:
                    return Placement(story, 1.0, other.item_id)
        scored = [(self._similarity(member, story), story) for story in candidates]
        best, story_id = max(scored, default=(0.0, None), key=lambda pair: pair[0])
        enough = best >= (JOIN if item.text else JOIN_BARE)
        return Placement(story_id if enough else None, best)

    def add(self, item_id: ItemId, item: Item, story_id: StoryId) -> None:
        """Remember that an item is in a story; its earlier revision, if it had one, is forgotten."""
        self._drop_item(item_id, story_id)
        member = self._member(item_id, item)
        self._members.setdefault(story_id, []).append(member)
        self._sums.setdefault(story_id, Counter()).update(member.vector)
        for stem in member.vector:
            self._by_stem[stem].add(story_id)
        self._frequency.update(member.vector.keys())
        self._items += 1

    def close_before(self, now: datetime) -> int:
        """Forget the stories whose last report is older than ``OPEN_FOR``; how many those were."""
        old = [story for story, members in self._members.items() if max(m.at for m in members) < now - OPEN_FOR]
        for story in old:
            for member in self._members.pop(story):
                self._forget(member, story)
            del self._sums[story]
        return len(old)

    def _drop_item(self, item_id: ItemId, story_id: StoryId) -> None:
        members = self._members.get(story_id, [])
        for member in [m for m in members if m.item_id == item_id]:
            members.remove(member)
            self._sums[story_id].subtract(member.vector)
            self._forget(member, story_id)
            for other in members:  # stems that other members hold still lead here
                for stem in other.vector:
                    self._by_stem[stem].add(story_id)

    def _forget(self, member: _Member, story_id: StoryId) -> None:
        self._items -= 1
        self._frequency.subtract(member.vector.keys())
        for stem in member.vector:
            if self._frequency[stem] <= 0:
                del self._frequency[stem]
            self._by_stem[stem].discard(story_id)
            if not self._by_stem[stem]:
                del self._by_stem[stem]

    def _member(self, item_id: ItemId, item: Item) -> _Member:
        weights = _terms(item)
        vector = _normed({stem: weight * self._idf(stem) for stem, weight in weights.items()})
        titled = frozenset(texts.stem(name.casefold(), item.language) for name in _names(item.title))
        return _Member(item_id, vector, titled, item.signature, item.published_at, bare=not item.text)

    def _idf(self, stem: str) -> float:
        known, _ = self._model.counts.get(stem, (0, 0))
        prior = known / max(1, self._model.documents) * PRIOR_TEXTS
        return math.log((PRIOR_TEXTS + self._items + 1) / (1 + prior + self._frequency[stem]))

    def _candidates(self, member: _Member) -> list[StoryId]:
        keys = sorted(member.vector, key=lambda stem: -member.vector[stem])[:KEYS]
        votes: defaultdict[StoryId, float] = defaultdict(float)
        for stem in keys:
            for story in self._by_stem.get(stem, ()):
                votes[story] += member.vector[stem]
        return sorted(votes, key=lambda story: -votes[story])[:CANDIDATES]

    def _similarity(self, member: _Member, story_id: StoryId) -> float:
        members = self._members[story_id]
        nearest = max(_likeness(member, other) for other in members)
        mean = _to_mean(member.vector, self._sums[story_id]) if len(members) > 1 else nearest
        last = max(other.at for other in members)
        hours = abs((member.at - last).total_seconds()) / 3600
        return (nearest + mean) / 2 * math.exp(-((hours / FADE) ** 2) / 2)


def _likeness(one: _Member, other: _Member) -> float:
    strangers = min(2, len(one.titled - other.vector.keys()), len(other.titled - one.vector.keys()))
    if strangers and one.bare and other.bare:
        return 0.0  # two titles, each with a name that the other lacks: nothing else tells two events apart
    return _cosine(one.vector, other.vector) * STRANGER**strangers


def _terms(item: Item) -> Mapping[str, float]:
    """Stems with their damped counts; those of the title and of names weigh more."""
    lead = " ".join(item.text.split(maxsplit=LEAD)[:LEAD])
    counts = Counter(texts.stems(lead, item.language))
    title = set(texts.stems(item.title, item.language))
    names = {texts.stem(name.casefold(), item.language) for name in texts.capitalised(lead)}
    weights = {}
    for stem in counts.keys() | title:
        weight = 1 + math.log(1 + counts[stem])
        weights[stem] = weight * (TITLE_WEIGHT if stem in title else 1) * (NAME_WEIGHT if stem in names else 1)
    return weights


def _names(title: str) -> Iterable[str]:
    """Capitalised words of a title, unless the whole title is capitalised."""
    names = list(texts.capitalised(title))
    return names if len(names) <= len(title.split()) / 2 else ()


def _normed(vector: Mapping[str, float]) -> Vector:
    length = math.sqrt(sum(value * value for value in vector.values()))
    return {stem: value / length for stem, value in vector.items() if value > 0} if length else {}


def _to_mean(one: Vector, total: Mapping[str, float]) -> float:
    """The cosine of a unit vector to the mean of those that make up the total."""
    length = math.sqrt(sum(value * value for value in total.values()))
    return sum(value * total.get(stem, 0.0) for stem, value in one.items()) / length if length else 0.0


def _cosine(one: Vector, other: Vector) -> float:
    small, large = (one, other) if len(one) <= len(other) else (other, one)
    return sum(value * large[stem] for stem, value in small.items() if stem in large)
