"""Where words go on a picture: never over one another, never over the edge."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: "Box") -> bool:
        """Whether the two share more than an edge."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def within(self, other: "Box") -> bool:
        """Whether all of it lies in the other."""
        return (
            other.left <= self.left
            and self.right <= other.right
            and other.top <= self.top
            and self.bottom <= other.bottom
        )

    def grown(self, by: float) -> "Box":
        """So many pixels more on every side."""
        return Box(self.left - by, self.top - by, self.right + by, self.bottom + by)

    @classmethod
    def at(cls, x: float, y: float, width: float, height: float) -> "Box":
        """Around a middle."""
        return cls(x - width / 2, y - height / 2, x + width / 2, y + height / 2)


@dataclass(slots=True)
class Room:
    """What is still free of a picture."""

    frame: Box
    taken: list[Box] = field(default_factory=list)

    def free(self, box: Box) -> bool:
        """Whether the box is in the frame and clear of all that is taken."""
        return box.within(self.frame) and not any(box.overlaps(other) for other in self.taken)

    def take(self, box: Box) -> None:
        """Nothing else goes here."""
        self.taken.append(box)

    def first(self, boxes: Iterable[Box]) -> Box | None:
        """The first of the boxes that is free, taken; None where none is."""
        found = next(filter(self.free, boxes), None)
        if found is not None:
            self.take(found)
        return found


def beside(x: float, y: float, width: float, height: float, gap: float) -> Iterator[Box]:
    """Where the name of a point may stand, the best first: right, left, above, below, and the corners."""
    across, up, slant = gap + width / 2, gap + height / 2, gap * 0.7
    yield Box.at(x + across, y, width, height)
    yield Box.at(x - across, y, width, height)
    yield Box.at(x, y - up, width, height)
    yield Box.at(x, y + up, width, height)
    for down in (-1, 1):
        for right in (1, -1):
            yield Box.at(x + right * (slant + width / 2), y + down * (slant + height / 2), width, height)
