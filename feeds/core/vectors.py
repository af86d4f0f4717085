"""What clustering sees of an item: weighed stems, names of the title, and how common each stem is.

A stem's weight is its damped count times its information, minus the logarithm of the share of texts that hold it
(Spärck Jones, "A statistical interpretation of term specificity", 1972). That share is a mixture: a shipped table for
English, stop words for other languages, and what the stream itself carries, aged so that last week counts half.

A stem is known by the CRC-32 of its letters, so that a hundred thousand open reports fit into memory: of 200,000 stems
about five pairs share a number, which changes nothing.
"""

import math
import zlib
from collections import Counter, defaultdict
from collections.abc import Collection, Container, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache

from feeds.core import text as texts
from feeds.core.digests import is_digest
from feeds.core.relevance import WordModel
from feeds.model import Item

#: Words of the text that are read after the title, and of the title.
LEAD, LONGEST_TITLE = 100, 60
TITLE_WEIGHT, NAME_WEIGHT = 2.0, 1.3
#: Stems that stand in more than this share of all texts say nothing about an event.
COMMON = 0.06
#: How many texts of a stream weigh as much as the shipped table, and as much as knowing nothing.
TRUST_TABLE, TRUST_NOTHING = 2_000.0, 300.0
#: What a day leaves of what the stream said: half after a week.
DAY = 0.5 ** (1 / 7)
#: Heard less than this, after ageing, a stem is forgotten.
FORGOTTEN = 0.05
#: From so many nats on a word that opens a title, and so is capitalised anyway, may be a name.
RARE = 7.5
#: The share of texts that a stop word is taken to stand in, and a stem that nobody knows.
STOP_WORD, UNKNOWN = 0.2, 6e-6
#: Texts that a stem of the shipped table is taken to stand in besides those counted.
BESIDES = 0.3

_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
_ENGLISH = frozenset({"en", "und"})


@dataclass(frozen=True, slots=True)
class Report:
    """An item as clustering compares it. Stems are numbers."""

    vector: Mapping[int, float]  #: stem → weight, of length 1, the weightiest first
    information: Mapping[int, float]  #: those stems → nats: minus the logarithm of the share of texts that hold them
    titled: frozenset[int]  #: those of them that stand in the title
    names: frozenset[int]  #: those of them that are names in the title
    stems: Collection[int]  #: all stems, the common ones too, each once
    hour: float  #: of its publication, since 2020
    dated: bool  #: the feed gave that time
    bare: bool  #: a title alone
    digest: bool  #: tells of many events
    signature: bytes


@dataclass(slots=True)
class _Heard:
    """What was heard in one language: texts, and those that hold a stem, both aged."""

    texts: float = 0.0
    holding: Counter[int] = field(default_factory=Counter)


class Frequencies:
    """How common stems are: the shipped table and what the stream carries."""

    def __init__(self, model: WordModel) -> None:
        self._model = model
        self._heard: defaultdict[str, _Heard] = defaultdict(_Heard)
        self._priors: dict[str, tuple[Mapping[int, float], float]] = {}
        self._day: float | None = None

    def hear(self, stems: Iterable[int], language: str) -> None:
        """Count one text of the stream; each stem once."""
        heard = self._heard[language]
        heard.texts += 1.0
        heard.holding.update(iter(stems))

    def age(self, now: datetime) -> None:
        """Let what was heard up to yesterday count for less. A clock that is put back changes nothing."""
        day = hours(now) // 24
        if self._day is not None and day > self._day:
            left = DAY ** (day - self._day)
            for heard in self._heard.values():
                heard.texts *= left
                heard.holding = Counter(
                    {stem: count * left for stem, count in heard.holding.items() if count * left > FORGOTTEN}
                )
        self._day = max(day, self._day if self._day is not None else day)

    def shares(self, stems: Iterable[int], language: str) -> list[float]:
        """The share of texts that hold each stem, above 0."""
        heard = self._heard[language]
        trust = heard.texts / (heard.texts + (TRUST_TABLE if language in _ENGLISH else TRUST_NOTHING))
        per_text = trust / heard.texts if heard.texts else 0.0
        prior, unknown = self._prior(language)
        held, known, rest = heard.holding.get, prior.get, 1 - trust
        return [rest * known(stem, unknown) + per_text * held(stem, 0.0) for stem in stems]

    def _prior(self, language: str) -> tuple[Mapping[int, float], float]:
        """The share of texts that hold each stem before anything was heard, and that of any other stem."""
        kind = "en" if language in _ENGLISH else language
        if kind not in self._priors:
            if kind == "en":
                texts_counted = max(1, self._model.documents)
                shares = {
                    _number(stem): (holding + BESIDES) / texts_counted
                    for stem, (holding, _) in self._model.counts.items()
                }
                self._priors[kind] = shares, BESIDES / texts_counted
            else:
                stops = self._model.stop_words.get(kind, frozenset())
                self._priors[kind] = {_number(stem): STOP_WORD for stem in stops}, UNKNOWN
        return self._priors[kind]


def report(item: Item, frequencies: Frequencies) -> Report:
    """Weigh an item's stems; those of the title and of names weigh more, common ones nothing."""
    language = item.language
    lead = texts.tokens(" ".join(item.text.split(maxsplit=LEAD)[:LEAD]))
    head = texts.tokens(item.title)[:LONGEST_TITLE]
    said = [stem_number(word, language) for word in lead]
    title = dict.fromkeys([stem_number(word, language) for word in head], 0)
    counts = title | Counter(said)
    shares = frequencies.shares(counts, language)
    information = {stem: -math.log(share) for stem, share in zip(counts, shares, strict=True) if share < COMMON}
    names = _names(head, lead, language, information)
    spoken = names.union([stem for stem, word in zip(said[1:], lead[1:], strict=True) if word[0].isupper()])
    vector = _unit(information, counts, title, spoken)
    return Report(
        vector=vector,
        information=information,
        titled=frozenset(title.keys() & information.keys()),
        names=names & information.keys(),
        stems=counts,
        hour=hours(item.published_at),
        dated=item.dated,
        bare=not item.text,
        digest=is_digest(item.title, item.text),
        signature=item.signature,
    )


def hours(moment: datetime) -> float:
    """Hours since 2020."""
    return (moment - _EPOCH).total_seconds() / 3600


@lru_cache(maxsize=30_000)
def stem_number(word: str, language: str) -> int:
    """The number of the stem of a word as it stands."""
    return _number(texts.stem(word.casefold()[: texts.LONGEST_WORD], language))


def _number(stem: str) -> int:
    return zlib.crc32(stem.encode("utf-8", "replace"))


def _names(title: list[str], lead: list[str], language: str, information: Mapping[int, float]) -> frozenset[int]:
    """The names in a title; where most of it is capitalised, those that the text capitalises inside too."""
    capitalised = [word for word in title if word[0].isupper()]
    opens = bool(capitalised) and capitalised[0] == title[0]
    if len(capitalised) - opens > 0.6 * (len(title) - 1):
        inside = set(lead[1:])
        capitalised = [word for word in capitalised if word in inside]
    named = [(word, stem_number(word, language)) for word in capitalised]
    return frozenset([stem for word, stem in named if word != title[0] or information.get(stem, 0.0) > RARE])


def _unit(
    information: Mapping[int, float], counts: Mapping[int, int], title: Container[int], spoken: Container[int]
) -> dict[int, float]:
    """The vector of length 1 of the stems' weights, the weightiest first."""
    weights, log = [], math.log
    for stem, nats in information.items():
        weight = nats * (1 + log(1 + counts[stem]))
        if stem in title:
            weight *= TITLE_WEIGHT
        weights.append((-weight * NAME_WEIGHT if stem in spoken else -weight, stem))
    weights.sort()
    length = -math.sqrt(sum([weight * weight for weight, _ in weights]))
    return {stem: weight / length for weight, stem in weights}
