"""Which passages of a story's reports a brief quotes: two to four sentences, both sides where there are two.

Theory of operation
    First the sentence that says most of what all reports say. Then what answers it, what it answers to, and what the
    answering side says further (``contest``); a denial is there whatever the rest costs. Then, while there is room,
    what adds most (``centroid``). Each outlet lends as many words as its terms allow; those that the answer needs are
    set aside before others are spent. A sentence that is too long is cut at the end of a clause or left out; one that
    hangs on the sentence before it is taken only behind that one.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from feeds.core import centroid
from feeds.core.contest import Contest, Voice
from feeds.core.passages import LEAST_WORDS, Passage, passages, shortened
from feeds.core.terms import Permission
from feeds.model import Affiliation, StoryItem, Trust

#: Sentences in a brief at most, and words that it is meant to have; it may have fewer or more by these.
SENTENCES, WORDS, UNDER, OVER = 4, 100, 15, 20
#: Parties that are heard through outlets of their own before others.
PARTIES = 2
#: From this likeness on a sentence says what another one says.
SAME = 0.7
#: Factors of a sentence's weight: with a quotation; hanging, or tied to what goes before; a question, or in the first
#: person; of a doubtful outlet; in another language than the brief; with a number.
QUOTES, HANGS, ASKS, DOUBTFUL, FOREIGN, COUNTS = 0.85, 0.8, 0.7, 0.6, 0.5, 1.1
_PERSONAL = re.compile(r"\b(?:I|[Ww]e|[Yy]ou|[Oo]ur|[Mm]y)\b")
_TIED = re.compile(r"(?:But|And|However|Meanwhile|Also)\b")
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Report:
    """An item that may be quoted, with what its outlet allows and what is set aside for the numbers that it gives."""

    source: StoryItem
    allowed: Permission
    figures: int = 0  #: words of its figures, which are shown beside what is quoted

    @property
    def text(self) -> str:
        """What may be quoted from."""
        return self.source.item.text

    @property
    def passages(self) -> tuple[Passage, ...]:
        """Its sentences."""
        return passages(self.text, self.source.item.language)


@dataclass(frozen=True, slots=True)
class Choice:
    """One passage that was chosen; the lower its rank, the more it matters."""

    report: int
    passage: Passage
    rank: int


@dataclass(slots=True)
class _Choosing:
    """What has been chosen so far."""

    reports: Sequence[Report]
    scored: Mapping[tuple[int, int], centroid.Scored]
    most: int
    chosen: list[Choice] = field(default_factory=list)
    spent: Counter[int] = field(default_factory=Counter)  #: words by outlet
    answer: Counter[int] = field(default_factory=Counter)  #: words by outlet that are set aside for the answer
    figures: Counter[int] = field(default_factory=Counter)  #: and for figures
    answers: tuple[int, int] | None = None  #: the report that answers, and the one that it answers to

    @property
    def words(self) -> int:
        return sum(self.spent.values())

    @property
    def full(self) -> bool:
        return len(self.chosen) >= SENTENCES

    def has(self, report: int, number: int) -> bool:
        """Whether a sentence is chosen, whole or in part."""
        return any((one.report, one.passage.number) == (report, number) for one in self.chosen)

    def says_more(self, report: int, number: int) -> bool:
        """Whether a sentence says something that none says that is chosen."""
        one = self.scored[report, number]
        taken = (self.scored[other.report, other.passage.number] for other in self.chosen)
        return all(centroid.likeness(one, other) < SAME for other in taken)

    def fitting(self, report: int, passage: Passage, *, needed: bool = False) -> Passage | None:
        """The passage as far as its outlet's terms and the room allow it; None where it does not fit. What is needed
        may be cut, and may have the words that were set aside for figures.
        """
        one = self.reports[report]
        outlet = one.source.outlet_id
        room = self.most - self.words
        language = one.source.item.language
        if one.allowed.words is None:
            return passage if passage.words <= room else None
        left = min(room, one.allowed.words - self.spent[outlet] - self.answer[outlet])
        kept = left - self.figures[outlet]
        if not needed:
            return passage if passage.words <= kept else None
        return shortened(one.text, passage, kept, language) or shortened(one.text, passage, left, language)

    def take(self, report: int, passage: Passage, *, needed: bool = False) -> bool:
        """Choose a passage if it fits and does not hang; whether it is in."""
        if self.has(report, passage.number):
            return True
        if passage.hanging and not self.follows(report, passage):
            return False
        fit = self.fitting(report, passage, needed=needed)
        if fit is None or self.full:
            return False
        self.chosen.append(Choice(report, fit, len(self.chosen)))
        self.spent[self.reports[report].source.outlet_id] += fit.words
        return True

    def follows(self, report: int, passage: Passage) -> bool:
        """Whether the sentence before it is chosen whole."""
        return any(
            one.report == report and one.passage.number == passage.number - 1 and not one.passage.cut
            for one in self.chosen
        )


def choose(reports: Sequence[Report], contested: Contest, *, language: str, words: int = WORDS) -> tuple[Choice, ...]:
    """The passages to quote, in the order in which they are read. ``reports``: the best first."""
    choosing = _Choosing(reports, _scores(reports, language), words + OVER)
    answer = _passage(reports, contested.answer)
    _reserve(choosing, answer)
    lead = _best(choosing)
    if lead is not None:
        choosing.take(*lead, needed=True)
    if answer is not None:
        choosing.answer.clear()
        _contested(choosing, contested, answer)
    _hear_parties(choosing)
    while choosing.words < words - UNDER and not choosing.full and (best := _best(choosing)):
        choosing.take(*best)
    return _in_order(choosing.chosen, choosing.answers)


def _reserve(choosing: _Choosing, answer: tuple[int, Passage] | None) -> None:
    """Set aside the words that an answer and figures need."""
    for one in choosing.reports:
        if one.allowed.words is not None:
            choosing.figures[one.source.outlet_id] += one.figures
    if answer is not None:
        choosing.answer[choosing.reports[answer[0]].source.outlet_id] += answer[1].words


def _contested(choosing: _Choosing, contested: Contest, answer: tuple[int, Passage]) -> None:
    """Choose the answer, one thing that it answers to, and what the one who answers says next."""
    report, passage = answer
    before = next((one for one in choosing.reports[report].passages if one.number == passage.number - 1), None)
    if passage.hanging and before is not None:
        choosing.take(report, before, needed=True)
    choosing.take(report, passage, needed=True)
    for voices in (contested.answered, contested.further):
        found = [place for voice in voices if (place := _passage(choosing.reports, voice))]
        to = next((place[0] for place in found if choosing.take(*place)), None)
        if to is not None and choosing.answers is None:
            choosing.answers = report, to


def _hear_parties(choosing: _Choosing) -> None:
    """Choose what each party to the conflict says through an outlet of its own, two parties at most."""
    heard = {choosing.reports[one.report].source.outlet.side for one in choosing.chosen}
    for report, one in enumerate(choosing.reports):
        outlet = one.source.outlet
        if outlet.affiliation is Affiliation.PARTY and outlet.side not in heard and len(heard - {None}) < PARTIES:
            best = _best(choosing, of=report)
            if best is not None and choosing.take(*best):
                heard.add(outlet.side)


def _passage(reports: Sequence[Report], voice: Voice | None) -> tuple[int, Passage] | None:
    """The sentence that holds a claim."""
    if voice is None:
        return None
    inside = reports[voice.report].passages
    middle = (voice.claim.start + voice.claim.end) // 2
    return next(((voice.report, one) for one in inside if one.start <= middle < one.end), None)


def _best(choosing: _Choosing, *, of: int | None = None) -> tuple[int, Passage] | None:
    """The sentence, of all reports or of one, that adds most to what is chosen and fits."""
    taken = [choosing.scored[one.report, one.passage.number] for one in choosing.chosen]
    ranked = sorted(
        (
            (centroid.gain(one, taken), -report, -number)
            for (report, number), one in choosing.scored.items()
            if not choosing.has(report, number) and of in {None, report}
        ),
        reverse=True,
    )
    for _, report, number in ranked:
        passage = choosing.reports[-report].passages[-number]
        hangs = passage.hanging and not choosing.follows(-report, passage)
        short = passage.words < LEAST_WORDS and bool(taken)
        new = of is not None or choosing.says_more(-report, -number)  # a party is heard though it says the same
        if not hangs and not short and new and choosing.fitting(-report, passage, needed=not taken):
            return -report, passage
    return None


def _scores(reports: Sequence[Report], language: str) -> dict[tuple[int, int], centroid.Scored]:
    bags = []
    factors: dict[tuple[int, int], float] = {}
    for number, one in enumerate(reports):
        said = one.source.item.language
        bags.append(
            (
                centroid.bag(one.source.item.title, said),
                [centroid.bag(one.text[passage.start : passage.end], said) for passage in one.passages],
            )
        )
        factors |= {(number, at): factor for at, factor in enumerate(_factors(one, language))}
    return centroid.score(bags, factors)


def _factors(report: Report, language: str) -> Iterator[float]:
    """What raises or lowers each sentence of a report."""
    whole = DOUBTFUL if report.source.outlet.trust is Trust.LOW else 1.0
    whole *= 1.0 if report.source.item.language == language else FOREIGN
    for passage in report.passages:
        said = report.text[passage.start : passage.end]
        factor = QUOTES if '"' in said or "“" in said else 1.0
        factor *= HANGS if passage.hanging or _TIED.match(said) else 1.0
        factor *= ASKS if "?" in said or _PERSONAL.search(said) else 1.0
        factor *= COUNTS if _DIGIT.search(said) else 1.0
        yield whole * factor


def _in_order(chosen: Sequence[Choice], answers: tuple[int, int] | None) -> tuple[Choice, ...]:
    """Reports in the order in which they were first chosen, but for an answer, which stands behind what it answers to;
    each report's passages in its own order.
    """
    first: dict[int, float] = {}
    for one in chosen:
        first.setdefault(one.report, len(first))
    if answers and answers[0] in first and 0 < first[answers[0]] < first.get(answers[1], 0):
        first[answers[0]] = first[answers[1]] + 0.5
    return tuple(sorted(chosen, key=lambda one: (first[one.report], one.passage.number)))
