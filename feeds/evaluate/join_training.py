"""How the join model is learned: a multinomial logit over the candidate stories of a report and *none of them*.

First the stream is gathered as people labelled it (teacher forcing); then, for some rounds, as the model learned so far
gathers it, with stories that hold strangers and stories that are split, and what would have been right is added to what
is learned from (DAgger: Ross, Gordon and Bagnell, "A reduction of imitation learning and structured prediction to
no-regret online learning", 2011). The same files give the same scalars. Needs numpy (extra ``train``).
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from feeds.core.cluster import OpenStories, Weighed
from feeds.core.join import FEATURES
from feeds.core.join_model import JoinModel
from feeds.core.relevance import WordModel
from feeds.evaluate import lookalikes
from feeds.evaluate.clusters import Labelled, measure
from feeds.model import ItemId, StoryId

#: Rounds of gathering by the model itself, after the teacher's.
ROUNDS = 4
#: What the first set weighs against another: it is the one that is most like what the newsroom reads.
FIRST = 2.0
#: What the invented look-alikes weigh against a set of real reports.
INVENTED = 0.1
#: Strength of the L2 penalty on the standardised weights, per report.
PENALTY = 3e-3
#: What two stories must show to become one, beside what a report must show: by trial, docs/clustering.md.
MERGE = 1.0
#: What is added to the threshold of bare titles: by trial over shuffled orders of arrival, docs/clustering.md.
CAUTION = 0.1
#: Newton's steps; the loss is convex and as good as still after ten.
NEWTON = 25

_BLANK = JoinModel((0.0,) * len(FEATURES), 1.0, 1.0)
Tell = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Choice:
    """A report's candidates, and which of them is right: -1 where none is."""

    features: tuple[tuple[float, ...], ...]
    right: int
    bare: bool
    weight: float


def steps(sets: int) -> int:
    """How often ``learn`` tells of an advance."""
    return (sets + 1) * (ROUNDS + 1)


def learn(sets: Sequence[Sequence[Labelled]], words: WordModel, tell: Tell = lambda _: None) -> JoinModel:
    """The model of these sets, of which the first weighs double, and of the invented look-alikes."""
    everything = [*sets, lookalikes.reports()]
    weights = [FIRST, *[1.0] * (len(sets) - 1), INVENTED]
    choices: list[list[Choice]] = [[] for _ in everything]
    model = _BLANK
    for stage in range(ROUNDS + 1):
        for made, reports in zip(choices, everything, strict=True):
            made.extend(_taught(reports, words) if stage == 0 else _tried(reports, replace(words, join=model)))
            tell(1.0)
        shares = [weight / max(1, len(made)) for weight, made in zip(weights, choices, strict=True)]
        model = _fit([replace(one, weight=share) for made, share in zip(choices, shares, strict=True) for one in made])
    return model


def figures(sets: Mapping[str, Sequence[Labelled]], words: WordModel) -> dict[str, dict[str, Any]]:
    """What ``heliograph eval clusters`` says of each set."""
    return {name: measure(reports, words).summary() for name, reports in sets.items()}


def halves(reports: Sequence[Labelled]) -> tuple[list[Labelled], list[Labelled]]:
    """The reports in two halves by story, a story in one of them: every second story by its first report."""
    order = {story: number for number, story in enumerate(dict.fromkeys(report.story for report in reports))}
    return (
        [report for report in reports if order[report.story] % 2 == 0],
        [report for report in reports if order[report.story] % 2],
    )


def cross_validate(
    sets: Mapping[str, Sequence[Labelled]], words: WordModel, tell: Tell = lambda _: None
) -> dict[str, dict[str, Any]]:
    """The figures of models learned on one half of each set and measured on the other: the means of both ways."""
    parts = {name: halves(reports) for name, reports in sets.items()}
    found = []
    for one in (0, 1):
        model = learn([part[one] for part in parts.values()], words, tell)
        found.append(figures({name: part[1 - one] for name, part in parts.items()}, replace(words, join=model)))
    return {
        name: {
            kind: {"f1": (found[0][name][kind]["f1"] + found[1][name][kind]["f1"]) / 2}
            for kind in ("bcubed", "pairwise")
        }
        for name in sets
    }


def _taught(reports: Sequence[Labelled], words: WordModel) -> Iterator[Choice]:
    """The choices of a stream that is gathered as it was labelled."""
    memory, stories = OpenStories(replace(words, join=_BLANK)), dict[str, StoryId]()
    for number, report in enumerate(reports, 1):
        memory.close_before(report.item.published_at)
        weighed = memory.weigh(report.item, wide=True)
        right = stories.get(report.story)
        there = [one.story_id for one in weighed]
        if weighed and (right is None or right in there or right not in memory):
            yield _choice(report, weighed, there.index(right) if right in there else -1)
        if right is None or right not in memory:
            right = stories[report.story] = StoryId(number)
        memory.add(ItemId(number), report.item, right)


def _tried(reports: Sequence[Labelled], words: WordModel) -> Iterator[Choice]:
    """The choices of a stream that the model gathers itself; right is the story of which the report's own is half."""
    memory, members = OpenStories(words), dict[StoryId, Counter[str]]()
    for number, report in enumerate(reports, 1):
        memory.close_before(report.item.published_at)
        weighed = memory.weigh(report.item, wide=True)
        own = [members[one.story_id][report.story] for one in weighed]
        fits = [
            (mine, place)
            for place, (one, mine) in enumerate(zip(weighed, own, strict=True))
            if 2 * mine >= members[one.story_id].total() and mine
        ]
        if weighed:
            yield _choice(report, weighed, max(fits)[1] if fits else -1)
        joins = weighed and weighed[0].surplus >= 0
        story_id = weighed[0].story_id if joins else StoryId(number)
        memory.add(ItemId(number), report.item, story_id)
        members.setdefault(story_id, Counter())[report.story] += 1


def _choice(report: Labelled, weighed: Sequence[Weighed], right: int) -> Choice:
    return Choice(tuple(one.features for one in weighed), right, not report.item.text, 1.0)


def _fit(choices: Sequence[Choice]) -> JoinModel:
    """The scalars that make the right choices likeliest, by Newton's method on standardised features."""
    import numpy as np  # noqa: PLC0415 - of the extra ``train``

    rows = np.array([row for choice in choices for row in choice.features])
    middle, spread = rows.mean(0), rows.std(0) + 1e-6
    starts = np.cumsum([0, *(len(choice.features) for choice in choices)])
    # a choice's rows: its candidates, then none of them, whose only features are the two thresholds
    width = rows.shape[1] + 2
    table = np.zeros((len(rows) + len(choices), width))
    owner = np.repeat(np.arange(len(choices)), np.diff(starts))
    table[: len(rows), :-2] = (rows - middle) / spread
    table[len(rows) :, -2] = 1.0
    table[len(rows) :, -1] = [choice.bare for choice in choices]
    owner = np.concatenate([owner, np.arange(len(choices))])
    right = np.zeros(len(table))
    for number, choice in enumerate(choices):
        right[len(rows) + number if choice.right < 0 else starts[number] + choice.right] = 1.0
    weight = np.array([choice.weight for choice in choices])
    penalty = np.full(width, PENALTY * weight.sum())
    penalty[-2:] = 1e-9
    scalars = np.zeros(width)
    for _ in range(NEWTON):
        logits = table @ scalars
        top = np.full(len(choices), -np.inf)
        np.maximum.at(top, owner, logits)
        odds = np.exp(logits - top[owner])
        total = np.bincount(owner, odds)
        share = odds / total[owner]
        gradient = table.T @ ((share - right) * weight[owner]) + penalty * scalars
        mean = np.zeros((len(choices), width))
        np.add.at(mean, owner, table * share[:, None])
        curve = (table * (share * weight[owner])[:, None]).T @ table - (mean * weight[:, None]).T @ mean
        scalars = scalars - np.linalg.solve(curve + np.diag(penalty), gradient)
    weights = scalars[:-2] / spread
    threshold = float(scalars[-2] + middle @ weights)
    return JoinModel(tuple(float(one) for one in weights), threshold, threshold + float(scalars[-1]) + CAUTION, MERGE)
