"""How well claims, figures and places are read: precision, recall and F1 against labelled articles.

A figure matches on kind, value and qualifier, each labelled one once; for ``figure_speakers`` its speaker must be right
as well, so that this is never better than ``figures``. A claim matches on speaker and kind (or the labelled ``also``).
A speaker matches when one name contains the other after case and articles are dropped.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from feeds.core.claims import Sides, read
from feeds.model import Claim, Figure, Reading

#: Fields that a labelled article must have.
FIELDS: Mapping[str, type | tuple[type, ...]] = {"text": str, "claims": list, "figures": list, "places": list}
_ARTICLE = re.compile(r"\b(?:the|an?)\s+")

FindPlaces = Callable[[str], Iterable[str]]


@dataclass(slots=True)
class Score:
    """Counts of what was labelled, found, and both."""

    labelled: int = 0
    found: int = 0
    both: int = 0

    def add(self, labelled: int, found: int, both: int) -> None:
        """Count one article in."""
        self.labelled, self.found, self.both = self.labelled + labelled, self.found + found, self.both + both

    def rates(self) -> dict[str, float]:
        """Precision, recall and F1; 1 where there was nothing to find and nothing was found."""
        precision = self.both / self.found if self.found else float(not self.labelled)
        recall = self.both / self.labelled if self.labelled else float(not self.found)
        total = precision + recall
        f1 = 2 * precision * recall / total if total else 0.0
        return {"precision": round(precision, 4), "recall": round(recall, 4), "f1": round(f1, 4)}


@dataclass(frozen=True, slots=True)
class Fault:
    """What was labelled and not found ("missed"), found and not labelled ("spurious"), or of another "speaker"."""

    article: str
    what: str
    shown: str
    sentence: str


@dataclass(slots=True)
class Result:
    """The measure over all articles."""

    articles: int = 0
    figures: Score = field(default_factory=Score)
    figure_speakers: Score = field(default_factory=Score)
    claims: Score = field(default_factory=Score)
    places: Score = field(default_factory=Score)
    nouns: list[bool] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def summary(self) -> dict[str, Any]:
        """What ``heliograph eval claims --json`` prints."""
        scores = {name: getattr(self, name).rates() for name in ("figures", "figure_speakers", "claims", "places")}
        nouns = round(sum(self.nouns) / len(self.nouns), 4) if self.nouns else None
        return {"articles": self.articles, **scores, "figure_nouns": nouns}


def measure(
    rows: Iterable[Mapping[str, Any]], *, sides: Sides | None = None, find_places: FindPlaces | None = None
) -> Result:
    """Read every article and compare. Without ``find_places`` no place is found."""
    result = Result()
    for row in rows:
        result.articles += 1
        reading = read(row["text"], sides)
        name = str(row.get("id", result.articles))
        _figures(result, name, row, reading)
        _claims(result, name, row, reading)
        _places(result, row["places"], list(find_places(row["text"])) if find_places else [])
    return result


def distinct(figures: Sequence[Figure]) -> list[Figure]:
    """The figures that count: numbers (no "a woman", no "dozens"), each once a speaker however often repeated."""
    seen: list[Figure] = []
    for one in figures:
        if one.counted and one.value is not None and not any(_repeats(one, other) for other in seen):
            seen.append(one)
    return seen


def _repeats(one: Figure, other: Figure) -> bool:
    same = (one.kind, one.value, one.qualifier, one.speaker) == (
        other.kind,
        other.value,
        other.qualifier,
        other.speaker,
    )
    return same and (not one.noun or not other.noun or one.noun == other.noun)


def _figures(result: Result, article: str, row: Mapping[str, Any], reading: Reading) -> None:
    labelled, found = list(row["figures"]), distinct(reading.figures)
    left, right = list(labelled), 0
    matched = 0
    for one in found:
        options = [gold for gold in left if _same_figure(gold, one)]
        if not options:
            result.faults.append(_fault(article, "spurious figure", _shown(one), row, reading, one.sentence))
            continue
        gold = next((gold for gold in options if same_speaker(gold["speaker"], one.speaker)), options[0])
        left.remove(gold)
        matched += 1
        if same_speaker(gold["speaker"], one.speaker):
            right += 1
        else:
            shown = f"{_shown(one)}, labelled {gold['speaker']}"
            result.faults.append(_fault(article, "speaker", shown, row, reading, one.sentence))
        if "noun" in gold:
            result.nouns.append(_contains(gold["noun"], one.noun))
    result.faults += [Fault(article, "missed figure", str(gold), "") for gold in left]
    result.figures.add(len(labelled), len(found), matched)
    result.figure_speakers.add(len(labelled), len(found), right)


def _same_figure(gold: Mapping[str, Any], one: Figure) -> bool:
    return (gold["kind"], gold["value"], gold["qualifier"]) == (one.kind.value, one.value, one.qualifier.value)


def _claims(result: Result, article: str, row: Mapping[str, Any], reading: Reading) -> None:
    left, matched = list(row["claims"]), 0
    second = []
    for one in reading.claims:
        gold = next((gold for gold in left if _same_claim(gold, one, also=False)), None)
        if gold is None:
            second.append(one)
        else:
            left.remove(gold)
            matched += 1
    for one in second:
        gold = next((gold for gold in left if _same_claim(gold, one, also=True)), None)
        if gold is None:
            shown = f"{one.speaker} · {one.kind} · {one.verb}"
            result.faults.append(_fault(article, "spurious claim", shown, row, reading, one.sentence))
        else:
            left.remove(gold)
            matched += 1
    result.faults += [Fault(article, "missed claim", str(gold), "") for gold in left]
    result.claims.add(len(row["claims"]), len(reading.claims), matched)


def _same_claim(gold: Mapping[str, Any], one: Claim, *, also: bool) -> bool:
    kinds = {gold["kind"], gold.get("also")} if also else {gold["kind"]}
    return one.kind.value in kinds and same_speaker(gold["speaker"], one.speaker)


def same_speaker(one: str | None, other: str | None) -> bool:
    """Whether two names are of one speaker: one contains the other, case and articles dropped; nobody is nobody."""
    if one is None or other is None:
        return one is other
    return _contains(one, other)


def _contains(one: str, other: str) -> bool:
    a, b = _folded(one), _folded(other)
    return a == b or (bool(a and b) and (a in b or b in a))


def _folded(name: str) -> str:
    return " ".join(_ARTICLE.sub("", name.casefold().replace("’", "'")).split())


def _places(result: Result, labelled: Sequence[str], found: Sequence[str]) -> None:
    gold, names = {_folded(name) for name in labelled}, {_folded(name) for name in found}
    result.places.add(len(gold), len(names), len(gold & names))


def _shown(one: Figure) -> str:
    return f"{one.kind} {one.qualifier} {one.value} {one.noun!r} by {one.speaker}"


def _fault(article: str, what: str, shown: str, row: Mapping[str, Any], reading: Reading, sentence: int) -> Fault:
    start, end = reading.sentences[sentence]
    return Fault(article, what, shown, row["text"][start:end].strip())
