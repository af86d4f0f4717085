"""Which part a place plays where it stands: ground of an event, government, speaker, or distance.

A capital and a country need evidence that they are meant as ground (a preposition of place, "northern", "was shelled",
"the border"); a town needs evidence that it is not. Rules are tried in order; the first that knows decides. None looks
further than a dozen words.
"""

from collections.abc import Callable

from feeds.core.place_speech import comes_from, heard
from feeds.core.place_spot import Judgement, Lead, Spot, lead_of, of_before, verb_after
from feeds.core.place_tokens import Tokens
from feeds.core.place_words import (
    ACTS,
    ATTACKS,
    AWAY,
    BE,
    BODIES,
    DIRECTIONS,
    FLYING,
    HEARERS,
    HITS,
    IN,
    KINDS,
    LASTING,
    MOVES,
    MOVING,
    ORGANS,
    PARTS,
    PEOPLE,
    SEIZED,
    STOPS,
    SUFFERED,
    UNITS,
)
from feeds.model.places import Role


def judge(spot: Spot) -> Judgement | None:
    """The part that a name plays; None where nothing around it says so."""
    lead = lead_of(spot)
    for rule in _RULES:
        if verdict := rule(spot, lead):
            return verdict
    return None


def default(spot: Spot) -> Judgement:
    """The part of a name about which nothing is said: a town is a place, a country or a capital is not."""
    if spot.country:
        return Judgement(Role.ASIDE)
    return Judgement(Role.GOVERNMENT if spot.toponym.capital else Role.EVENT, firm=False)


def _apart(spot: Spot, lead: Lead | None) -> Judgement | None:
    """Distances: "30 km north of X", "15 km from X", "towards X", "between X and Y"."""
    tokens = spot.tokens
    before = spot.first - 1
    if lead and lead.of > 0:
        before = lead.of
    elif (of := of_before(spot)) > 0:
        before = of
    if tokens.low[before] == "of" and before > 0 and tokens.low[before - 1] in DIRECTIONS:
        inside = tokens.word(before - 2) == "the" and tokens.word(before - 3) in IN and spot.country
        return Judgement(Role.EVENT if inside else Role.DISTANCE)
    if lead and lead.word in AWAY:
        flies = lead.word != "between" and any(tokens.word(at) in FLYING for at in range(lead.at - 4, lead.at))
        return Judgement(Role.EVENT if flies else Role.DISTANCE)
    return Judgement(Role.DISTANCE) if lead and _on_the_way(tokens, lead) else None


def _on_the_way(tokens: Tokens, lead: Lead) -> bool:
    """Whether a name only tells how far or which way: "15 km from X", "on the road to X", "bound for X"."""
    before = tokens.word(lead.at - 1)
    if lead.word == "for":
        return before in {"leave", "left", "leaving", "bound", "headed", "heading", "departed"}
    far = any(tokens.word(at) in UNITS for at in range(lead.at - 5, lead.at))
    return lead.word in MOVES and (far or before in {"road", "highway", "way", "hours", "hour", "minutes"})


def _ruling(spot: Spot, lead: Lead | None) -> Judgement | None:
    """Governments: "Moscow has denied", "France recognised"; "Tehran's ambassador"."""
    tokens = spot.tokens
    if tokens.owns[spot.behind - 1]:
        return _owner(spot)
    if _acts_by_body(tokens, spot.behind):
        return Judgement(Role.GOVERNMENT)
    if lead or not spot.seat or spot.behind >= len(tokens):
        return None
    if of_before(spot) > 0 or tokens.word(spot.first - 1) in PARTS or tokens.word(spot.first - 1) in HITS:
        return None
    at = spot.behind
    helped = tokens.joined(at) and tokens.low[at] in {"has", "have", "had"} and tokens.word(at + 1) in SUFFERED | BE
    if not helped and (verb_after(spot) in ACTS or (tokens.joined(at) and tokens.low[at] in ACTS)):
        return Judgement(Role.GOVERNMENT)
    return None


def _acts_by_body(tokens: Tokens, behind: int) -> bool:
    """Whether a body of the place follows, a word between at most ("Gaza health ministry"); no police station."""
    for at in (behind, behind + 1):
        if not tokens.joined(at) or tokens.low[at] in STOPS or tokens.low[at] in IN or tokens.low[at] in BE:
            return False
        if tokens.low[at] in BODIES:
            return tokens.word(at + 1) not in KINDS
    return False


def _owner(spot: Spot) -> Judgement | None:
    """Owners: "Syria's city of Aleppo" and "Misrata's port" are ground, "Syria's president" is not."""
    tokens = spot.tokens
    for at in range(spot.behind, spot.behind + 4):
        if not tokens.joined(at):
            break
        if tokens.low[at] == "state" and tokens.word(at + 1) in ORGANS:
            break
        if tokens.low[at] in KINDS or tokens.low[at] in DIRECTIONS or tokens.low[at] in {"capital", "soil", "airspace"}:
            return Judgement(Role.EVENT)
        if tokens.low[at] in STOPS or tokens.low[at] in ACTS:
            break
    return Judgement(Role.GOVERNMENT) if spot.seat else None


def _happens(spot: Spot, lead: Lead | None) -> Judgement | None:
    """Ground, by what governs the name: "clashes in X", "fled to X", "strike on X"."""
    if not lead:
        return None
    tokens, before = spot.tokens, spot.tokens.word(lead.at - 1)
    if lead.word in IN:
        inside = range(lead.at + 1, spot.first)
        if spot.seat and any(tokens.low[at] in {"government", "leadership", "regime", "power"} for at in inside):
            return None
        return Judgement(Role.EVENT, firm=before in ATTACKS - LASTING or lead.word in {"into", "inside"})
    if lead.word == "to" and before == "close":
        return Judgement(Role.EVENT, firm=False)
    if lead.word in MOVES and any(tokens.word(at) in MOVING for at in range(lead.at - 4, lead.at)):
        return None if _intended(spot, lead) else Judgement(Role.EVENT, firm=lead.word == "to" or not spot.seat)
    if lead.word == "from" and before == "reported":
        return Judgement(Role.EVENT, firm=False)
    if lead.word == "with" and before in {"border", "frontier"}:
        return Judgement(Role.EVENT)
    if lead.word in {"on", "against"} and before in ATTACKS - LASTING:
        return Judgement(Role.EVENT)
    if lead.of > 0 and tokens.word(lead.of - 1) in KINDS:
        return Judgement(Role.EVENT)
    return None


def _intended(spot: Spot, lead: Lead) -> bool:
    """Whether somebody will yet go to a seat of government: "the envoy would go to Damascus"."""
    tokens, before = spot.tokens, spot.tokens.word(lead.at - 1)
    ahead = tokens.word(lead.at - 2) in {"would", "will", "to", "should", "might", "may"}
    return spot.seat and before in {"go", "travel", "fly", "come", "return", "head"} and ahead


def _suffers(spot: Spot, _: Lead | None) -> Judgement | None:
    """Ground, by what is done to it or called so: "bombed X", "X was shelled", "northern X", "the X airport"."""
    tokens, before = spot.tokens, spot.tokens.word(spot.first - 1)
    if not tokens.joined(spot.first) and before != "capital":
        before = ""
    if before in HITS or (before == "the" and tokens.word(spot.first - 2) in HITS and not spot.seat):
        return Judgement(Role.EVENT)
    of = of_before(spot)
    kind = before if before in KINDS and not spot.seat else tokens.word(of - 1) if of > 0 else ""
    if before in PARTS or before in {"capital", "neighbouring", "neighboring"} or kind in KINDS or kind in SEIZED:
        return Judgement(Role.EVENT, firm=before in PARTS)
    behind = tokens.word(spot.behind) if tokens.joined(spot.behind) else ""
    if behind in KINDS or (behind and tokens.word(spot.behind + 1) in {"border", "frontier"}):
        return Judgement(Role.EVENT)
    return Judgement(Role.EVENT) if _undergoes(spot) or _houses(spot) else None


def _houses(spot: Spot) -> bool:
    """Whether a capital's name tells where something stands: "a Baghdad church"; not "a Moscow official"."""
    tokens, at = spot.tokens, spot.behind
    if not spot.toponym.capital or tokens.word(spot.first - 1) not in {"a", "an"} or not tokens.joined(at):
        return False
    return not tokens.cap[at] and not any(tokens.low[at] in words for words in (PEOPLE, BODIES, HEARERS, ACTS))


def _undergoes(spot: Spot) -> bool:
    """Whether something is done to the place; of a country, also whether it is said what it becomes."""
    tokens, at = spot.tokens, spot.behind
    if not tokens.joined(at) or tokens.low[at] not in BE:
        return False
    while at < len(tokens) and at < spot.behind + 4 and tokens.low[at] in BE:
        at += 1
    return tokens.word(at) in SUFFERED or (
        spot.country and tokens.word(at) in {"become", "heading", "sliding", "in", "at"}
    )


_RULES: tuple[Callable[[Spot, Lead | None], Judgement | None], ...] = (
    _apart,
    heard,
    comes_from,
    _ruling,
    _happens,
    _suffers,
)
