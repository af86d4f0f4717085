"""Use case: the end of the very first start, when every feed has been tried and the first few stories are chosen."""

from datetime import datetime

import structlog

from feeds import stories
from feeds.pipeline import Pipeline
from feeds.ports import Store
from feeds.stories import DeskRules

log = structlog.get_logger(__name__)


async def end_first_start(pipeline: Pipeline, store: Store, *, rules: DeskRules, now: datetime, give_up: bool) -> bool:
    """End the very first start once every feed has been tried, or when ``give_up`` says that it took long enough.

    Answers whether it is over.
    """
    async with store.reading() as uow:
        if await uow.switches.get(stories.FIRST_START) != stories.OPEN:
            return True
        if not give_up and (pipeline.polling or pipeline.behind or await uow.feeds.untried()):
            return False
    async with store.writing() as uow:
        posted = await stories.choose_first(uow, rules=rules, now=now)
        await uow.commit()
    log.info("first_start_over", posted=posted)
    return True
