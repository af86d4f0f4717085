"""Names in a text: looked up longest first, told from persons' and bodies' names, and each settled on one place.

A text gives three things before any name is settled: which countries it speaks of, which words are surnames in it, and
which names it calls a place itself ("the village of X", "the X district", "X, a town").
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from feeds.core.place_lookup import Named, named
from feeds.core.place_setting import WELL_KNOWN, Setting, called_places, setting
from feeds.core.place_tokens import Gap, Tokens
from feeds.core.place_unlisted import unlisted
from feeds.core.place_words import BE, BESIDE, GROUND, HITS, IN, KINDS, NOT_PLACES, OPENERS, PARTS, STOPS, TITLES
from feeds.core.toponyms import ARTICLES, INSIDE, bare, fold
from feeds.model.places import Gazetteer, Place, PlaceContext, Precision, Toponym

#: What speaks for one place of a name rather than another, in powers of ten of its people.
MENTIONED, OF_THE_BEAT, CURATED, OWN_NAME = 3.0, 1.5, 2.0, 0.5
_WIRES = r"\((?:AP|AFP|Reuters|REUTERS|CNN|Xinhua|UPI|dpa|RFE/RL|ANSA|TASS)\)"
_NAME = r"[A-ZÀ-Ž][\w'’.-]{1,20}(?: [A-ZÀ-Ž][\w'’.-]{1,20}){0,2}"
#: Datelines that open a paragraph ("GOMA, Congo (AP) —", "Beirut, Lebanon –", "Cairo (Reuters)"), and credits.
_DATELINE = re.compile(
    r"(?:^|\n)[ \t]{0,8}(?:"
    r"[A-ZÀ-Ž][A-ZÀ-Ž'’ .-]{2,40}(?:[,/] ?[\w'’ .]{2,40}){0,3}(?: ?\([^)\n]{2,40}\))? ?(?:--|[—–]| - )"
    rf"|{_NAME}, {_NAME}(?: \d{{1,2}})?(?: ?\([^)\n]{{2,40}}\))? ?(?:--|[—–]| - )"
    rf"|{_NAME}(?:, {_NAME}(?: \d{{1,2}})?){{0,2}} ?{_WIRES})"
    r"|\b(?:[Rr]eporting|[Ww]riting|[Ee]diting|[Tt]ranslated) (?:and \w+ )?by [^\n]{0,200}"
)
#: What follows a dateline's place inside a paragraph: "…, Libya (CNN) -- ", ", Nov 3 (Reuters)", " | Mon Mar 7".
_AGENCY = re.compile(
    rf"(?:,? [A-Z][\w.]{{1,15}}(?: \d{{1,2}})?){{0,3}} ?{_WIRES}"
    r"|(?:[,/] ?[A-Z]\w{1,15}){0,2} \| (?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) "
)


@dataclass(frozen=True, slots=True)
class Hit:
    """A name and the place that it was settled on: words ``first`` up to, not with, ``behind``."""

    first: int
    behind: int
    toponym: Toponym
    place: Place
    dateline: bool


def hits(tokens: Tokens, gazetteer: Gazetteer, context: PlaceContext) -> tuple[Hit, ...]:
    """The names of places in a text, in order, without overlap, each settled on one place."""
    called = {**unlisted(tokens, gazetteer), **called_places(tokens, gazetteer)}
    found = tuple(named(tokens, gazetteer, called))
    known = setting(tokens, gazetteer, context, found)
    lines = tuple((match.start(), match.end()) for match in _DATELINE.finditer(tokens.text))
    return tuple(_with_positions(tokens, _settled(tokens, known, found, called), lines))


def _with_positions(
    tokens: Tokens, settled: Iterator[tuple[Named, Toponym]], lines: tuple[tuple[int, int], ...]
) -> Iterator[Hit]:
    """The hits, with what stands in a dateline marked; both are in the order of the text."""
    line = 0
    for name, toponym in settled:
        start, end = tokens.start[name.first], tokens.end[name.behind - 1]
        while line < len(lines) and lines[line][1] <= start:
            line += 1
        inside = (line < len(lines) and lines[line][0] <= start) or bool(_AGENCY.match(tokens.text, end))
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


def _precision(tokens: Tokens, name: Named, toponym: Toponym) -> Precision:
    """A town's name means more where "province" stands beside it, and less where "suburb" does."""
    if toponym.precision is not Precision.TOWN:
        return toponym.precision
    behind = tokens.word(name.behind) if tokens.joined(name.behind) else ""
    before = tokens.word(name.first - 2) if tokens.word(name.first - 1) == "of" else ""
    region = {"province", "governorate", "region", "oblast", "state", "county", "provinces"}
    return Precision.REGION if behind in region or before in region else Precision.TOWN


def _settled(
    tokens: Tokens, known: Setting, found: tuple[Named, ...], called: Mapping[str, str]
) -> Iterator[tuple[Named, Toponym]]:
    """Each name with its place; names that are part of others, or that nothing speaks for, are left out."""
    for name in found:
        if in_longer_name(tokens, name, known.gazetteer):
            continue
        if place := _choose(tokens, known, name):
            yield name, place
        elif name.key in called:
            yield name, _unknown(tokens, name, called[name.key], known)


def _unknown(tokens: Tokens, name: Named, noun: str, known: Setting) -> Toponym:
    """A place of which the text alone speaks: in the country that the text speaks of most, nobody knows where."""
    country = max(known.countries, key=lambda code: (known.countries[code], code), default="")
    precision = {1: Precision.REGION, 3: Precision.DISTRICT}.get(KINDS.get(noun, 2), Precision.TOWN)
    return Toponym(tokens.name(name.first, name.behind), country, "", 0.0, 0.0, precision, -1.0)


def _choose(tokens: Tokens, known: Setting, name: Named) -> Toponym | None:
    """The place that most speaks for, if enough does; None otherwise."""
    if not name.places:
        return None
    best = max(name.places, key=lambda place: (_score(known, name.key, place), place.name))
    spoken_of = best.country in known.countries or best.country in known.beat
    if best.precision is Precision.COUNTRY:
        return best
    if name.alike or known.gazetteer.ambiguous(name.key) or _person(tokens, known, name):
        return best if spoken_of and _led(tokens, name) else None
    if best.curated or spoken_of:
        return best
    return best if best.weight >= WELL_KNOWN and _exact(name.key, best) else None


def _exact(key: str, place: Toponym) -> bool:
    """Whether the key is the place's own name, and not one of its others."""
    return bare(fold(place.name)) == bare(key)


def _score(known: Setting, key: str, place: Toponym) -> float:
    """How much speaks for a place, in powers of ten of its people."""
    most = max(known.countries.values(), default=0)
    score = (
        place.weight
        + CURATED * place.curated
        + OWN_NAME * _exact(key, place)
        + OF_THE_BEAT * (place.country in known.beat)
    )
    times = known.countries.get(place.country, 0)
    return score + (MENTIONED if times else 0.0) + (times / most if most else 0.0)


def _person(tokens: Tokens, known: Setting, name: Named) -> bool:
    """Whether a single word is a surname elsewhere in the text."""
    if any(place.curated and place.precision >= Precision.TOWN for place in name.places) and not name.alike:
        return False
    article = name.behind - name.first == 2 and tokens.low[name.first] in ARTICLES
    return (article or name.behind - name.first == 1) and tokens.low[name.behind - 1] in known.surnames


def _led(tokens: Tokens, name: Named) -> bool:
    """Whether a preposition of place or a noun of place stands beside a name."""
    before, behind = tokens.word(name.first - 1), tokens.word(name.behind)
    if before == "of":
        return tokens.word(name.first - 2) in KINDS
    if before == "the" and tokens.joined(name.behind):
        return behind in KINDS
    if before in {"and", "or"} or (tokens.gap[name.first] is Gap.COMMA and before):
        return tokens.cap[name.first - (2 if before in {"and", "or"} else 1)] and name.first > 2
    return before in IN or before in HITS or before in KINDS or (behind in KINDS and tokens.joined(name.behind))


def in_longer_name(tokens: Tokens, name: Named, gazetteer: Gazetteer) -> bool:
    """Whether a name is part of a longer one: a person's, a body's, a treaty's; or an adjective ("pro-Moscow")."""
    if _a_river(tokens, name) or _behind_a_name(tokens, name.first, gazetteer) or _of_a_body(tokens, name.first):
        return True
    sure = any(place.precision is Precision.COUNTRY or place.curated for place in name.places) and not name.alike
    led = sure and tokens.word(name.first - 1) in IN and tokens.word(name.behind) not in NOT_PLACES
    return not led and _before_a_name(tokens, name.behind, sure=sure)


def _a_river(tokens: Tokens, name: Named) -> bool:
    """Whether an article makes a town's name a river's or a ship's: "the bank of the Dnipro"."""
    town = any(place.precision is Precision.TOWN for place in name.places) and not any(
        place.precision <= Precision.REGION for place in name.places
    )
    if not town or tokens.word(name.first - 1) != "the" or not tokens.joined(name.first):
        return False
    return not tokens.joined(name.behind) or tokens.low[name.behind] in STOPS or tokens.low[name.behind] in BE


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
        return word.isascii() and not (word in HITS or word.endswith(("ed", "ing", "ly", "ern")))
    return tokens.gap[first] is not Gap.HYPHEN or not gazetteer.lookup(tokens.key(first - 1, first))


def _of_a_body(tokens: Tokens, first: int) -> bool:
    """Whether a capitalised noun takes a name into a body's: "Armed Forces of Ukraine", "Islamic State in Iraq"."""
    if not tokens.joined(first) or first < 3 or not tokens.cap[first - 2] or tokens.first[first] in tokens.headlines:
        return False
    noun, link = tokens.low[first - 2], tokens.low[first - 1]
    if link == "in":
        return noun in {"state", "qaeda", "qaida"}
    ground = noun in GROUND or (noun in KINDS and noun not in {"state", "republic"})
    return link == "of" and not ground and tokens.joined(first - 1) and tokens.joined(first - 2)


def _before_a_name(tokens: Tokens, behind: int, *, sure: bool) -> bool:
    if not tokens.joined(behind) or tokens.owns[behind - 1]:
        return False
    word = tokens.low[behind]
    if word in NOT_PLACES or (word == "state" and tokens.word(behind + 1) in {"tv", "media", "television", "news"}):
        return True
    if not tokens.cap[behind]:
        goes_on = word in INSIDE - {"of", "as", "at", "an"} and behind + 1 < len(tokens)
        return goes_on and tokens.gap[behind + 1] is Gap.HYPHEN and tokens.cap[behind + 1]
    if word in BESIDE or word in KINDS or (sure and tokens.first[behind] in tokens.headlines):
        return False
    return tokens.gap[behind] is not Gap.HYPHEN
