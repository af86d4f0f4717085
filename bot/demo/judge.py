"""Was exactly what was expected posted? Compares the channel and the desk with the wire's own expectations."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.demo.wire import Ending, Expected, Wire


@dataclass(frozen=True, slots=True)
class Posted:
    """A message of the channel, or a card of the desk."""

    headline: str
    guids: frozenset[str]  #: of the entries that its links lead to


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table: what became of one expected story, or of a message that nobody expected."""

    label: str
    ends: str
    headline: str
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was expected and what came."""

    rows: tuple[Row, ...]
    expected: int
    posted: int
    missing: tuple[str, ...]
    unexpected: tuple[str, ...]
    optional: int = 0  #: posted of what may stand alone or in another story

    @property
    def ok(self) -> bool:
        """Whether exactly the expected posts are there."""
        return not self.missing and not self.unexpected


def posted(text: str, links: Iterable[str], wire: Wire) -> Posted:
    """What a message shows, by the entries behind its links."""
    known = {entry.guid for entry in wire.entries}
    guids = {urlsplit(link).path.strip("/").replace("/", ":", 1) for link in links}
    return Posted(next((line for line in text.splitlines() if line), ""), frozenset(guids & known))


def judge(wire: Wire, channel: Sequence[Posted], desk: Sequence[Posted]) -> Verdict:
    """Compare: each expected story once, where it must be, with all its sources; nothing besides."""
    places: Mapping[Ending, Sequence[Posted]] = {Ending.CHANNEL: channel, Ending.DESK: desk}
    taken: set[int] = set()
    rows, missing = [], []
    for expected in wire.expected:
        mine = [one for one in places[expected.ends] if one.guids & frozenset(expected.sources)]
        taken.update(id(one) for one in mine)
        problem = _problem(expected, mine)
        if problem:
            missing.append(expected.label)
        rows.append(Row(expected.label, expected.ends, mine[0].headline if mine else "", problem))
    optional = {guid for expected in wire.expected for guid in expected.optional}
    cards = [one for one in desk if one.guids]  # the desk is also told of feeds and failures, with no story behind it
    others = [one for one in [*channel, *cards] if id(one) not in taken]
    strays = [one for one in others if not (one.guids and one.guids <= optional)]
    rows += [Row("?", "", one.headline, "nobody expected this") for one in strays]
    shown, unexpected = len(channel) + len(cards), tuple(one.headline for one in strays)
    alone = len(others) - len(strays)
    return Verdict(tuple(rows), len(wire.expected), shown, tuple(missing), unexpected, alone)


def _problem(expected: Expected, mine: Sequence[Posted]) -> str | None:
    if not mine:
        return "not there"
    if len(mine) > 1:
        return f"there {len(mine)} times"
    foreign = mine[0].guids - set(expected.sources) - set(expected.optional)
    if foreign:
        return f"mixed with {', '.join(sorted(foreign))}"
    absent = set(expected.sources) - mine[0].guids
    if absent and expected.ends is Ending.CHANNEL:
        return f"without {', '.join(sorted(absent))}"
    return None
