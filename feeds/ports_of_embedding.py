"""What may stand behind comparing texts of different languages, as a protocol. Nothing that runs depends on it."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Vector:
    """A text as a model sees it: of length 1, with the model's id, for vectors of two models have nothing in common."""

    model: str
    values: "array[float]"

    def cosine(self, other: "Vector") -> float:
        """How alike two texts are, from -1 to 1; raises ``ValueError`` where they are of two models."""
        if self.model != other.model or len(self.values) != len(other.values):
            raise ValueError(f"vectors of {self.model} and {other.model} cannot be compared")
        return sum(a * b for a, b in zip(self.values, other.values, strict=True))


class Embed(Protocol):
    """Turns short texts of any language into vectors."""

    @property
    def model(self) -> str:
        """The model's id, with its release and how it is asked: thresholds and stored vectors hold for it alone."""

    async def __call__(self, texts: Sequence[str]) -> list[Vector]:
        """A vector for each text, in their order; what is too long is cut. Raises ``EmbedderError``."""
