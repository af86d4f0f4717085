"""What stands behind summaries and translations by a language model, as protocols. All of it is optional."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from feeds.model import Question, Reply, Revised


class Summarise(Protocol):
    """Puts a question to a language model."""

    @property
    def model(self) -> str:
        """The model's name: answers of two models have nothing to do with each other, and readers are told it."""

    async def __call__(self, question: Question) -> Reply:
        """Its answer, whatever it says; raises ``SummariserError``."""


class MachineRepository(Protocol):
    """Which stories may want a machine text, and what was answered before."""

    async def revised(self, *, since: datetime, limit: int) -> Sequence[Revised]:
        """The newest revisions since a moment of stories that are posted or wait for a post, the newest first."""

    async def answer(self, key: bytes) -> str | None:
        """What was answered to the question with this key; None where it was never put, or never answered."""

    async def keep(self, key: bytes, answer: str, *, at: datetime) -> None:
        """Remember an answer. Twice is once."""

    async def forget(self, before: datetime) -> None:
        """Forget the answers that were kept before a moment."""
