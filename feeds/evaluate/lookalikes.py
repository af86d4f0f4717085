"""Invented reports of look-alike events of one invented war, on which the join model learns beside real ones.

Collections of real news seldom hold two strikes on two towns in one hour told in the same words, and a stream of war
news holds them daily. Each event is told twice, by two outlets; what tells it from others is its town and its numbers.
"""

from datetime import UTC, datetime, timedelta
from itertools import cycle

from feeds.core import text as texts
from feeds.core.fingerprint import fingerprint
from feeds.evaluate.clusters import Labelled
from feeds.model import Item

_BEGAN = datetime(2024, 2, 5, 6, tzinfo=UTC)
_TOWNS = texts.tokens(
    "Averin Belgost Cormak Dravik Elsova Farsund Gostra Havlen Irkova Jelsk Korvath Lomira Marven Nestov Orlitz Pravnik"
    " Quorin Rastov Selmir Tavrin Ulmeck Vostra Welden Xanthe Yarov Zelmin Arkosh Brelin Celdon Dornik Esvar Felgor"
)
#: An event as two outlets tell it: title and text of each; a title alone where there is no text.
_TOLD = (
    (
        (
            "Drone attack on {town} wounds {some}",
            "{Some} people were wounded when a drone hit a bus in {town}, its mayor said.",
        ),
        (
            "{Some} hurt as drone strikes bus in {town}",
            "A drone struck a passenger bus in {town}, wounding {some} people, officials said.",
        ),
    ),
    (
        ("{town} comes under fire overnight", "Rockets fell on {town} overnight. The mayor spoke of damage to homes."),
        (
            "Rockets damage homes in {town}",
            "Homes were damaged when rockets hit {town} during the night, according to its mayor.",
        ),
    ),
    (
        (
            "Missile strike on {town} kills {some}",
            "A missile struck a depot in {town}, killing {some} people, the ministry said.",
        ),
        (
            "{Some} killed in missile strike on depot in {town}",
            "The ministry said that {some} people died when a missile hit a depot in {town}.",
        ),
    ),
    (("Shelling of {town}", ""), ("{town} shelled, {some} dead", "")),
    (("Drone attack on {town} kills {some}", ""), ("{Some} killed in {town} drone attack", "")),
    (("Army says it shot down {some} drones over {town}", ""), ("{Some} drones downed over {town}, army says", "")),
    (
        (
            "Air raid hits hospital in {town}",
            "Aircraft bombed a hospital in {town}, doctors said. {Some} patients were killed.",
        ),
        (
            "Hospital bombed in {town}, {some} patients dead",
            "Doctors in {town} said that {some} patients were killed in an air raid on their hospital.",
        ),
    ),
    (
        ("Talks on truce around {town} fail", "Talks on a truce around {town} ended without a result, mediators said."),
        ("No truce for {town} as talks break down", "Mediators said that talks on a truce for {town} broke down."),
    ),
)
_NUMBERS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "eleven", "twelve")


def reports() -> list[Labelled]:
    """The reports in the order in which they came: every town has an event of each kind, a day between kinds."""
    told = []
    numbers = cycle(_NUMBERS)
    for kind, tellings in enumerate(_TOLD):
        for place, town in enumerate(_TOWNS):
            some = next(numbers)
            for later, (title, text) in enumerate(tellings):
                words = {"town": town, "some": some, "Some": some.capitalize()}
                minutes = 20 * place + 95 * later
                at = _BEGAN + timedelta(days=kind, minutes=minutes)
                told.append(Labelled(_item(title.format(**words), text.format(**words), at), f"{kind}-{town}"))
    return sorted(told, key=lambda report: report.item.published_at)


def _item(title: str, text: str, at: datetime) -> Item:
    exact = fingerprint(title, text)
    return Item(
        key=exact,
        title=title,
        text=text,
        url=None,
        language="en",
        published_at=at,
        dated=True,
        fingerprint=exact,
        signature=b"",
    )
