"""Names of where somebody merely speaks, lives or comes from: no ground of an event."""

from feeds.core.place_spot import Judgement, Lead, Spot, of_before
from feeds.core.place_tokens import Gap
from feeds.core.place_words import (
    ARMED,
    ATTACKS,
    BE,
    COMPARED,
    HEARERS,
    HELPERS,
    HITS,
    HOME,
    KINDS,
    LOCAL,
    MEETINGS,
    MOVING,
    PEOPLE,
    REPORTERS,
    SEATED,
    SPEECH,
    TELLS,
)
from feeds.model.places import Precision, Role


def heard(spot: Spot, lead: Lead | None) -> Judgement | None:
    """Where somebody merely speaks: "told reporters in X", "a resident of X said", "in X, the envoy said"."""
    tokens = spot.tokens
    if _governs(spot, lead) and _speaks_next(spot):
        return None
    if lead and any(tokens.word(at) in HEARERS for at in range(lead.at - 2, lead.at)) and not _struck(spot, lead):
        return Judgement(Role.SPEAKER)
    if tokens.joined(spot.behind) and (tokens.word(spot.behind) in HEARERS or tokens.word(spot.behind + 1) in HEARERS):
        return Judgement(Role.SPEAKER)
    if lead and (tokens.word(lead.at - 1) in {"un", "nations"} or _stage(spot, lead)):
        return Judgement(Role.SPEAKER)
    if _speaks_next(spot) and not _tells_of_it(spot, lead) and (lead or of_before(spot) > 0 or not spot.seat):
        return Judgement(Role.SPEAKER)
    if lead and lead.at - tokens.first[spot.first] <= 1 and lead.word in {"in", "from", "at"} and _opens_speech(spot):
        return Judgement(Role.SPEAKER)
    return None


def _stage(spot: Spot, lead: Lead) -> bool:
    """Whether a speech ends with its place ("…," he said in X.), a body sits there and speaks, or a guest is due."""
    tokens, before = spot.tokens, spot.tokens.word(lead.at - 1)
    if lead.word != "in" or not tokens.joined(lead.at):
        return False
    ends = spot.behind >= len(tokens) or tokens.gap[spot.behind] > Gap.HYPHEN
    if (before in {"said", "says", "added"} and ends) or (before in {"due", "expected"} and spot.seat):
        return True
    sits = before in SEATED and lead.at + 1 == spot.first and tokens.joined(spot.behind)
    return sits and (tokens.low[spot.behind] in SPEECH or tokens.low[spot.behind] in HELPERS)


def _governs(spot: Spot, lead: Lead | None) -> bool:
    """Whether who speaks has a local office, and so tells of his own ground: "the governor of X said"."""
    if spot.seat:
        return False
    tokens, of = spot.tokens, of_before(spot)
    before = (
        {tokens.word(of - 1)} if of > 0 else {tokens.word(lead.at - 1), tokens.word(lead.at - 2)} if lead else set()
    )
    head = "head" in before and spot.toponym.precision is Precision.REGION
    return head or bool(before & LOCAL)


def _struck(spot: Spot, lead: Lead) -> bool:
    """Whether an attack stands before in the clause: "a bomb hit the police headquarters in X"."""
    tokens = spot.tokens
    for at in range(lead.at - 1, max(lead.at - 12, 0), -1):
        if tokens.low[at] in ATTACKS or tokens.low[at] in HITS:
            return True
        if tokens.gap[at] > Gap.HYPHEN or tokens.low[at] in SPEECH:
            return False
    return False


def _tells_of_it(spot: Spot, lead: Lead | None) -> bool:
    """Whether those who speak tell of the place itself ("rebels in X said"), or the name ends a movement ("into X")."""
    tokens, of = spot.tokens, of_before(spot)
    who = range(max(lead.at - 5, tokens.first[lead.at]), lead.at) if lead else range(of - 1, of)
    told = any(tokens.word(at) in REPORTERS for at in who) or tokens.word(spot.behind) in REPORTERS
    return told or bool(lead and lead.word in {"into", "across"})


def _speaks_next(spot: Spot) -> bool:
    """Whether a verb of saying follows, at most two nouns of place between; not "…, said the group"."""
    tokens, at = spot.tokens, spot.behind
    if tokens.word(spot.first - 1) in HITS:
        return False
    while tokens.joined(at) and (tokens.low[at] in KINDS or (at < spot.behind + 2 and tokens.low[at] in PEOPLE)):
        at += 1
    if at >= len(tokens) or tokens.gap[at] is Gap.END:
        return False
    if tokens.low[at] == "as" and tokens.word(at + 1) in {"saying", "reporting"}:
        return True
    if tokens.word(at + 1) in {"quoted", "cited"}:
        return True
    if tokens.low[at] in HELPERS:
        at += 1
    if tokens.word(at) == "saying" and tokens.gap[at] is Gap.COMMA:
        return False
    if tokens.word(at) not in SPEECH or tokens.word(at) in {
        "called",
        "want",
        "wants",
        "considered",
        "reported",
        "quoted",
    }:
        return False
    if tokens.low[at] in {"claims", "claimed"} and tokens.word(at + 1) in {"at", "the", "more"}:
        return False  # "a bombing in X claims at least 20 lives"
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
        if tokens.low[at] in REPORTERS and tokens.word(at + 1) not in SEATED:
            return False
        if (tokens.low[at].endswith("ed") and not tokens.cap[at]) or tokens.low[at] in BE:
            return False
    return False


def _moved(spot: Spot, lead: Lead) -> bool:
    """Whether somebody or something moves from there, in the words before and not behind a comma."""
    tokens = spot.tokens
    return tokens.gap[lead.at] is not Gap.COMMA and any(tokens.word(at) in MOVING for at in range(lead.at - 4, lead.at))


def _witness(spot: Spot, lead: Lead) -> bool:
    """Whether somebody from a town tells: "Maya, 26, from X, recalled", "said Rima, a cook from X"; no fighter."""
    tokens = spot.tokens
    if lead.word != "from" or spot.seat or spot.toponym.precision < Precision.TOWN or spot.first != lead.at + 1:
        return False
    who = tokens.low[max(lead.at - 9, tokens.first[spot.first]) : lead.at]
    if any(word in ARMED for word in who):
        return False
    tells = spot.behind < len(tokens) and tokens.gap[spot.behind] is Gap.COMMA and tokens.low[spot.behind] in TELLS
    return tells or any(word in TELLS for word in who)


def comes_from(spot: Spot, lead: Lead | None) -> Judgement | None:
    """Where somebody is from or lives: ", 24, from X,", "a fighter from X", "based in X", "who is in X"."""
    if not lead:
        return None
    tokens, before = spot.tokens, spot.tokens.word(lead.at - 1)
    if _witness(spot, lead):
        return Judgement(Role.ORIGIN, firm=False)
    if before in HOME or _stays(spot, lead):
        return Judgement(Role.ORIGIN)
    if lead.word == "from" and before in {"came", "comes", "hails", "hailed"}:
        return Judgement(Role.ORIGIN)
    if lead.word == "in" and before in {"war", "wars"} and spot.toponym.precision <= Precision.REGION:
        return Judgement(Role.ASIDE)
    if (
        lead.word == "from"
        and before != "reported"
        and (before in PEOPLE or not (spot.country or lead.of > 0 or _moved(spot, lead)))
    ):
        return Judgement(Role.ORIGIN)
    if lead.word == "in" and before in COMPARED:
        return Judgement(Role.ASIDE)
    if spot.country and before in PEOPLE and before != "people" and tokens.word(spot.first - 1) == lead.word:
        return Judgement(Role.ASIDE)
    return Judgement(Role.SPEAKER) if lead.word == "in" and _visits(spot) else None


def _stays(spot: Spot, lead: Lead) -> bool:
    """Whether somebody merely is there: "who is in X", "the governor, Omar Safi, was in X", "said to be in X"."""
    tokens, before = spot.tokens, spot.tokens.word(lead.at - 1)
    if lead.word != "in" or before not in {"is", "was", "be"}:
        return False
    told = tokens.word(lead.at - 2) in {"who", "to"}
    return told or (tokens.gap[lead.at - 1] is Gap.COMMA and tokens.cap[lead.at - 2])


def _visits(spot: Spot) -> bool:
    """Whether a name is followed by "for talks", a time between at most ("in X on Thursday for talks")."""
    tokens = spot.tokens
    for at in range(spot.behind, spot.behind + 3):
        if not tokens.joined(at):
            return False
        if tokens.low[at] == "for":
            return any(tokens.word(word) in MEETINGS for word in (at + 1, at + 2))
    return False
