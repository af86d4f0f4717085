"""Reports of events that never were, in places that are on no map: as many as wanted, the same for the same number.

Each event has a town, people and counts of its own, so that clustering keeps events apart; reports of one event share
those and differ in their words, as those of different outlets do.
"""

import random
from dataclasses import dataclass, replace
from itertools import islice

_ONSETS = (
    "b",
    "br",
    "d",
    "dr",
    "f",
    "g",
    "gr",
    "h",
    "k",
    "kr",
    "l",
    "m",
    "n",
    "p",
    "pr",
    "r",
    "s",
    "st",
    "t",
    "tr",
    "v",
    "z",
)
_VOWELS = ("a", "e", "i", "o", "u", "ai", "ei")
_ENDINGS = (
    "burg",
    "dal",
    "ev",
    "gat",
    "holm",
    "ik",
    "lan",
    "mar",
    "nor",
    "oz",
    "pol",
    "rak",
    "stan",
    "tov",
    "vik",
    "wen",
)
_TITLES = (
    "Shelling of {town} kills {count}, officials in {region} say",
    "Air strike on {town} leaves {count} soldiers dead",
    "Rockets hit {town} overnight, {count} wounded, {region} governor says",
    "Troops enter {town} after fighting that killed {count}",
    "Drones attack army depot near {town}, {count} killed",
    "Artillery fire on {town}: {count} civilians killed in {region}",
    "Rebels shoot down helicopter near {town}, {count} dead",
    "Missile strike on {town} kills {count}, {region} military says",
)
_LEADS = (
    "{officer}, who commands the brigade in {region}, said that artillery fired on the town of {town} killed {count}.",
    "At least {count} were killed in the attack on {town}, the military of {region} said, and {officer} blamed rebels.",
    "Residents of {town} spoke of hours of shelling; {officer} put the number of the dead at {count}.",
    "The air raid on {town} in {region} killed {count} and wounded many more, according to {officer}.",
)
_MORE = (
    "Ambulances took the wounded to the hospital of {village}, where {doctor} described shrapnel injuries.",
    "Fighting was also reported from {village} on the {river} river; the road to {region} was cut.",
    "{doctor} of the clinic in {village} said that supplies would last until the {river} could be crossed.",
    "A bridge over the {river} near {village} was damaged, and {doctor} asked for a truce to move patients.",
)
#: What a report begins with once more is known.
LATER = "A second round of shelling hit"


@dataclass(frozen=True, slots=True)
class Report:
    """What one outlet says about one event."""

    key: str
    title: str
    text: str


def report(event: int, telling: int = 0) -> Report:
    """One telling of an event; there are about a hundred different ones."""
    facts = _facts(event)
    chosen = random.Random(f"{event}/{telling}")
    title = _TITLES[(event + telling) % len(_TITLES)]
    words = " ".join(
        (chosen.choice(_LEADS), *chosen.sample(_MORE, 2), "The front has moved little since {month}, {doctor} said.")
    )
    return Report(f"event-{event}-{telling}", title.format_map(facts), words.format_map(facts))


def later(event: int) -> Report:
    """The same report, as its outlet has it once more is known: in headline and text, so that every brief shows it."""
    first, news = report(event), news_of(event)
    return replace(first, title=f"{first.title}. {news}", text=f"{news}. {first.text}")


def news_of(event: int) -> str:
    """What the later report begins with, and no other report holds."""
    return f"{LATER} {{village}} hours later, {{officer}} said".format_map(_facts(event))


def apart(count: int) -> list[int]:
    """So many events of which no two share a name: the same place twice might be one story."""
    found: list[int] = []
    taken: set[object] = set()
    event = 0
    while len(found) < count:
        names = {value for key, value in _facts(event).items() if key not in {"count", "month"}}
        if not names & taken:
            found.append(event)
            taken |= names
        event += 1
    return found


def words_of(event: int) -> list[str]:
    """The words that only this event's reports hold: its town and its village."""
    facts = _facts(event)
    return [str(facts["town"]), str(facts["village"])]


def _facts(event: int) -> dict[str, object]:
    drawn = random.Random(event)
    names = ("town", "region", "village", "river", "officer", "doctor")
    facts: dict[str, object] = dict(zip(names, islice(iter(lambda: _name(drawn), ""), len(names)), strict=True))
    month = drawn.choice(("January", "April", "June", "September", "November"))
    return facts | {"count": drawn.randrange(2, 90), "month": month}


def _name(drawn: random.Random) -> str:
    syllables = (drawn.choice(_ONSETS) + drawn.choice(_VOWELS) for _ in range(2))
    return ("".join(syllables) + drawn.choice(_ENDINGS)).capitalize()
