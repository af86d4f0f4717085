"""Which places a text names as the ground of what it tells, and where a story happens.

Theory of operation. Words are read once (``place_tokens``). Runs of capitalised words are looked up, longest first,
under their folded keys (``place_lookup``); a name that stands inside a longer one ("Paris Hilton", "Geneva Convention")
or behind a title ("Mr Jordan") is none (``place_names``). What no gazetteer has is a place where its own text calls it
one ("the village of X", "X, a town"; ``place_setting``). Countries that the text speaks of decide between places of one
name, and whether a small one is believed at all. Then ``place_roles`` says which part each plays, and only the ground
of events is kept. No look goes further than a dozen words, so that the cost is linear in the text.

Known special cases: a capital's bare name is its government; "between X and Y", "north of X" and "towards X" are
directions; a country other than the story's counts only where something is said to happen in it. Arabic, Persian and
other scripts without capitals are not read: nothing rather than a guess.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

from feeds.core import place_roles
from feeds.core.place_names import Hit, hits
from feeds.core.place_spot import Judgement, Spot
from feeds.core.place_tokens import Gap, Tokens, tokenise
from feeds.core.place_unlisted import sentences_with
from feeds.core.place_unlisted_words import GATHERINGS, VIOLENCE
from feeds.core.place_words import KINDS, PARTS
from feeds.model.places import Gazetteer, Mention, Place, PlaceContext, Precision, Role, StoryPlace

_NOWHERE = PlaceContext()
_LIST = KINDS.keys() | PARTS | {"and", "or", "the", "of", "as", "well", "both"}


def find(text: str, gazetteer: Gazetteer, *, context: PlaceContext = _NOWHERE) -> tuple[Place, ...]:
    """The places where the text says that something happens, in the order of the text; a place may come repeatedly."""
    return tuple(mention.place for mention in mentions(text, gazetteer, context=context) if mention.role is Role.EVENT)


def mentions(text: str, gazetteer: Gazetteer, *, context: PlaceContext = _NOWHERE) -> tuple[Mention, ...]:
    """All places that the text names, each with the part that it plays there, in the order of the text."""
    tokens = tokenise(text)
    found = hits(tokens, gazetteer, context)
    return _without_asides(tokens, tuple(_judged(tokens, found)))


def _judged(tokens: Tokens, found: tuple[Hit, ...]) -> Iterator[tuple[Hit, Judgement]]:
    """Each hit with its role; in a list ("X, Y and Z") names without evidence of their own go with the one before."""
    before: tuple[int, Judgement] | None = None
    for hit in found:
        spot = Spot(tokens, hit.first, hit.behind, hit.toponym)
        if hit.dateline:
            verdict = Judgement(Role.DATELINE)
        else:
            own = place_roles.judge(spot)
            listed = before[1] if before and _goes_on(tokens, before[0], hit.first) else None
            verdict = own or listed or place_roles.default(spot)
            if listed and own and not own.firm and listed.role is Role.DISTANCE:
                verdict = listed
        before = (hit.behind, verdict)
        yield hit, verdict


def _goes_on(tokens: Tokens, behind: int, first: int) -> bool:
    """Whether a list of names goes on from one to the next."""
    if first - behind > 6 or any(tokens.gap[at] is Gap.END for at in range(behind, first + 1)):
        return False
    return (first > behind or tokens.gap[first] is not Gap.SPACE) and all(
        tokens.low[at] in _LIST or Gap.HYPHEN in tokens.gap[at : at + 2] for at in range(behind, first)
    )


def _without_asides(tokens: Tokens, judged: tuple[tuple[Hit, Judgement], ...]) -> tuple[Mention, ...]:
    """The mentions; countries in which nothing of the story happens are set aside, as is what is named in passing."""
    home = _home(judged)
    grounds = Counter(hit.toponym.country for hit, verdict in judged if verdict.role is Role.EVENT)
    towns = {
        hit.toponym.country
        for hit, verdict in judged
        if verdict.role is Role.EVENT and hit.toponym.precision > Precision.COUNTRY
    }
    spoken_of = {hit.toponym.country for hit, verdict in judged if verdict.role in {Role.EVENT, Role.GOVERNMENT}}
    eventful = sentences_with(tokens, VIOLENCE | GATHERINGS)

    def role(hit: Hit, verdict: Judgement) -> Role:
        if verdict.role is Role.ORIGIN and not verdict.firm and hit.toponym.country in spoken_of:
            return Role.EVENT  # who tells of it comes from there
        if verdict.role is not Role.EVENT or verdict.firm or hit.toponym.country == home:
            return verdict.role
        if hit.toponym.precision is Precision.COUNTRY:
            return verdict.role if hit.toponym.country in towns else Role.ASIDE
        quiet = hit.toponym.weight >= 0 and tokens.first[hit.first] not in eventful
        return Role.ASIDE if quiet and grounds[hit.toponym.country] == 1 else verdict.role

    return tuple(Mention(hit.place, role(hit, verdict)) for hit, verdict in judged)


def _home(judged: tuple[tuple[Hit, Judgement], ...]) -> str:
    """The country where most of the text happens; "" if none; of equals the first.

    Places with a guessed country have no say.
    """
    votes: Counter[str] = Counter()
    for hit, verdict in judged:
        if hit.toponym.weight < 0:
            continue
        if verdict.role is Role.EVENT:
            votes[hit.toponym.country] += 3
        elif verdict.role in {Role.ASIDE, Role.GOVERNMENT, Role.DISTANCE}:
            votes[hit.toponym.country] += 1
    return max(votes, key=lambda country: votes[country]) if votes else ""


def where(title: str, text: str, gazetteer: Gazetteer, *, context: PlaceContext = _NOWHERE) -> Place | None:
    """The place of the event that a report tells of; None where it names none.

    Its positions count from the title's first character, with one line break between title and text.
    """
    chosen = story_place(title, text, gazetteer, context=context)
    return chosen.place if chosen else None


def story_place(title: str, text: str, gazetteer: Gazetteer, *, context: PlaceContext = _NOWHERE) -> StoryPlace | None:
    """The place of the event and why: named most and earliest, the finer before the coarser that holds it.

    Its positions count from the title's first character, with one line break between title and text.
    """
    return of_event(
        find(f"{title}\n{text}", gazetteer, context=context), in_title=len(title), length=len(title) + len(text) + 1
    )


def of_event(found: Sequence[Place], *, in_title: int, length: int) -> StoryPlace | None:
    """Of the places that ``find`` gave for a title and a text together (``length`` characters, the first ``in_title``
    of which are the title), the one where it happened.
    """
    if not found:
        return None
    counted = Counter((place.canonical, place.country) for place in found)
    score = _score(counted, in_title=in_title, length=length)
    best = max(found, key=lambda place: (score(place), -place.start))
    return StoryPlace(best, _reason(best, counted[best.canonical, best.country], in_title))


def _score(counted: Mapping[tuple[str, str], int], *, in_title: int, length: int) -> Callable[[Place], float]:
    """How much speaks for a place: precision, the title, how often, how early."""

    def score(place: Place) -> float:
        fine = {Precision.COUNTRY: 0.0, Precision.REGION: 2.0, Precision.TOWN: 3.5, Precision.DISTRICT: 3.5}
        often = min(counted[place.canonical, place.country], 5)
        titled = 2.0 if place.end <= in_title else 0.0
        return fine[place.precision] + titled + 0.6 * often + 1.5 * (1 - place.start / max(length, 1))

    return score


def _reason(place: Place, times: int, in_title: int) -> str:
    """Why this place, as a person may read it."""
    stands = "in the headline" if place.end <= in_title else "first in the text"
    often = "named once" if times == 1 else f"named {times} times"
    return f"{place.precision.name.lower()}, {stands}, {often}"
