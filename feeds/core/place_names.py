"""Names in a text: looked up longest first, told from persons' and bodies' names, and each settled on one place.

A text gives three things before any name is settled: which countries it speaks of, which words are surnames in it, and
which names it calls a place itself ("the village of X", "the X district", "X, a town").
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from feeds.core.place_tokens import INSIDE, LONGEST, Gap, Tokens
from feeds.core.place_words import (
    BESIDE,
    HITS,
    IN,
    KINDS,
    NAMED_AFTER,
    NAMED_BEFORE,
    NEVER,
    NOT_PLACES,
    OPENERS,
    PARTS,
    SPEECH,
    TITLES,
)
from feeds.core.toponyms import ARTICLES, TRANSLITERATED, bare, cases, fold
from feeds.model.places import Gazetteer, Place, PlaceContext, Precision, Toponym

#: A place of this weight (200,000 people) is believed though the text does not speak of its country.
WELL_KNOWN = 5.3
#: What speaks for one place of a name rather than another, in powers of ten of its people.
MENTIONED, OF_THE_BEAT, CURATED, OWN_NAME = 3.0, 1.5, 2.0, 0.5
#: A dateline stands within so many characters of its paragraph's start.
_DATELINE = re.compile(
    r"(?:^|\n)\s*[A-ZÀ-Ž][\w'’ .-]{1,40}(?:[,/] ?[\w'’ .]{2,40}){0,3}(?: ?\([^)\n]{2,40}\))? ?(?:--|[—–]| - )"
    r"|(?:^|\n)\s*[A-ZÀ-Ž][\w'’ .-]{1,40}(?:, [\w'’ .]{2,40}){0,2} ?\((?:AP|AFP|Reuters|REUTERS|CNN|Xinhua|UPI|dpa|RFE/RL|ANSA|TASS)\)"
    r"|\b(?:[Rr]eporting|[Ww]riting|[Ee]diting|[Tt]ranslated) (?:and \w+ )?by [^\n]{0,200}"
)
_ADJECTIVES = frozenset(
    "kurdish sunni shia shiite shi'ite christian alawite druze turkmen arab muslim jewish western northern southern eastern "
    "un us eu american european nato african main central old new rebel army christian greek catholic orthodox islamic "
    "yazidi yezidi berber tuareg pashtun hazara armenian".split()
)


@dataclass(frozen=True, slots=True)
class Hit:
    """A name and the place that it was settled on: words ``first`` up to, not with, ``behind``."""

    first: int
    behind: int
    toponym: Toponym
    place: Place
    dateline: bool


@dataclass(frozen=True, slots=True)
class _Named:
    """A name with all places that it may be."""

    first: int
    behind: int
    key: str
    places: tuple[Toponym, ...]


@dataclass(frozen=True, slots=True)
class _Setting:
    """What the whole text says, before a name is settled."""

    gazetteer: Gazetteer
    countries: Mapping[str, int]  #: that the text speaks of, and how often
    beat: frozenset[str]
    surnames: frozenset[str]


def hits(tokens: Tokens, gazetteer: Gazetteer, context: PlaceContext) -> tuple[Hit, ...]:
    """The names of places in a text, in order, without overlap, each settled on one place."""
    called = _called_places(tokens, gazetteer)
    named = tuple(_named(tokens, gazetteer, called))
    setting = _setting(tokens, gazetteer, context, named)
    lines = tuple((match.start(), match.end()) for match in _DATELINE.finditer(tokens.text))
    return tuple(_with_positions(tokens, _settled(tokens, setting, named, called), lines))


def _with_positions(
    tokens: Tokens, settled: Iterator[tuple[_Named, Toponym]], lines: tuple[tuple[int, int], ...]
) -> Iterator[Hit]:
    """The hits, with what stands in a dateline marked; both are in the order of the text."""
    line = 0
    for name, toponym in settled:
        start, end = tokens.start[name.first], tokens.end[name.behind - 1]
        while line < len(lines) and lines[line][1] <= start:
            line += 1
        inside = line < len(lines) and lines[line][0] <= start
        place = Place(
            name=tokens.text[start:end],
            canonical=toponym.name,
            country=toponym.country,
            admin1=toponym.admin1,
            lat=None if toponym.weight < 0 else toponym.lat,
            lon=None if toponym.weight < 0 else toponym.lon,
            precision=_precision(tokens, name, toponym),
            start=start,
            end=end,
            side=toponym.side,
        )
        yield Hit(name.first, name.behind, toponym, place, inside)


def _precision(tokens: Tokens, name: _Named, toponym: Toponym) -> Precision:
    """A town's name means more where "province" stands beside it, and less where "suburb" does."""
    if toponym.precision is not Precision.TOWN:
        return toponym.precision
    behind = tokens.word(name.behind) if tokens.joined(name.behind) else ""
    before = tokens.word(name.first - 2) if tokens.word(name.first - 1) == "of" else ""
    region = {"province", "governorate", "region", "oblast", "state", "county", "provinces"}
    return Precision.REGION if behind in region or before in region else Precision.TOWN


# ---------------------------------------------------------------------------------------------- looking up


def _named(tokens: Tokens, gazetteer: Gazetteer, called: Mapping[str, str]) -> Iterator[_Named]:
    """Names that the gazetteer or the text itself knows, longest first at each word."""
    at = 0
    while at < len(tokens):
        name = _longest(tokens, at, gazetteer, called) if _may_open(tokens, at) else None
        if name:
            yield name
        at = name.behind if name else at + 1


def _may_open(tokens: Tokens, at: int) -> bool:
    """Whether a name may begin here: a capital, or an article in small letters hyphened to one."""
    if tokens.first[at] in tokens.shouts and not tokens.raw[at].istitle():
        return False
    if tokens.cap[at]:
        return len(tokens.raw[at]) > 1 and tokens.low[at] not in NEVER
    article = tokens.low[at] in ARTICLES and at + 1 < len(tokens)
    return article and tokens.gap[at + 1] is Gap.HYPHEN and tokens.cap[at + 1]


def _longest(tokens: Tokens, at: int, gazetteer: Gazetteer, called: Mapping[str, str]) -> _Named | None:
    for behind in range(tokens.run(at), at, -1):
        if not tokens.cap[behind - 1]:
            continue
        key = tokens.key(at, behind)
        places = candidates(key, gazetteer)
        if (places and not (gazetteer.cue(key) and places[0].precision > Precision.COUNTRY)) or key in called:
            return _Named(at, behind, key, places)
    return None


def candidates(key: str, gazetteer: Gazetteer) -> tuple[Toponym, ...]:
    """All places that a folded key may mean: as it is, without its Arabic article, in the nominative."""
    found = gazetteer.lookup(key)
    if (plain := bare(key)) != key:
        found += tuple(place for place in gazetteer.lookup(plain) if place.country in TRANSLITERATED)
    if not found:
        for nominative in cases(key):
            if found := gazetteer.lookup(nominative):
                break
    return found or tuple(place for place in gazetteer.resembling(key) if place.country in TRANSLITERATED)


# ---------------------------------------------------------------------------------------------- what the text says


def _setting(
    tokens: Tokens, gazetteer: Gazetteer, context: PlaceContext, named: tuple[_Named, ...]
) -> _Setting:
    """The countries that the text speaks of: by name, people or armed group, and by places that are well known."""
    countries: Counter[str] = Counter()
    for at, word in enumerate(tokens.low):
        if tokens.cap[at] or not word.isascii():
            pair = f"{word} {tokens.word(at + 1)}"
            countries[gazetteer.cue(pair) or gazetteer.cue(word)] += 1
    for name in named:
        sure = [place for place in name.places if place.precision is Precision.COUNTRY or place.curated]
        for country in {place.country for place in sure}:
            countries[country] += 1
        if not sure and name.places and not gazetteer.ambiguous(name.key):
            best = max(name.places, key=lambda place: place.weight)
            countries[best.country] += best.weight >= WELL_KNOWN
    del countries[""]
    return _Setting(gazetteer, +countries, context.countries, _surnames(tokens))


def _surnames(tokens: Tokens) -> frozenset[str]:
    """Last words of what looks like a person's name: two or three capitalised words, none of a place or body."""
    found, at = set(), 0
    while at < len(tokens):
        behind = max(tokens.run(at), at + 1) if tokens.cap[at] else at + 1
        words = tokens.low[at:behind]
        spoken = tokens.word(behind) in SPEECH or tokens.gap[min(behind, len(tokens) - 1)] is Gap.COMMA
        titled = words[0] in TITLES or tokens.word(at - 1) in TITLES
        plain = not any(word in BESIDE or word in PARTS or word in OPENERS for word in words)
        if 2 <= behind - at <= 4 and plain and (spoken or titled) and tokens.first[at] not in tokens.headlines:
            found.add(tokens.low[behind - 1])
        at = behind
    return frozenset(found)


def _called_places(tokens: Tokens, gazetteer: Gazetteer) -> Mapping[str, str]:
    """Keys of names that the text itself calls places, with the noun that does."""
    called: dict[str, str] = {}
    at = 0
    while at < len(tokens):
        if not _may_open(tokens, at) or tokens.first[at] in tokens.headlines:
            at += 1
            continue
        behind = max(tokens.run(at), at + 1)
        if (noun := _noun(tokens, at, behind)) and _may_be_called(tokens, at, behind, gazetteer):
            called.setdefault(tokens.key(at, behind), noun)
        at = behind
    return called


def _noun(tokens: Tokens, at: int, behind: int) -> str:
    """The noun that calls a capitalised run a place; "" if none does."""
    if tokens.word(at - 1) == "of" and tokens.word(at - 2) in NAMED_BEFORE and tokens.gap[at] is Gap.SPACE:
        return tokens.low[at - 2]
    if tokens.word(at - 1) == "as" and tokens.word(at - 2) == "known" and tokens.word(at - 3) in KINDS:
        return tokens.low[at - 3]
    if behind >= len(tokens):
        return ""
    if tokens.gap[behind] is Gap.SPACE and tokens.low[behind] in NAMED_AFTER and not tokens.cap[behind]:
        return tokens.low[behind]
    pair = tokens.word(behind) in {"air", "military", "refugee", "border", "oil"} and tokens.joined(behind + 1)
    if tokens.gap[behind] is Gap.SPACE and pair and tokens.word(behind + 1) in {"base", "camp", "crossing", "field"}:
        return tokens.low[behind + 1]
    if tokens.gap[behind] is Gap.COMMA and tokens.low[behind] in {"a", "an", "the"}:
        for word in range(behind + 1, min(behind + 5, len(tokens))):
            if tokens.gap[word] > Gap.HYPHEN:
                break
            if tokens.low[word] in NAMED_BEFORE:
                return tokens.low[word]
    return ""


def _may_be_called(tokens: Tokens, at: int, behind: int, gazetteer: Gazetteer) -> bool:
    """Whether a capitalised run may be a place's name: no people's, no adjective, no abbreviation, no body."""
    words = tokens.low[at:behind]
    if any(word in BESIDE or word in NOT_PLACES or word in TITLES or word in _ADJECTIVES for word in words):
        return False
    if any(gazetteer.cue(word) for word in words) or any(tokens.raw[word].isupper() for word in range(at, behind)):
        return False
    return tokens.gap[at] is not Gap.END or words[0] not in OPENERS


# ---------------------------------------------------------------------------------------------- settling


def _settled(
    tokens: Tokens, setting: _Setting, named: tuple[_Named, ...], called: Mapping[str, str]
) -> Iterator[tuple[_Named, Toponym]]:
    """Each name with its place; names that are part of others, or that nothing speaks for, are left out."""
    for name in named:
        if in_longer_name(tokens, name.first, name.behind, setting.gazetteer):
            continue
        if place := _choose(tokens, setting, name):
            yield name, place
        elif name.key in called:
            yield name, _unknown(tokens, name, called[name.key], setting)


def _unknown(tokens: Tokens, name: _Named, noun: str, setting: _Setting) -> Toponym:
    """A place of which the text alone speaks: in the country that the text speaks of most, nobody knows where."""
    country = max(setting.countries, key=lambda code: (setting.countries[code], code), default="")
    precision = {1: Precision.REGION, 3: Precision.DISTRICT}.get(KINDS.get(noun, 2), Precision.TOWN)
    return Toponym(tokens.name(name.first, name.behind), country, "", 0.0, 0.0, precision, -1.0)


def _choose(tokens: Tokens, setting: _Setting, name: _Named) -> Toponym | None:
    """The place that most speaks for, if enough does; None otherwise."""
    if not name.places:
        return None
    best = max(name.places, key=lambda place: (_score(setting, name.key, place), place.name))
    spoken_of = best.country in setting.countries or best.country in setting.beat
    if best.precision is Precision.COUNTRY:
        return best
    if setting.gazetteer.ambiguous(name.key) or _person(tokens, setting, name):
        return best if spoken_of and _led(tokens, name) else None
    if best.curated or spoken_of:
        return best
    return best if best.weight >= WELL_KNOWN and _exact(name.key, best) else None


def _exact(key: str, place: Toponym) -> bool:
    """Whether the key is the place's own name, and not one of its others."""
    return bare(fold(place.name)) == bare(key)


def _score(setting: _Setting, key: str, place: Toponym) -> float:
    """How much speaks for a place, in powers of ten of its people."""
    most = max(setting.countries.values(), default=0)
    score = place.weight + CURATED * place.curated + OWN_NAME * _exact(key, place) + OF_THE_BEAT * (place.country in setting.beat)
    times = setting.countries.get(place.country, 0)
    return score + (MENTIONED if times else 0.0) + (times / most if most else 0.0)


def _person(tokens: Tokens, setting: _Setting, name: _Named) -> bool:
    """Whether a single word is a surname elsewhere in the text."""
    return name.behind - name.first == 1 and tokens.low[name.first] in setting.surnames


def _led(tokens: Tokens, name: _Named) -> bool:
    """Whether a preposition of place or a noun of place stands beside a name."""
    before, behind = tokens.word(name.first - 1), tokens.word(name.behind)
    if before == "of":
        return tokens.word(name.first - 2) in KINDS
    if before == "the" and tokens.joined(name.behind):
        return behind in KINDS
    return before in IN or before in HITS or before in KINDS or (behind in KINDS and tokens.joined(name.behind))


def in_longer_name(tokens: Tokens, first: int, behind: int, gazetteer: Gazetteer) -> bool:
    """Whether a name is part of a longer one: a person's, a body's, a treaty's; or an adjective ("pro-Moscow")."""
    return _behind_a_name(tokens, first, gazetteer) or _before_a_name(tokens, behind)


def _behind_a_name(tokens: Tokens, first: int, gazetteer: Gazetteer) -> bool:
    if not tokens.joined(first):
        return False
    word = tokens.low[first - 1]
    if tokens.gap[first] is Gap.HYPHEN and not tokens.cap[first - 1]:
        return word not in {"near", "mid", "cross"}
    if word in TITLES:
        return True
    if not tokens.cap[first - 1] or tokens.owns[first - 1] or word in PARTS or word in BESIDE or word in KINDS:
        return False
    if gazetteer.cue(word) or word in OPENERS or tokens.first[first] in tokens.headlines:
        return False
    if tokens.gap[first - 1] is Gap.END:
        return not (word in HITS or word.endswith(("ed", "ing", "ly", "ern")))
    return tokens.gap[first] is not Gap.HYPHEN or not gazetteer.lookup(tokens.key(first - 1, first))


def _before_a_name(tokens: Tokens, behind: int) -> bool:
    if not tokens.joined(behind) or tokens.owns[behind - 1]:
        return False
    word = tokens.low[behind]
    if word in NOT_PLACES:
        return True
    if not tokens.cap[behind]:
        goes_on = word in INSIDE - {"of", "as", "at", "an"} and behind + 1 < len(tokens)
        return goes_on and tokens.gap[behind + 1] is Gap.HYPHEN and tokens.cap[behind + 1]
    if word in BESIDE or word in KINDS or tokens.first[behind] in tokens.headlines:
        return False
    return tokens.gap[behind] is not Gap.HYPHEN
