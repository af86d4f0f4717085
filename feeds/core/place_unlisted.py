"""Places that no gazetteer has and the text does not call so, told by what happens there ("killed in X").

Three things must speak for a name. *What governs it*: a preposition of place in a sentence that tells of violence; a
noun of attack with "on", "of" or "for" ("battle for X"); a verb that only ground suffers ("besieged X"); a movement
("fled to X"); or a position told behind it ("at X, west of Y"). Or two prepositions of place, in a text that tells of
violence. *What follows it*: nothing that makes an adjective of it ("in X custody"). *What it is elsewhere*: nobody who
speaks, bears a title or a further name, and no word that never names a town. Names in a list go with its first. One
pass over the capitalised runs; no look goes further than half a dozen words.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from feeds.core.place_lookup import may_open
from feeds.core.place_setting import capitalised, may_be_called, owns_town
from feeds.core.place_tokens import Gap, Tokens
from feeds.core.place_unlisted_words import (
    COUNTS,
    FALLING,
    GATHERINGS,
    INHABITED,
    NO_GROUND,
    NO_TOWNS,
    ONLY_GROUND,
    PASTS,
    STRIKERS,
    THROUGH,
    TIMES,
    VIOLENCE,
)
from feeds.core.place_words import (
    ATTACKS,
    BESIDE,
    DIRECTIONS,
    HELPERS,
    HITS,
    IN,
    KINDS,
    LASTING,
    MOVES,
    MOVING,
    NAMED_BEFORE,
    OPENERS,
    OTHER,
    PARTS,
    PEOPLE,
    SEIZED,
    SPEECH,
    STOPS,
    TITLES,
    UNITS,
)
from feeds.core.toponyms import INSIDE
from feeds.model.places import Gazetteer

#: "at X", "outside X" put something there; "over" and "via" as often do not.
_PLACED = frozenset(("in", "at", "near", "inside", "outside", "around", "into", "off"))
#: Further prepositions, each with the words that must stand in front.
_GOVERNORS: Mapping[str, frozenset[str]] = {
    "on": ATTACKS - LASTING,
    "against": ATTACKS - LASTING,
    "of": SEIZED | INHABITED | NAMED_BEFORE | KINDS.keys() - {"state", "states", "republic", "university"},
    "for": frozenset(("battle", "battles", "fight", "fighting")),
    "through": THROUGH,
}
#: Longer runs of capitals are titles, bodies and headlines.
_LONGEST = 3
#: What closes a name that stands for ground with it and without it.
_DIVISIONS = frozenset(("township", "county", "district", "province", "governorate", "city", "town", "village", "camp"))
#: Endings of peoples, creeds and their followers.
_PEOPLES = ("ians", "ists", "ism", "ites", "isis")


@dataclass(frozen=True, slots=True)
class Run:
    """A capitalised run without what opens the sentence or closes the name: words ``at`` up to ``behind``."""

    at: int
    behind: int


def unlisted(tokens: Tokens, gazetteer: Gazetteer) -> Mapping[str, str]:
    """Keys of names that are places by what happens there, each with "town", the noun that fits most of them."""
    violent = sentences_with(tokens, VIOLENCE)
    if not violent:
        return {}
    eventful = violent | sentences_with(tokens, GATHERINGS)
    runs = tuple(_runs(tokens))
    nobody = _persons(tokens, runs)
    sure: dict[str, str] = {}
    led: Counter[str] = Counter()
    before: tuple[int, bool] = (-1, False)
    for run in runs:
        proven = _proven(tokens, run, eventful, gazetteer) or (before[1] and _listed(tokens, before[0], run))
        before = (run.behind, proven)
        key = tokens.key(run.at, run.behind)
        if not (proven or _placed(tokens, run)) or key in nobody or not _may_be_town(tokens, run, gazetteer):
            continue
        led[key] += 1
        if proven or led[key] > 1:
            sure[key] = "town"
    return sure


def sentences_with(tokens: Tokens, words: frozenset[str]) -> frozenset[int]:
    """First words of the sentences in which one of some words stands."""
    return frozenset(tokens.first[at] for at, word in enumerate(tokens.low) if word in words)


def _titled(tokens: Tokens) -> frozenset[int]:
    """First words of the sentences in which three of four longer words are capitals: headlines, captions, lists."""
    words, capitals = Counter[int](), Counter[int]()
    for at, first in enumerate(tokens.first):
        if at > first and len(tokens.raw[at]) > 3:
            words[first] += 1
            capitals[first] += tokens.cap[at]
    return frozenset(first for first, number in words.items() if capitals[first] > max(0.75 * number, 1))


def _runs(tokens: Tokens) -> Iterator[Run]:
    """The capitalised runs, without words that open a sentence and without days, months and nouns at their end."""
    titled = _titled(tokens)
    for first, last in capitalised(tokens):
        if tokens.first[first] in titled:
            continue
        at, behind = first + 2 * _opened_by_noun(tokens, first, last), last
        while at < behind and tokens.gap[first] is Gap.END and tokens.low[at] in OPENERS:
            at += 1
        for word in range(at + 1, behind):
            if tokens.low[word] == "at" and not tokens.cap[word] and tokens.gap[word + 1] is Gap.SPACE:
                at = word + 1  # "to Turkey at X": "at" stands inside names too
        while behind > at and (tokens.low[behind - 1] in TIMES or tokens.low[behind - 1] in _DIVISIONS):
            behind -= 1
        if at < behind:
            yield Run(at, behind)


def _opened_by_noun(tokens: Tokens, first: int, last: int) -> bool:
    """Whether a run is a noun that opens a sentence, and what it is of: "Residents of X", "Shelling of X"."""
    of = last - first > 2 and tokens.low[first + 1] == "of" and tokens.gap[first] is Gap.END
    return of and tokens.low[first] in _GOVERNORS["of"]


def _persons(tokens: Tokens, runs: tuple[Run, ...]) -> frozenset[str]:
    """Keys of all that speaks, bears a title, an age or a description; and single words of longer names."""
    found: set[str] = set()
    spoke: set[str] = set()
    for run in runs:
        words = tokens.low[run.at : run.behind]
        if run.behind - run.at > 1 and not any(word in BESIDE or word in PARTS or word in KINDS for word in words):
            found.update(word for word in words if word not in INSIDE)
        if _speaks(tokens, run) or _presented(tokens, run.at):
            spoke.add(tokens.key(run.at, run.behind))
    named = (run for run in runs if run.behind - run.at > 1 and tokens.low[run.behind - 1] in spoke)
    return frozenset(found | spoke | {tokens.key(run.at, run.behind) for run in named})


def _speaks(tokens: Tokens, run: Run) -> bool:
    """Whether the run is a speaker or is told of as a person: "X said", "said X", "X, 34,", "X, who"."""
    if run.behind >= len(tokens) or tokens.gap[run.behind] is Gap.END:
        return tokens.word(run.at - 1) in {"said", "says"} and tokens.joined(run.at)
    at = run.behind
    word = tokens.low[at]
    if tokens.gap[at] is Gap.COMMA:
        return word == "who" or (word.isdigit() and len(word) < 3 and tokens.word(at + 1) not in UNITS)
    if tokens.low[run.at - 1] in IN and tokens.joined(run.at):
        return False  # "residents in X said"
    if word in HELPERS:
        word = tokens.word(at + 1)
    return word in SPEECH or word in {"who", "whose", "himself", "herself"}


def _presented(tokens: Tokens, at: int) -> bool:
    """Whether a title or a description stands in front: "Mr X", "journalist X"."""
    before = tokens.word(at - 1)
    return tokens.joined(at) and (before in TITLES or before in PEOPLE or before in {"group", "agency", "operation"})


def _may_be_town(tokens: Tokens, run: Run, gazetteer: Gazetteer) -> bool:
    """Whether a run may name a town: short, nobody's people, body, weapon, tongue or creed, no common word."""
    words = tokens.low[run.at : run.behind]
    if (
        len(words) > _LONGEST
        or len(tokens.raw[run.at]) < 2
        or len(" ".join(words)) < 4
        or not may_open(tokens, run.at)
        or owns_town(tokens, run.behind)
        or gazetteer.ambiguous(tokens.key(run.at, run.behind))
    ):
        return False
    if any(
        word in NO_TOWNS or word in OPENERS or word == "of" or word.endswith(_PEOPLES) or len(word) < 2
        for word in words
    ):
        return False
    return may_be_called(tokens, run.at, run.behind, gazetteer)


def _proven(tokens: Tokens, run: Run, eventful: frozenset[int], gazetteer: Gazetteer) -> bool:
    """Whether what stands in front of a run makes ground of it, by an event or a position."""
    if not tokens.joined(run.at) or tokens.gap[run.at] is Gap.HYPHEN or not _alone(tokens, run.behind):
        return False
    before, further = tokens.low[run.at - 1], tokens.word(run.at - 2)
    if before in _PLACED and further not in NO_GROUND:
        return tokens.first[run.at] in eventful or _positioned(tokens, run.behind)
    if before in _GOVERNORS:
        return further in _GOVERNORS[before] or (before == "on" and _falls_on(tokens, run.at))
    if before in MOVES or before in {"towards", "toward"}:
        return _moved(tokens, run.at) and (before != "from" or tokens.first[run.at] in eventful)
    return not tokens.cap[run.at - 1] and _suffers(tokens, run, gazetteer)


def _falls_on(tokens: Tokens, at: int) -> bool:
    """Whether something comes down in the five words before "on X": "dropped barrels of explosives on X"."""
    for word in range(at - 2, max(at - 7, 0), -1):
        if tokens.low[word] in FALLING:
            return True
        if tokens.gap[word] > Gap.HYPHEN:
            return False
    return False


def _suffers(tokens: Tokens, run: Run, gazetteer: Gazetteer) -> bool:
    """Whether a verb before makes ground of a run: only ground suffers it, it is shells' verb, or the run is known."""
    verb = tokens.low[run.at - 1]
    if verb in ONLY_GROUND:
        return True
    known = verb in HITS and bool(gazetteer.lookup(tokens.key(run.at, run.behind)))
    return known or (verb in {"hit", "struck", "hitting", "striking"} and tokens.word(run.at - 2) in STRIKERS)


def _placed(tokens: Tokens, run: Run) -> bool:
    """Whether a preposition of place alone stands in front."""
    placed = tokens.joined(run.at) and tokens.low[run.at - 1] in _PLACED
    return (
        placed
        and tokens.word(run.at - 2) not in NO_GROUND
        and tokens.gap[run.at] is Gap.SPACE
        and _alone(tokens, run.behind)
    )


def _moved(tokens: Tokens, at: int) -> bool:
    """Whether somebody moves before "to X", or a road leads there."""
    return any(
        tokens.word(word) in MOVING or tokens.word(word) in {"road", "highway", "reported"}
        for word in range(at - 5, at - 1)
    )


def _alone(tokens: Tokens, behind: int) -> bool:
    """Whether a name ends where its run ends, and is no adjective of what follows ("in X custody")."""
    if behind < len(tokens) and tokens.owns[behind - 1]:
        return False
    if not tokens.joined(behind):
        return behind >= len(tokens) or tokens.text[tokens.end[behind - 1] + 1] not in "\"'“‘"  # a nickname
    word = tokens.low[behind]
    if tokens.gap[behind] is Gap.HYPHEN:
        return False
    if any(word in words for words in (STOPS, IN, MOVES, OTHER, HELPERS, TIMES, KINDS)) or word.isdigit():
        return True
    if word in COUNTS and behind + 1 < len(tokens):
        return not tokens.cap[behind + 1]  # "Volta a Portugal"
    return not tokens.cap[behind] and (word.endswith(("ed", "ing")) or word in PASTS)


def _positioned(tokens: Tokens, behind: int) -> bool:
    """Whether it is told where the name lies: "X, west of Y", "X, 30 km from Y", "X in northern Y"."""
    if behind >= len(tokens) or tokens.gap[behind] is Gap.END:
        return False
    if tokens.low[behind] == "in" and tokens.word(behind + 1) in PARTS:
        return True
    if tokens.gap[behind] is not Gap.COMMA:
        return False
    for at in range(behind, min(behind + 5, len(tokens))):
        if at > behind and tokens.gap[at] > Gap.HYPHEN:
            return False
        if tokens.low[at] in UNITS or (tokens.low[at] in DIRECTIONS and tokens.word(at + 1) == "of"):
            return True
    return False


def _listed(tokens: Tokens, behind: int, run: Run) -> bool:
    """Whether a list goes on from a name to the next: "in X and Y"; by a comma only where "and" follows later."""
    if not _alone(tokens, run.behind):
        return False
    if Gap.END in tokens.gap[behind : run.at + 1]:
        return False
    linked = behind + (2 if tokens.word(behind + 1) in {"on", "in", "at", "near"} else 1)
    if run.at == linked and tokens.low[behind] in {"and", "or"}:
        return True
    goes_on = run.behind < len(tokens) and (
        (tokens.low[run.behind] == "and" and run.behind + 1 < len(tokens) and tokens.cap[run.behind + 1])
        or (tokens.gap[run.behind] is Gap.COMMA and tokens.cap[run.behind])
    )
    return run.at == behind and tokens.gap[behind] is Gap.COMMA and goes_on
