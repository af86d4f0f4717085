"""Writes stories as fast as it can, each whole in one transaction, and says which are committed: to be killed."""

import asyncio
import itertools
import os
import sys

from feeds.model import PostKind, Reason, Target, TargetKind
from feeds.store.engine import open_store
from tests.integration.store.scenes import DESK, NOW, a_post, a_stored_item, a_story, an_intent
from tests.support.databases import a_seal

TARGETS = tuple(Target(TargetKind.CHANNEL, f"-{number}") for number in range(3))


async def write(url):
    """One story a transaction: two items, two revisions, a case, a post with three deliveries and a card."""
    store = open_store(url, seal=a_seal())
    for number in itertools.count():
        async with store.writing() as uow:
            name = f"{os.getpid()}-{number}"
            story = await a_story(uow, f"{name}-a")
            item_id = await a_stored_item(uow, f"{name}-b", text="word " * 300)
            await uow.stories.join(story.id, item_id, similarity=0.5, at=NOW)
            await uow.stories.record(an_intent(story))
            await uow.cases.open(story.id, [Reason.SINGLE_SIDE], at=NOW)
            await uow.outbox.add(a_post(story=story, targets=TARGETS))
            await uow.outbox.add(a_post(PostKind.CASE, story, targets=(DESK,)))
            await uow.commit()
        print(story.id, flush=True)


if __name__ == "__main__":
    asyncio.run(write(sys.argv[1]))
