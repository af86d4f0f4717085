"""What part of the world a map shows, in Mercator's projection: shapes are right everywhere, north is up."""

import math
from dataclasses import dataclass

from feeds.models.borders import latitude, mercator

WIDTH, HEIGHT = 960, 540  #: of a map, in pixels
#: Nearer to a pole no map is drawn; what lies there is shown at this latitude.
NEAREST_POLE = 88.0
_KM = 111.32  #: of a degree at the equator


@dataclass(frozen=True, slots=True)
class View:
    """A rectangle of the world on a picture of so many pixels."""

    x: float  #: of the middle, in degrees of longitude
    y: float  #: of the middle, in Mercator degrees
    scale: float  #: pixels a degree
    km: float  #: kilometres a pixel, in the middle
    width: int = WIDTH
    height: int = HEIGHT

    @classmethod
    def around(cls, lat: float, lon: float, km: float, width: int = WIDTH, height: int = HEIGHT) -> "View":
        """So many kilometres from side to side, but not more than the world."""
        kept = max(-NEAREST_POLE, min(NEAREST_POLE, lat))
        degree = _KM * math.cos(math.radians(kept))
        degrees = min(km / degree, 360.0)
        across = (lon + 180) % 360 - 180
        return cls(across, mercator(kept), width / degrees, degrees * degree / width, width, height)

    def pixel(self, lat: float, lon: float) -> tuple[float, float]:
        """Where a place is, on the side of the date line on which it is nearest."""
        across = (lon - self.x + 180) % 360 - 180
        kept = max(-NEAREST_POLE, min(NEAREST_POLE, lat))
        return self.width / 2 + across * self.scale, self.height / 2 - (mercator(kept) - self.y) * self.scale

    @property
    def west(self) -> float:
        """Of the left side, in degrees of longitude, perhaps beyond 180."""
        return self.x - self.width / 2 / self.scale

    @property
    def east(self) -> float:
        """Of the right side."""
        return self.x + self.width / 2 / self.scale

    @property
    def bottom(self) -> float:
        """Of the lower side, in Mercator degrees."""
        return self.y - self.height / 2 / self.scale

    @property
    def top(self) -> float:
        """Of the upper side, in Mercator degrees."""
        return self.y + self.height / 2 / self.scale

    @property
    def south(self) -> float:
        """Of the lower side, in degrees of latitude."""
        return latitude(self.bottom)

    @property
    def north(self) -> float:
        """Of the upper side, in degrees of latitude."""
        return latitude(self.top)
