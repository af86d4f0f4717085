"""Asking the process that assesses stories.

In one process with everything else, the reading of texts (claims, figures, places) kept the loop from feeds and from
Telegram for most of the time that a changed feed took (measured: 2.6 of 4.8 ms); and no text, however made, can hang or
bloat the bot by being read elsewhere.
"""

from collections.abc import Sequence
from functools import lru_cache

import msgspec

from feeds.assessing import messages
from feeds.core.assess import Assessment, Grown, Standards
from feeds.errors import AssessError, NoAssessor, NoWorker, ParseError
from feeds.fetch.workers import MIB, WorkerLimits, Workers

_LIMITS = WorkerLimits(seconds=60.0, memory=900 * MIB, documents=100_000)


class Assessor(Workers):
    """The process that assesses stories: ``feeds.looks.Assess``. Use it in one event loop, and ``close`` it there."""

    MODULE = "feeds.assessing.worker"

    def __init__(self, limits: WorkerLimits = _LIMITS) -> None:
        super().__init__(workers=1, limits=limits)
        self._written = lru_cache(maxsize=4)(messages.write_standards)

    async def __call__(self, stories: Sequence[Grown], by: Standards) -> list[Assessment]:
        """One assessment a story, in their order; raises ``AssessError``, and ``NoAssessor`` where it is nothing about
        these stories.
        """
        answer = await self._asked(stories, by)
        try:
            found = messages.read_assessments(answer)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            await self.rest()  # whoever talks nonsense is asked nothing more
            raise AssessError("the process that assesses stories talks nonsense") from error
        if len(found) != len(stories) or not all(map(_is_of, found, stories)):
            await self.rest()
            raise AssessError("the process that assesses stories answers something else")
        return found

    async def _asked(self, stories: Sequence[Grown], by: Standards) -> bytes:
        """What the process answers, which may be anything."""
        standards = self._written(by)
        try:
            document = standards + messages.write_stories(stories)
            return await self.ask(document, url="", standards=str(len(standards)))
        except NoWorker as error:
            raise NoAssessor("no process can be started to assess stories") from error
        except ParseError as error:
            raise AssessError("the process that assesses stories took too long or ended") from error
        except UnicodeEncodeError as error:  # a lone surrogate, which no text of an item should hold
            raise AssessError("a story holds what is no text") from error


def _is_of(found: Assessment, story: Grown) -> bool:
    """Whether an assessment is of this story: were it another's, readers would see that one's words under its id."""
    return found.brief.headline_item in {source.id for source in story.items}
