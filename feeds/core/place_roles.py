"""Which part a place plays where it stands: did something happen there, or is it a government, a speaker, a distance?

A capital and a country need evidence that they are meant as ground (a preposition of place, "northern", "was shelled", "the
border"); a town needs evidence that it is not. Rules are tried in order; the first that knows decides. None looks further
than a dozen words.
"""

from collections.abc import Callable
from dataclasses import dataclass

from feeds.core.place_tokens import Gap, Tokens
from feeds.core.place_words import (
    ACTS,
    ATTACKS,
    BE,
    DIRECTIONS,
    HEARERS,
    HITS,
    IN,
    KINDS,
    MOVES,
    MOVING,
    PARTS,
    PEOPLE,
    SPEECH,
    STOPS,
    SUFFERED,
    UNITS,
)
from feeds.model.places import Precision, Role, Toponym

#: Words that are passed over between a speaker or a name and its verb.
_HELPERS = frozenset("has have had also later again itself repeatedly immediately quickly strongly on now".split())
_AWAY = frozenset("toward towards between".split())
_OTHER = frozenset("on against with by for like unlike about".split())
_HOME = frozenset("born living lives based headquartered exiled exile studied studying resident aged formerly educated".split())
_COMPARED = frozenset("seen as like unlike similar".split())
#: What goes on in a country for long: to name it is no news of it.
_LASTING = frozenset("operation operations war battle control".split())
#: Who tells of the place where he is, and not merely from there.
_REPORTERS = frozenset(
    "activists activist residents resident witnesses witness rebels rebel opposition medics doctors police hospital "
    "protesters fighters eyewitnesses army military militants insurgents troops".split()
)
#: How far back a preposition is looked for, in words.
REACH = 7


@dataclass(frozen=True, slots=True)
class Spot:
    """A name in its place: words ``first`` up to, not with, ``behind``."""

    tokens: Tokens
    first: int
    behind: int
    toponym: Toponym

    @property
    def country(self) -> bool:
        """Whether it is a country."""
        return self.toponym.precision is Precision.COUNTRY

    @property
    def seat(self) -> bool:
        """Whether its bare name may stand for a government."""
        return self.country or self.toponym.capital


@dataclass(frozen=True, slots=True)
class Lead:
    """The preposition that governs a name, where it stands, and whether "of" stands between them."""

    word: str
    at: int
    of: int  #: number of the nearest "of" between; -1 for none


@dataclass(frozen=True, slots=True)
class Judgement:
    """A role; ``firm`` if an event or a movement says so, and not a preposition alone."""

    role: Role
    firm: bool = True


def judge(spot: Spot) -> Judgement | None:
    """The part that a name plays; None where nothing around it says so."""
    lead = _lead(spot)
    for rule in _RULES:
        if verdict := rule(spot, lead):
            return verdict
    return None


def default(spot: Spot) -> Judgement:
    """The part of a name about which nothing is said: a town is a place, a country or a capital is not."""
    if spot.country:
        return Judgement(Role.ASIDE)
    return Judgement(Role.GOVERNMENT if spot.toponym.capital else Role.EVENT, firm=False)


def _lead(spot: Spot) -> Lead | None:
    """The preposition in front of a name, past articles, adjectives and "city of"."""
    tokens, of = spot.tokens, -1
    for at in range(spot.first - 1, max(spot.first - REACH, -1), -1):
        word = tokens.low[at]
        if tokens.gap[at + 1] is Gap.END or (tokens.gap[at + 1] is Gap.COMMA and word not in KINDS and word != "capital"):
            return None
        if word == "of":
            of = at if of < 0 else of
        elif word in IN or word in MOVES or word in _AWAY or word in _OTHER:
            return Lead(word, at, of)
        elif word in STOPS:
            return None
    return None


def _apart(spot: Spot, lead: Lead | None) -> Judgement | None:
    """Distances: "30 km north of X", "15 km from X", "towards X", "between X and Y"."""
    tokens = spot.tokens
    before = spot.first - 1
    if lead and lead.of > 0:
        before = lead.of
    elif (of := _of(spot)) > 0:
        before = of
    if tokens.low[before] == "of" and before > 0 and tokens.low[before - 1] in DIRECTIONS:
        inside = tokens.word(before - 2) == "the" and tokens.word(before - 3) in IN and spot.country
        return Judgement(Role.EVENT if inside else Role.DISTANCE)
    if lead and lead.word in _AWAY:
        return Judgement(Role.DISTANCE)
    if lead and lead.word in MOVES and any(tokens.word(at) in UNITS for at in range(lead.at - 5, lead.at)):
        return Judgement(Role.DISTANCE)
    return None


def _of(spot: Spot) -> int:
    """The "of" close before a name that no preposition governs ("east of the Libyan capital X"); -1 for none."""
    tokens = spot.tokens
    for at in range(spot.first - 1, max(spot.first - 5, -1), -1):
        if tokens.gap[at + 1] > Gap.HYPHEN or tokens.low[at] in STOPS:
            return -1
        if tokens.low[at] == "of":
            return at
    return -1


def _verb(spot: Spot) -> str:
    """The word that follows a name, past helpers; "" if a sign stands between."""
    tokens, at = spot.tokens, spot.behind
    while tokens.joined(at) and tokens.low[at] in _HELPERS:
        at += 1
    return tokens.low[at] if tokens.joined(at) else ""


def _ruling(spot: Spot, lead: Lead | None) -> Judgement | None:
    """Governments: "Moscow has denied", "France recognised"; "Tehran's ambassador"."""
    tokens = spot.tokens
    if tokens.owns[spot.behind - 1]:
        return _owner(spot)
    if lead or not spot.seat or spot.behind >= len(tokens):
        return None
    if _of(spot) > 0 or tokens.word(spot.first - 1) in PARTS or tokens.word(spot.first - 1) in HITS:
        return None
    at = spot.behind
    helped = tokens.joined(at) and tokens.low[at] in {"has", "have", "had"} and tokens.word(at + 1) in SUFFERED | BE
    if not helped and (_verb(spot) in ACTS or (tokens.joined(at) and tokens.low[at] in ACTS)):
        return Judgement(Role.GOVERNMENT)
    return None


def _owner(spot: Spot) -> Judgement | None:
    """Owners: "Syria's city of Aleppo" and "Misrata's port" are ground, "Syria's president" is not."""
    tokens = spot.tokens
    for at in range(spot.behind, spot.behind + 4):
        if not tokens.joined(at):
            break
        if tokens.low[at] in KINDS or tokens.low[at] in DIRECTIONS or tokens.low[at] in {"capital", "soil", "airspace"}:
            return Judgement(Role.EVENT)
        if tokens.low[at] in STOPS or tokens.low[at] in ACTS:
            break
    return Judgement(Role.GOVERNMENT) if spot.seat else None


def _heard(spot: Spot, lead: Lead | None) -> Judgement | None:
    """Where somebody merely speaks: "told reporters in X", "a resident of X said", "in X, the envoy said"."""
    tokens = spot.tokens
    if lead and any(tokens.word(at) in HEARERS for at in range(lead.at - 2, lead.at)):
        return Judgement(Role.SPEAKER)
    if tokens.joined(spot.behind) and (tokens.word(spot.behind) in HEARERS or tokens.word(spot.behind + 1) in HEARERS):
        return Judgement(Role.SPEAKER)
    if _speaks_next(spot) and (lead or _of(spot) > 0 or not spot.seat):
        return Judgement(Role.SPEAKER)
    if lead and lead.at - tokens.first[spot.first] <= 1 and lead.word in {"in", "from", "at"} and _opens_speech(spot):
        return Judgement(Role.SPEAKER)
    return None


def _speaks_next(spot: Spot) -> bool:
    """Whether a verb of saying follows, at most two nouns of place between; not "…, said the group"."""
    tokens, at = spot.tokens, spot.behind
    while tokens.joined(at) and (tokens.low[at] in KINDS or (at < spot.behind + 2 and tokens.low[at] in PEOPLE)):
        at += 1
    if at >= len(tokens) or tokens.gap[at] is Gap.END:
        return False
    if tokens.low[at] == "as" and tokens.word(at + 1) in {"saying", "reporting"}:
        return True
    if tokens.low[at] in _HELPERS:
        at += 1
    if tokens.word(at) not in SPEECH or tokens.word(at) in {"called", "want", "wants", "considered", "reported", "quoted"}:
        return False
    inverted = at + 1 < len(tokens) and (tokens.cap[at + 1] or tokens.low[at + 1] in {"the", "a", "an"})
    return tokens.gap[at] is not Gap.COMMA or not inverted or tokens.low[at] not in {"said", "says", "told"}


def _opens_speech(spot: Spot) -> bool:
    """Whether the sentence goes on ", the envoy said": the first verb behind the comma is one of saying."""
    tokens = spot.tokens
    if spot.behind >= len(tokens) or tokens.gap[spot.behind] is not Gap.COMMA:
        return False
    for at in range(spot.behind, min(spot.behind + 12, len(tokens))):
        if at > spot.behind and tokens.gap[at] > Gap.HYPHEN:
            return False
        if tokens.low[at] in SPEECH:
            return True
        if tokens.low[at] in _REPORTERS:
            return False
        if (tokens.low[at].endswith("ed") and not tokens.cap[at]) or tokens.low[at] in BE:
            return False
    return False


def _comes_from(spot: Spot, lead: Lead | None) -> Judgement | None:
    """Where somebody is from or lives: ", 24, from X,", "a fighter from X", "based in X", "who is in X"."""
    if not lead:
        return None
    tokens, before = spot.tokens, spot.tokens.word(lead.at - 1)
    if before in _HOME or (before in {"is", "was"} and tokens.word(lead.at - 2) == "who"):
        return Judgement(Role.ORIGIN)
    if lead.word == "from" and (before in PEOPLE or (tokens.gap[lead.at] is Gap.COMMA and not spot.country)):
        return Judgement(Role.ORIGIN)
    if lead.word == "in" and before in _COMPARED:
        return Judgement(Role.ASIDE)
    if spot.country and before in PEOPLE:
        return Judgement(Role.ASIDE)
    visits = tokens.word(spot.behind) == "for" and tokens.word(spot.behind + 1) in {"talks", "a", "consultations", "meetings"}
    return Judgement(Role.SPEAKER) if lead.word == "in" and visits else None


def _happens(spot: Spot, lead: Lead | None) -> Judgement | None:
    """Ground, by what governs the name: "clashes in X", "fled to X", "strike on X"."""
    if not lead:
        return None
    tokens, before = spot.tokens, spot.tokens.word(lead.at - 1)
    if lead.word in IN:
        inside = range(lead.at + 1, spot.first)
        if spot.seat and any(tokens.low[at] in {"government", "leadership", "regime", "power"} for at in inside):
            return None
        return Judgement(Role.EVENT, firm=before in ATTACKS - _LASTING or lead.word in {"into", "inside"})
    if lead.word in MOVES and any(tokens.word(at) in MOVING for at in range(lead.at - 6, lead.at)):
        return Judgement(Role.EVENT)
    if lead.word == "on" and before in ATTACKS:
        return Judgement(Role.EVENT)
    if lead.of > 0 and tokens.word(lead.of - 1) in KINDS:
        return Judgement(Role.EVENT)
    return None


def _suffers(spot: Spot, _: Lead | None) -> Judgement | None:
    """Ground, by what is done to it or called so: "bombed X", "X was shelled", "northern X", "the X airport"."""
    tokens, before = spot.tokens, spot.tokens.word(spot.first - 1)
    if not tokens.joined(spot.first) and before != "capital":
        before = ""
    if before in HITS or (before == "the" and tokens.word(spot.first - 2) in HITS and not spot.seat):
        return Judgement(Role.EVENT)
    of = _of(spot)
    kind = before if before in KINDS else tokens.word(of - 1) if of > 0 else ""
    if before in PARTS or before in {"capital", "neighbouring", "neighboring"} or kind in KINDS:
        return Judgement(Role.EVENT, firm=before in PARTS)
    behind = tokens.word(spot.behind) if tokens.joined(spot.behind) else ""
    if behind in KINDS or (behind and tokens.word(spot.behind + 1) in {"border", "frontier"}):
        return Judgement(Role.EVENT)
    return Judgement(Role.EVENT) if _undergoes(spot) else None


def _undergoes(spot: Spot) -> bool:
    """Whether the name is the subject of something done to it; of a country, whether it is said what it is or becomes."""
    tokens, at = spot.tokens, spot.behind
    if not tokens.joined(at) or tokens.low[at] not in BE:
        return False
    while at < len(tokens) and at < spot.behind + 4 and tokens.low[at] in BE:
        at += 1
    return tokens.word(at) in SUFFERED or (spot.country and tokens.word(at) in {"become", "heading", "sliding", "in", "at"})


_RULES: tuple[Callable[[Spot, Lead | None], Judgement | None], ...] = (
    _apart,
    _heard,
    _comes_from,
    _ruling,
    _happens,
    _suffers,
)
