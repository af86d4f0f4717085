"""Where a country's name may stand on a map: on its own ground alone, where there is most of it."""

import math
from collections import Counter
from collections.abc import Iterator

from bot.render.pictures.labels import Box
from bot.render.pictures.view import View
from feeds.models.borders import Borders

#: The view is looked at in squares of so many pixels.
STEP = 20
#: So many squares of a view make a country worth naming.
WORTH = 24
#: Countries named on one map, the largest first.
MOST = 7


class Ground:
    """Which country is where in a view."""

    def __init__(self, view: View, borders: Borders, grid: bytes, side: int) -> None:
        """``grid`` is the decoded ``borders.grid``, a byte a point, ``side`` points wide and high."""
        self._view, self._countries = view, borders.countries
        fine = side / 360
        columns = [
            int((view.west + (column + 0.5) * STEP / view.scale + 180) % 360 * fine) % side
            for column in range(view.width // STEP)
        ]
        self._rows = [
            bytes(grid[line * side + column] for column in columns) if 0 <= line < side else bytes(len(columns))
            for row in range(view.height // STEP)
            for line in [math.floor((180 - view.top + (row + 0.5) * STEP / view.scale) * fine)]
        ]

    def countries(self) -> list[int]:
        """The countries with the most ground in the view."""
        seen = Counter(value for row in self._rows for value in row if value)
        return [number for number, squares in seen.most_common(MOST) if squares >= WORTH]

    def name(self, number: int) -> str:
        """What a country is called."""
        return self._countries[number]

    def boxes(self, number: int, width: float, height: float) -> Iterator[Box]:
        """Boxes of a size that lie on a country's ground alone, those first that are nearest to its middle."""
        across, down = math.ceil(width / STEP), math.ceil(height / STEP)
        strip = bytes([number]) * across
        found = [
            Box.at((column + across / 2) * STEP, (row + down / 2) * STEP, width, height)
            for row in range(len(self._rows) - down + 1)
            for column in range(len(self._rows[0]) - across + 1)
            if all(line[column : column + across] == strip for line in self._rows[row : row + down])
        ]
        x, y = self._middle(number)
        yield from sorted(
            found, key=lambda box: math.hypot((box.left + box.right) / 2 - x, (box.top + box.bottom) - 2 * y)
        )

    def _middle(self, number: int) -> tuple[float, float]:
        at = [
            (column, row) for row, line in enumerate(self._rows) for column, value in enumerate(line) if value == number
        ]
        return sum(column for column, _ in at) / len(at) * STEP, sum(row for _, row in at) / len(at) * STEP
