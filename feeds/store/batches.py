"""Long lists in pieces: both databases bound the number of values in one statement."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final, TypeVar

SIZE: Final = 500

T = TypeVar("T")


def batches(values: Iterable[T], size: int = SIZE) -> Iterator[list[T]]:
    """The values in lists of at most ``size``."""
    rest = iter(values)
    while batch := list(islice(rest, size)):
        yield batch
