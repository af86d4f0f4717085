"""Names looked up in a text: capitalised runs, longest first, that the gazetteer has or the text calls places."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from feeds.core.place_tokens import Tokens
from feeds.core.place_words import NEVER
from feeds.core.toponyms import TRANSLITERATED, bare, cases
from feeds.model.places import Gazetteer, Precision, Toponym


@dataclass(frozen=True, slots=True)
class Named:
    """A name with all places that it may be."""

    first: int
    behind: int
    key: str
    places: tuple[Toponym, ...]
    alike: bool  #: found by its sound alone


def named(tokens: Tokens, gazetteer: Gazetteer, called: Mapping[str, str]) -> Iterator[Named]:
    """Names that the gazetteer or the text itself knows, longest first at each word."""
    behind = 0
    for at in tokens.opens:
        if at >= behind and may_open(tokens, at) and (name := _longest(tokens, at, gazetteer, called)):
            behind = name.behind
            yield name


def may_open(tokens: Tokens, at: int) -> bool:
    """Whether a name may begin here: no single letter, no word that never is one, nothing in a sentence in capitals."""
    if tokens.first[at] in tokens.shouts and not tokens.raw[at].istitle():
        return False
    return len(tokens.raw[at]) > 1 and tokens.low[at] not in NEVER


def _longest(tokens: Tokens, at: int, gazetteer: Gazetteer, called: Mapping[str, str]) -> Named | None:
    end = tokens.run(at)
    if tokens.owns[end - 1] and tokens.joined(end) and tokens.cap[end]:
        end += 1  # "Cox's Bazar"
    for behind in range(end, at, -1):
        if not tokens.cap[behind - 1]:
            continue
        key = tokens.key(at, behind)
        places = candidates(key, gazetteer)
        alike = () if places else gazetteer.resembling(key)
        if key in called or ((places or alike) and not _people(key, places, gazetteer)):
            return Named(at, behind, key, places or alike, bool(alike))
    return None


def _people(key: str, places: tuple[Toponym, ...], gazetteer: Gazetteer) -> bool:
    """Whether a key names a country's people or an armed group, and no country."""
    return bool(gazetteer.cue(key)) and not any(place.precision is Precision.COUNTRY for place in places)


def candidates(key: str, gazetteer: Gazetteer) -> tuple[Toponym, ...]:
    """All places that a folded key may mean: as it is, without its Arabic article, in the nominative."""
    found = gazetteer.lookup(key)
    if (plain := bare(key)) != key:
        found += tuple(place for place in gazetteer.lookup(plain) if place.country in TRANSLITERATED)
    if not any(place.curated for place in found):
        for nominative in cases(key):
            found += gazetteer.lookup(nominative)
    return found
