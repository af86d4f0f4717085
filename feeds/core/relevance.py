"""Is it about armed conflict? A linear model over words, and counts of words by group, for English; lists for the rest.

Observations
    Feeds speak otherwise than the encyclopedia that labelled texts come from: headlines, live blogs, opinion, reaction.
    What they are about is said by who and where (the parties and places of a war that goes on now) together with what
    (fighting, forces, arms, talks), and by what else they are about (a trial, a match, an anniversary).

Theory of operation
    *Linear model*: stems, pairs of stems, the first five and last four letters of long words, groups of the lexicon and
    pairs of groups, each present or absent. The score is Σ weight / n^0.7, where n counts the features that the model
    knows; weights are logistic regression on features scaled by their log-count ratio (Wang and Manning, *Baselines and
    Bigrams*, 2012). Trained on texts whose licence lets weights ship and on texts of our own (docs/relevance.md).
    *Counts*: how many different phrases of each group stand in the headline, and how many in the lead; the square root,
    because the fourth says less than the first. Some of the groups are the places, names and sides of the beats.
    *Two forms*: a **report** has a headline, or is long enough to be an article, whose first words then stand for
    one; it is judged by counts and the linear model together. A **note** is a paragraph without a headline and is
    judged by the linear model alone. Both scales meet where F1 is greatest, which is 0.5.

Known special cases
    A war that no beat names is known by its words alone. Training makes them tell: texts that name a beat are learnt
    and tuned on once more with invented names instead. A beat in the settings makes such a war surer still (its places
    and names count here as well). Languages that the model does not know go by the words of a shipped list and of the
    beats, openly, unless an ``OtherLanguages`` is given.
"""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, combinations, pairwise
from typing import Protocol

from feeds.core import text as texts
from feeds.core.join_model import JoinModel
from feeds.core.phrases import Phrases, spell
from feeds.model import Item

#: Words of the text that are read after the title.
LEAD = 80
#: A text without a headline that is longer than so many words is an article, and its beginning stands for one.
NOTE = 100
#: Phrases of one group beyond these say no more.
ENOUGH = 4
#: What the number of known features is raised to, before their sum is divided by it.
DAMPING = 0.7
#: Letters at the beginning and at the end of a longer word that are features of their own.
HEAD, TAIL = 5, 4
#: Beyond this logit a score would be 0 or 1 in print.
SURE = 12.0
#: How many of what decided are named.
NAMED = 8

#: What a phrase of a list is worth, by its kind; 1 makes a score of 0.5.
WORTH = {"clear": 1.0, "weak": 0.5, "beat": 0.5}
#: The score of a text in which no list finds anything.
NOTHING = 0.02

#: What a phrase says: a group of the lexicon or of the beats ("fighting", "places"), or a side of a war ("iran", 0).
Tag = str | tuple[str, int]
#: What two sides of one war in one text count as.
BOTH_SIDES = "two"
#: Groups that say where, and those that say what is done there.
WHERE = frozenset({"words", "names", "places"})
DONE = frozenset({"fighting", "war", "arms", "forces", "toll", "talks", "threat"})


class OtherLanguages(Protocol):
    """Judges texts of languages that the shipped model does not know; a hook for a multilingual model."""

    def conflict(self, item: Item) -> float | None:
        """How likely an item is about armed conflict, 0 to 1; None where it cannot tell."""
        ...


@dataclass(frozen=True, slots=True)
class Scales:
    """The few dozen numbers that bring counts and linear model together; the rest of the model is in its weights."""

    title: Mapping[str, float] = field(default_factory=dict)  #: by group
    lead: Mapping[str, float] = field(default_factory=dict)  #: by group
    theatre: float = 0.0  #: of headline and lead together
    report: tuple[float, float] = (0.0, 1.0)  #: what is added to the logit, what the linear score is multiplied by
    note: tuple[float, float] = (0.0, 1.0)  #: the same for a note


@dataclass(frozen=True, slots=True)
class Judge:
    """What relevance knows of English."""

    phrases: Phrases[Tag] = field(default_factory=lambda: Phrases(()))
    weights: Mapping[str, float] = field(default_factory=dict)  #: by feature
    scales: Scales = field(default_factory=Scales)


@dataclass(frozen=True, slots=True)
class WordModel:
    """What the package knows about words."""

    documents: int  #: English texts counted
    conflict: int  #: of them about armed conflict
    counts: Mapping[str, tuple[int, int]]  #: English stem → texts that hold it, of them about armed conflict
    lexicon: Mapping[str, Phrases[str]] = field(default_factory=dict)  #: language → clear, weak, beat
    judge: Judge = field(default_factory=Judge)
    others: OtherLanguages | None = None
    stop_words: Mapping[str, frozenset[str]] = field(default_factory=dict)  #: language → stems that say nothing
    join: JoinModel = field(default_factory=JoinModel)  #: how reports are weighed that may tell of one event


@dataclass(frozen=True, slots=True)
class Relevance:
    """How likely an item is about armed conflict, and what said so, the weightiest first.

    ``because`` has phrases of headline and lead with their groups, and features of the linear model, each with its
    share of the logit; for languages that go by lists the words found, with what they are worth.
    """

    score: float  #: 0 to 1
    because: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What is read of an item."""

    title: Sequence[str]  #: words, case folded; none of a note
    lead: Sequence[str]
    note: bool = False  #: a paragraph without a headline


def relevance(item: Item, model: WordModel) -> Relevance:
    """Judge an item by its title and lead; the score is from 0 to 1, whatever the text."""
    if item.language in {"en", "und"}:
        return _english(read(item.title, item.text), model.judge)
    score = model.others.conflict(item) if model.others else None
    return _listed(item, model) if score is None else Relevance(min(1.0, max(0.0, score)))


def read(title: str, text: str) -> Reading:
    """The words of headline and lead; a title that is the beginning of its text is no headline."""
    start = text.split(maxsplit=NOTE)
    lead = texts.words(" ".join(start[:LEAD]))
    if text.startswith(title) and len(start) <= NOTE:
        return Reading((), lead, note=True)
    return Reading(texts.words(title), lead)


def features(reading: Reading, groups: Iterable[str]) -> Collection[str]:
    """What the linear model sees, each once, given the groups that stand in the text."""
    stems = [[texts.stem(word[: texts.LONGEST_WORD]) for word in words] for words in (reading.title, reading.lead)]
    long = [word for word in (*reading.title, *reading.lead) if len(word) > HEAD]
    marked = ["@" + group for group in sorted(groups)]
    return dict.fromkeys(
        chain(
            *stems,
            *(map(" ".join, pairwise(words)) for words in stems),
            ["#" + word[:HEAD] for word in long],
            ["~" + word[-TAIL:] for word in long],
            marked,
            map("".join, combinations(marked, 2)),
        )
    )


def grouped(*fields: Mapping[Tag, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    """The phrases of texts by group; sides count only where two of one war stand together."""
    groups: dict[str, dict[str, None]] = {}
    sides: dict[str, dict[int, str]] = {}
    for found in fields:
        for tag, phrases in found.items():
            if isinstance(tag, str):
                groups.setdefault(tag, {}).update(dict.fromkeys(phrases))
            else:
                sides.setdefault(tag[0], {})[tag[1]] = next(iter(phrases))
    held = {group: tuple(phrases) for group, phrases in groups.items()}
    if both := next((met for met in sides.values() if len(met) > 1), None):
        held[BOTH_SIDES] = (" + ".join(both.values()),)
    return held


def amount(found: Collection[str]) -> float:
    """How much of a group stands in a text, 0 to 1, by its phrases."""
    return math.sqrt(min(len(found), ENOUGH) / ENOUGH)


def theatre(groups: Collection[str]) -> float:
    """How much is done where a war is, 0 to 1: by the groups of a whole text, more than what each says alone."""
    held = set(groups)
    return amount(held & DONE) if held & WHERE else 0.0


def linear(names: Collection[str], weights: Mapping[str, float]) -> tuple[list[tuple[float, str]], float]:
    """The features that the linear model knows, with their weights, and what these are multiplied by."""
    known = [(weight, name) for weight, name in zip(map(weights.get, names), names, strict=True) if weight]
    return known, max(1, len(known)) ** -DAMPING


def _english(reading: Reading, judge: Judge) -> Relevance:
    title, lead = (judge.phrases.find(spell(words)) for words in (reading.title, reading.lead))
    added, factor = judge.scales.note if reading.note else judge.scales.report
    groups = grouped(title, lead)
    known, share = linear(features(reading, groups), judge.weights)
    logit = added + factor * share * math.fsum([weight for weight, _ in known])
    shares = [(weight * factor * share, name) for weight, name in _ends(known)]
    if not reading.note:
        counts = [*_counts("headline", title, judge.scales.title), *_counts("lead", lead, judge.scales.lead)]
        counts.append((theatre(groups) * judge.scales.theatre, "theatre"))
        logit += math.fsum([weight for weight, _ in counts])
        shares += counts
    return Relevance(_sigmoid(logit), _strongest(shares))


def _counts(part: str, found: Mapping[Tag, Iterable[str]], scales: Mapping[str, float]) -> list[tuple[float, str]]:
    """What each group in a part of the text adds to the logit."""
    return [
        (amount(phrases) * scales.get(group, 0.0), f"{part}: {group} ({', '.join(phrases[:ENOUGH])})")
        for group, phrases in grouped(found).items()
    ]


def _listed(item: Item, model: WordModel) -> Relevance:
    """By the clear and the weak words of conflict, and by the terms of beats, which alone are not enough."""
    lists = model.lexicon.get(item.language.partition("-")[0])
    reading = read(item.title, item.text)
    found = lists.find(spell(reading.title) + spell(reading.lead)) if lists else {}
    shares = {phrase: WORTH[kind] for kind in WORTH for phrase in list(found.get(kind, ()))[:ENOUGH]}
    spoken = sum(WORTH[kind] * min(ENOUGH, len(found.get(kind, ()))) for kind in ("clear", "weak"))
    worth = spoken + WORTH["beat"] * min(2, len(found.get("beat", ()))) * (1 if spoken else 0.5)
    return Relevance(1 - 0.5 ** (worth**1.2) if worth else NOTHING, tuple(shares.items())[:NAMED])


def _sigmoid(logit: float) -> float:
    return 1 / (1 + math.exp(-max(-SURE, min(SURE, logit))))


def _ends(shares: list[tuple[float, str]]) -> list[tuple[float, str]]:
    """Those among which the strongest are: the lowest and the highest."""
    if len(shares) <= 2 * NAMED:
        return shares
    ordered = sorted(shares)
    return ordered[:NAMED] + ordered[-NAMED:]


def _strongest(shares: Iterable[tuple[float, str]]) -> tuple[tuple[str, float], ...]:
    ordered = sorted(shares, key=lambda pair: (-abs(pair[0]), pair[1]))[:NAMED]
    return tuple((name, round(share, 3)) for share, name in ordered if share)
