"""Whether the bot does its work, and how much of it there is: for ``/healthz``, ``/metrics`` and the log."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from feeds.model import ArticleCounts, Condition
from feeds.ports import Store

#: Seconds without a look at feeds or outbox after which the bot is not well.
STALLED = 60.0


@dataclass(frozen=True, slots=True)
class Pulse:
    """What the running parts say of themselves."""

    looks: Sequence[datetime | None]  #: when each last looked at what is due
    fatal: str | None = None  #: why nothing is published any more
    trouble: str | None = None  #: why the database refuses


@dataclass(frozen=True, slots=True)
class Vitals:
    """What is known of the bot's work."""

    waiting: int  #: posts with a delivery to a channel
    cases: int  #: open ones
    feeds: Mapping[Condition, int]
    articles: ArticleCounts
    stalled: bool
    pulse: Pulse

    @property
    def well(self) -> bool:
        """Whether the bot does its work. Feeds that ail are not its fault."""
        return not self.stalled and self.pulse.fatal is None and self.pulse.trouble is None

    def facts(self) -> dict[str, object]:
        """All of it, by names for programs."""
        return {
            "posts_waiting": self.waiting,
            "cases_open": self.cases,
            "articles": asdict(self.articles),
            "feeds": {condition.value: number for condition, number in sorted(self.feeds.items())},
            "stalled": self.stalled,
            "publishing_stopped": self.pulse.fatal,
            "database": self.pulse.trouble,
        }


async def take(store: Store, pulse: Pulse, *, now: datetime) -> Vitals:
    """Look at the store, too; raises ``StoreError``."""
    async with store.reading() as uow:
        waiting, cases, feeds = await uow.outbox.pending(), await uow.cases.count_open(), await uow.health.census()
        articles = await uow.articles.count()
    stalled = any(look is None or (now - look).total_seconds() > STALLED for look in pulse.looks)
    return Vitals(waiting, cases, feeds, articles, stalled, pulse)
