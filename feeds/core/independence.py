"""How many of a story's outlets know of it independently.

Observations
    Twenty outlets may carry one agency's text. Outlets of one owner share a newsroom, and the voices of one side say
    what that side says: for a claim of that side they are one witness.

Theory of operation
    Outlets and the names they credit are nodes. Outlets of one owner, of one side, or of one state's official media are
    one node. A report that is another's work, or repeats an earlier report nearly word for word, stands with whom it
    repeats; one that rests on another in part ties its own outlet to it. What is left apart is independent. In doubt
    fewer are counted: a story said to be confirmed that is not does more harm than the reverse.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from feeds.core.ancestry import Ancestry, ancestry, named
from feeds.core.fingerprint import COPY, resemblance
from feeds.model import Affiliation, ItemId, Outlet, StoryItem


@dataclass(frozen=True, slots=True)
class Origins:
    """Where a story's reports come from."""

    independent: int  #: outlets, or names that they credit, that know of it independently
    copies: Mapping[ItemId, StoryItem]  #: items whose text stands in an earlier item of another outlet, and in which
    via: Mapping[ItemId, str]  #: items that are, or rest on, another's work, and whose


def origins(items: Sequence[StoryItem]) -> Origins:
    """Where the items, in the order in which they came, come from."""
    copies = _copies(items)
    names = {source.outlet.name for source in items}
    known = {named(source.outlet.name): source.outlet.name for source in items}
    told = {source.id: ancestry(source.item, source.outlet.name, names) for source in items}
    groups = _Groups()
    for source in items:
        _place(groups, source, copies.get(source.id), told[source.id])
    outlets = {groups.of(_voices(source.outlet)[0]) for source in items}
    independent = min(len({groups.of(f"item {source.id}") for source in items}), len(outlets))
    via = {key: _whose(one, known) for key, one in told.items() if one.first or one.parts}
    return Origins(independent, copies, via)


def _place(groups: "_Groups", source: StoryItem, copied: StoryItem | None, told: Ancestry) -> None:
    """Put an item with those whose work it is."""
    own, voices = f"item {source.id}", _voices(source.outlet)
    for voice in voices[1:]:
        groups.join(voices[0], voice)
    if copied is not None:
        groups.join(own, f"item {copied.id}")
        return
    if told.first:
        groups.join(own, f"name {told.first}")
    else:
        groups.join(own, voices[0])
    for name in told.parts:
        groups.join(own, f"name {name}")


def _voices(outlet: Outlet) -> list[str]:
    """The nodes that an outlet belongs to: its name, its owner, the side or the state that it speaks for."""
    found = [f"name {named(outlet.name)}"]
    if outlet.owner:
        found.append(f"name {named(outlet.owner)}")
    if outlet.affiliation is Affiliation.PARTY and outlet.side:
        found.append(f"side {outlet.side.casefold()}")
    if outlet.affiliation is Affiliation.STATE and outlet.country:
        found.append(f"state {outlet.country}")
    return found


def _whose(told: Ancestry, known: Mapping[str, str]) -> str:
    """Whose work it is, in words: an outlet of the story as it is called there."""
    return ", ".join(known.get(name, name) for name in ([told.first] if told.first else sorted(told.parts)))


def _copies(items: Sequence[StoryItem]) -> dict[ItemId, StoryItem]:
    found: dict[ItemId, StoryItem] = {}
    for number, source in enumerate(items):
        for earlier in items[:number]:
            if earlier.outlet_id != source.outlet_id and _same_text(earlier, source):
                found[source.id] = earlier
                break
    return found


def _same_text(one: StoryItem, other: StoryItem) -> bool:
    return one.item.fingerprint == other.item.fingerprint or (
        resemblance(one.item.signature, other.item.signature) >= COPY
    )


class _Groups:
    """Names of which some are one (disjoint sets)."""

    def __init__(self) -> None:
        self._above: dict[str, str] = {}

    def of(self, name: str) -> str:
        """The name by which its group goes."""
        while (above := self._above.setdefault(name, name)) != name:
            self._above[name] = self._above.get(above, above)
            name = above
        return name

    def join(self, one: str, other: str) -> None:
        """Make two groups one."""
        self._above[self.of(one)] = self.of(other)
