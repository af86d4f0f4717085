"""What briefs know besides the items: the tables that the package ships."""

from functools import cache

from feeds.core.knowledge import Knowledge
from feeds.models import gazetteer, sides


@cache
def load() -> Knowledge:
    """The table of sides and the gazetteer, one object as long as the process lives."""
    return Knowledge(sides.load(), gazetteer.load())
