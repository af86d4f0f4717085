"""What the decisions on a batch of documents come to, and how it is written: in few statements, however much it is."""

from dataclasses import dataclass, field
from datetime import datetime

from feeds.model import Article, Growth, Item, ItemId, Joining, NewItem, Opening, StoryId
from feeds.ports import UnitOfWork


@dataclass(slots=True)
class Batch:
    """What is to be written."""

    new: list[NewItem] = field(default_factory=list)
    revised: list[tuple[ItemId, Item]] = field(default_factory=list)
    opened: list[Opening] = field(default_factory=list)
    joined: list[Joining] = field(default_factory=list)
    grown: dict[StoryId, Growth] = field(default_factory=dict)
    wanted: list[Article] = field(default_factory=list)
    unwanted: list[ItemId] = field(default_factory=list)
    doubted: list[StoryId] = field(default_factory=list)  #: stories that may be one with others, by what came to them

    def grow(self, growth: Growth) -> None:
        """Note what came to a story, beside what came before."""
        before = self.grown.get(growth.story_id)
        self.grown[growth.story_id] = before.and_also(growth) if before else growth

    async def write(self, uow: UnitOfWork, *, now: datetime) -> None:
        """Write it, what others point to first."""
        await uow.items.add_all(self.new)
        for item_id, item in self.revised:
            await uow.items.revise(item_id, item, seen_at=now)
        await uow.stories.open_bare(self.opened)
        await uow.stories.join_all(self.joined)
        await uow.growths.add(list(self.grown.values()))
        for article in self.wanted:
            await uow.articles.save(article)
        for item_id in self.unwanted:
            await uow.articles.forget(item_id)
