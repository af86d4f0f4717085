"""How the relevance model is made: weights from texts whose licence lets them ship, scales from the tuning sets.

scikit-learn (extra ``train``) is needed here and nowhere else. The same files and releases give the same bytes.
"""

import gzip
import json
import math
import random
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from feeds.core import text as texts
from feeds.core.phrases import Phrases, spell
from feeds.core.relevance import DAMPING, Judge, Reading, Scales, Tag, features, grouped, read
from feeds.models import beats, invented, judge, own_texts, tuning_sets
from feeds.models.own_texts import Labelled
from feeds.models.tuning_sets import FOLDS, Rows

#: How often each pattern of our own is filled.
TIMES = 6
#: Features in fewer texts than this are left out, and of the others all but so many that tell the most.
RARE, KEPT = 3, 24_000
#: Inverse strength of the L2 penalty on weights and on scales: by cross-validation, docs/relevance.md.
SOFTNESS, SCALE_SOFTNESS = 1.0, 1.0
#: Logits of the threshold that are tried for 0.5.
_THRESHOLDS = [number / 20 for number in range(-60, 41)]

#: Told of each step: how much of the work is done, 0 to 1.
Tell = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Tuned:
    """Scales, and what cross-validation says of them: by file the F1 at the chosen threshold."""

    scales: Scales
    f1: Mapping[str, float]


def weights(labelled: Iterable[Labelled], *, times: int = TIMES, tell: Tell = lambda _: None) -> bytes:
    """Train the linear model on labelled texts and on our own, each pattern ``times`` times.

    A text that names a beat is learnt once more with invented names instead: nearly all that is about a war says which
    one, so that the names would otherwise take the weight of what is done there.

    The answer is in the form that ``judge.load`` reads.
    """
    phrases = judge.phrases()
    unnamed, draw = invented.unnamed(beats.load()), random.Random(0)  # noqa: S311 - a reproducible choice, no secret
    seen, labels = [], []
    for example in labelled:
        reading = read(example.title, example.text)
        for one in filter(None, (reading, unnamed(reading, draw))):
            seen.append(_features(one, phrases))
            labels.append(example.label)
    for example in own_texts.fill(times):
        seen.append(_features(Reading(texts.words(example.title), texts.words(example.text)), phrases))
        labels.append(example.label)
    tell(0.4)
    telling = _telling(seen, labels)
    learnt = _learn(seen, labels, telling)
    tell(1.0)
    rows = [f"{name}\t{whole}" for name, weight in sorted(learnt.items()) if (whole := round(weight * judge.GRAIN))]
    return gzip.compress("\n".join(rows).encode(), mtime=0)


def _features(reading: Reading, phrases: Phrases[Tag]) -> list[str]:
    return list(features(reading, grouped(*(phrases.find(spell(words)) for words in (reading.title, reading.lead)))))


def _telling(seen: Sequence[Sequence[str]], labels: Sequence[bool]) -> dict[str, float]:
    """The features that tell the most, each with the scale that it is trained at.

    The scale is the log-count ratio of naive Bayes, smoothed by one text, plus 0.3 so that no feature is lost, times
    the root of the inverse document frequency.
    """
    inside, outside = Counter[str](), Counter[str]()
    for names, label in zip(seen, labels, strict=True):
        (inside if label else outside).update(names)
    every = inside + outside
    known = [name for name, number in every.items() if number >= RARE]
    within, without = (sum(counts[name] + 1 for name in known) for counts in (inside, outside))
    ratio = {
        name: abs(math.log((inside[name] + 1) / within) - math.log((outside[name] + 1) / without)) for name in known
    }
    kept = sorted(known, key=lambda name: (-ratio[name] * math.sqrt(every[name]), name))[:KEPT]
    return {name: (0.3 + ratio[name]) * math.sqrt(math.log(len(seen) / every[name])) for name in kept}


def _learn(seen: Sequence[Sequence[str]], labels: Sequence[bool], telling: Mapping[str, float]) -> dict[str, float]:
    from scipy.sparse import csr_matrix  # noqa: PLC0415 - only training needs it
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - the same

    column = {name: number for number, name in enumerate(telling)}
    data: list[float] = []
    indices: list[int] = []
    starts = [0]
    for names in seen:
        known = [name for name in names if name in column]
        share = max(1, len(known)) ** -DAMPING
        data += [telling[name] * share for name in known]
        indices += [column[name] for name in known]
        starts.append(len(indices))
    matrix = csr_matrix((data, indices, starts), shape=(len(seen), len(column)))
    model = LogisticRegression(C=SOFTNESS, solver="liblinear", random_state=0).fit(matrix, labels)
    return {name: float(weight) * telling[name] for name, weight in zip(column, model.coef_[0], strict=True)}


def tune(
    files: Mapping[str, Iterable[tuple[Labelled, str]]], learnt: Judge, without_own: Judge, tell: Tell = lambda _: None
) -> Tuned:
    """Fit the scales on tuning sets, each a name with labelled texts and their days, and on our own texts.

    ``without_own`` has learnt nothing from our own texts and judges them here: the model that has knows them too well.

    What a file counts as, and how often, is in ``tuning_sets``.
    """
    notes: list[Rows] = []
    reports: list[Rows] = []
    for number, (name, labelled) in enumerate(files.items()):
        for made in tuning_sets.of_file(name, list(labelled), learnt):
            (notes if made.name.endswith("(notes)") else reports).append(made)
        tell(0.8 * (number + 1) / len(files))
    if reports:
        reports.append(tuning_sets.of_own_texts(without_own))
    report, report_f1 = _fit(reports, start=0)
    note, note_f1 = _fit(notes, start=-1)
    tell(1.0)
    names = judge.groups()
    title, lead = report[1 : len(names) + 1], report[len(names) + 1 : 2 * len(names) + 1]
    scales = Scales(
        dict(zip(names, title, strict=True)),
        dict(zip(names, lead, strict=True)),
        report[-2],
        (report[0], report[-1]),
        (note[0], note[-1]),
    )
    return Tuned(scales, report_f1 | note_f1)


def _fit(sets: Sequence[Rows], *, start: int) -> tuple[list[float], dict[str, float]]:
    """Intercept and coefficients, shifted so that 0 is where the weighted mean F1 of the sets is greatest in
    cross-validation.

    ``start`` is the first column that is used.
    """
    if not sets:
        return [0.0, *([0.0] * (2 * len(judge.groups()) + 1)), 1.0], {}
    judged: dict[str, list[tuple[float, bool]]] = {made.name: [] for made in sets}
    for fold in range(FOLDS):
        model = _logistic(sets, start, without=fold)
        for made in sets:
            rows = [
                (row, label) for row, label, at in zip(made.rows, made.labels, made.folds, strict=True) if at == fold
            ]
            judged[made.name] += [(_logit(model, row[start:]), label) for row, label in rows]
    best = max(_THRESHOLDS, key=lambda at: sum(made.weight * f1(judged[made.name], at) for made in sets))
    intercept, *coefficients = _logistic(sets, start)
    return [intercept - best, *coefficients], {name: f1(scores, best) for name, scores in judged.items()}


def _logistic(sets: Sequence[Rows], start: int, without: int | None = None) -> list[float]:
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - only training needs it

    rows, labels, shares = [], [], []
    for made in sets:
        for row, label, fold in zip(made.rows, made.labels, made.folds, strict=True):
            if fold != without:
                rows.append(row[start:])
                labels.append(label)
                shares.append(made.weight)
    model = LogisticRegression(C=SCALE_SOFTNESS, max_iter=5000).fit(rows, labels, sample_weight=shares)
    return [float(model.intercept_[0]), *map(float, model.coef_[0])]


def _logit(model: Sequence[float], row: Sequence[float]) -> float:
    return model[0] + sum(weight * value for weight, value in zip(model[1:], row, strict=True))


def f1(scores: Iterable[tuple[float, bool]], threshold: float) -> float:
    """F1 of scores with their labels from a threshold on; 0 where nothing is right."""
    taken = right = wanted = 0
    for score, label in scores:
        taken += score >= threshold
        right += score >= threshold and label
        wanted += label
    return 2 * right / (taken + wanted) if taken + wanted else 0.0


def stored(scales: Scales) -> str:
    """Scales in the form that ``judge.load`` reads."""
    values: dict[str, Any] = {
        "title": {name: round(value, 3) for name, value in scales.title.items()},
        "lead": {name: round(value, 3) for name, value in scales.lead.items()},
        "theatre": round(scales.theatre, 3),
        "report": [round(value, 3) for value in scales.report],
        "note": [round(value, 3) for value in scales.note],
    }
    return json.dumps(values, indent=1) + "\n"


def judge_of(raw_weights: bytes, phrases: Phrases[Tag]) -> Judge:
    """The linear model as trained, before it has scales."""
    rows = (line.split("\t") for line in gzip.decompress(raw_weights).decode().split("\n"))
    return Judge(phrases, {name: int(whole) / judge.GRAIN for name, whole in rows})
