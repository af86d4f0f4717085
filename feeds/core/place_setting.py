"""What a text gives before any name is settled: countries it speaks of, surnames, what it calls places itself."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from feeds.core.place_lookup import Named, may_open
from feeds.core.place_tokens import Gap, Tokens
from feeds.core.place_unlisted_words import VIOLENCE
from feeds.core.place_words import (
    ADJECTIVES,
    BESIDE,
    FACILITY,
    IN,
    KINDS,
    NAMED_AFTER,
    NAMED_BEFORE,
    NOT_PLACES,
    OPENERS,
    PARTS,
    SPEECH,
    STOPS,
    TITLES,
    UTILITIES,
    WORKS,
)
from feeds.core.toponyms import ARTICLES
from feeds.model.places import Gazetteer, PlaceContext, Precision

#: A place of this weight (200,000 people) is believed though the text does not speak of its country.
WELL_KNOWN = 5.3
#: Of "the Karvelian town of X" the people is no town.
_SETTLED = frozenset(("town", "city", "village", "settlement", "hamlet"))


@dataclass(frozen=True, slots=True)
class Setting:
    """What the whole text says, before a name is settled."""

    gazetteer: Gazetteer
    countries: Mapping[str, int]  #: that the text speaks of, and how often
    beat: frozenset[str]
    surnames: frozenset[str]


def setting(tokens: Tokens, gazetteer: Gazetteer, context: PlaceContext, named: tuple[Named, ...]) -> Setting:
    """The countries that the text speaks of: by name, people or armed group, and by places that are well known."""
    countries: Counter[str] = Counter()
    for at in tokens.opens:
        word = tokens.low[at]
        countries[gazetteer.cue(f"{word} {tokens.word(at + 1)}") or gazetteer.cue(word)] += 1
    for name in named:
        sure = [place for place in name.places if place.precision is Precision.COUNTRY or place.curated]
        spoken_of = {place.country for place in sure} if not name.alike else set()
        if len(spoken_of) == 1:
            countries[spoken_of.pop()] += 1
        if not sure and name.places and not name.alike and not gazetteer.ambiguous(name.key):
            best = max(name.places, key=lambda place: place.weight)
            countries[best.country] += best.weight >= WELL_KNOWN
    del countries[""]
    return Setting(gazetteer, +countries, context.countries, _surnames(tokens))


def capitalised(tokens: Tokens) -> Iterator[tuple[int, int]]:
    """The capitalised runs of a text, outside headlines: first word, and behind which word they end."""
    behind = 0
    for at in tokens.opens:
        if at >= behind and tokens.first[at] not in tokens.headlines:
            behind = max(tokens.run(at), at + 1)
            yield at, behind


def _surnames(tokens: Tokens) -> frozenset[str]:
    """Last words of what looks like a person's name: two to four capitalised words, none of a place or body."""
    return frozenset(tokens.low[behind - 1] for at, behind in capitalised(tokens) if _personal(tokens, at, behind))


def _personal(tokens: Tokens, at: int, behind: int) -> bool:
    """Whether a capitalised run looks like a person's name: behind a title, or before a verb of saying or a comma."""
    words = tokens.low[at:behind]
    if behind - at < 2 or sum(word not in ARTICLES for word in words) < 2:
        return False
    if any(word in BESIDE or word in PARTS or word in OPENERS for word in words):
        return False
    spoken = tokens.word(behind) in SPEECH or (behind < len(tokens) and tokens.gap[behind] is Gap.COMMA)
    return spoken or words[0] in TITLES or tokens.word(at - 1) in TITLES


def called_places(tokens: Tokens, gazetteer: Gazetteer) -> Mapping[str, str]:
    """Keys of names that the text itself calls places, with the noun that does."""
    called: dict[str, str] = {}
    for first, behind in capitalised(tokens):
        at = _behind_event(tokens, first, behind)
        head = _head(tokens, at, behind)
        noun = tokens.low[behind - 1] if head < behind else _noun(tokens, at, behind)
        if noun and may_open(tokens, at) and may_be_called(tokens, at, head, gazetteer):
            called.setdefault(tokens.key(at, head), noun)
    return called


def _behind_event(tokens: Tokens, first: int, behind: int) -> int:
    """Where a name begins whose run opens a sentence with what happened there: "Explosions at X airfield"."""
    opens = tokens.gap[first] is Gap.END and first + 2 < behind and tokens.low[first] in VIOLENCE
    return first + 2 if opens and tokens.low[first + 1] == "at" and tokens.joined(first + 2) else first


def _head(tokens: Tokens, at: int, behind: int) -> int:
    """Behind which word a name ends that nouns of place close: "Taqaddum" in "Taqaddum Air Base"."""
    while behind > at + 1 and tokens.low[behind - 1] in FACILITY:
        behind -= 1
    return behind


def _noun(tokens: Tokens, at: int, behind: int) -> str:
    """The noun that calls a capitalised run a place; "" if none does."""
    return _noun_before(tokens, at, behind) or (_noun_behind(tokens, behind) if behind < len(tokens) else "")


def _noun_before(tokens: Tokens, at: int, behind: int) -> str:
    """The noun in front of a run: "the village of X", "a region known as X"; "near X" makes a place of X too."""
    if tokens.gap[at] is not Gap.SPACE:
        return ""
    if tokens.word(at - 1) == "of" and tokens.word(at - 2) in NAMED_BEFORE:
        return tokens.low[at - 2]
    if tokens.word(at - 1) == "as" and tokens.word(at - 2) == "known" and tokens.word(at - 3) in KINDS:
        return tokens.low[at - 3]
    alone = not tokens.joined(behind) or tokens.low[behind] in STOPS or tokens.low[behind] in IN
    return "town" if alone and tokens.low[at - 1] == "near" and behind - at <= 3 else ""


def _noun_behind(tokens: Tokens, behind: int) -> str:
    """The noun behind a run: "the X district", "X air base", "X, a small town"."""
    if tokens.gap[behind] is Gap.SPACE and tokens.low[behind] in NAMED_AFTER and not tokens.cap[behind]:
        return "" if owns_town(tokens, behind) else tokens.low[behind]
    pair = tokens.word(behind) in UTILITIES and tokens.joined(behind + 1)
    if tokens.gap[behind] is Gap.SPACE and pair and tokens.word(behind + 1) in WORKS:
        return tokens.low[behind + 1]
    if tokens.gap[behind] is Gap.COMMA and tokens.low[behind] in {"a", "an", "the", "two", "both"}:
        for word in range(behind + 1, min(behind + 5, len(tokens))):
            if tokens.gap[word] > Gap.HYPHEN:
                break
            if tokens.low[word] in NAMED_BEFORE:
                return tokens.low[word]
    return ""


def owns_town(tokens: Tokens, behind: int) -> bool:
    """Whether a run is whose town follows: "the Karvelian town of X"."""
    return tokens.joined(behind) and tokens.low[behind] in _SETTLED and tokens.word(behind + 1) == "of"


def may_be_called(tokens: Tokens, at: int, behind: int, gazetteer: Gazetteer) -> bool:
    """Whether a capitalised run may be a place's name: no people's, no adjective, no abbreviation, no body."""
    words = tokens.low[at:behind]
    if any(word in BESIDE or word in NOT_PLACES or word in TITLES or word in ADJECTIVES for word in words):
        return False
    if any(gazetteer.cue(word) for word in words) or any(tokens.raw[word].isupper() for word in range(at, behind)):
        return False
    return tokens.gap[at] is not Gap.END or words[0] not in OPENERS
