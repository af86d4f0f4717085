"""What is brought besides polling needs, as protocols: hubs that push, articles that are looked up."""

from datetime import datetime, timedelta
from typing import Protocol

from feeds.model import Article, ArticleCounts, FeedId, ItemId, Page, Subscription


class ReadArticle(Protocol):
    """Fetches and reads an article's page, as robots.txt allows."""

    async def __call__(self, url: str) -> Page:
        """What is on the page; raises a ``FetchError`` (``Disallowed`` among them) or ``ParseError``."""


class WebSub(Protocol):
    """Subscriptions at hubs, one a feed that names one."""

    async def of_feed(self, feed_id: FeedId) -> Subscription | None:
        """A feed's subscription, None where the feed names no hub."""

    async def by_callback(self, callback: bytes) -> Subscription | None:
        """The subscription to which a callback belongs, verified or not."""

    async def callbacks(self) -> list[bytes]:
        """All callbacks that hubs may call."""

    async def due(self, now: datetime, *, limit: int) -> list[Subscription]:
        """Subscriptions of active feeds about which something is to be done, the longest due first."""

    async def save(self, subscription: Subscription) -> None:
        """Write a feed's subscription, whether or not there is one."""

    async def forget(self, feed_id: FeedId) -> None:
        """The feed names no hub any more."""

    async def catch_up(self, moment: datetime) -> None:
        """Let every feed that is pushed be polled at a moment, if it would be later."""

    async def put_forward(self, by: timedelta) -> None:
        """Let all that was and will be, be so much earlier: the machine's clock was put back."""


class ArticleRepository(Protocol):
    """Articles of items whose feeds give stubs."""

    async def get(self, item_id: ItemId) -> Article | None:
        """An item's article, None where none is wanted."""

    async def due(self, now: datetime, *, limit: int) -> list[Article]:
        """Articles of outlets that allow it which are to be looked up, the longest due first."""

    async def elsewhere(self, article: Article) -> Article | None:
        """What was found at the same address for another item, the newest; None where nobody looked."""

    async def save(self, article: Article) -> None:
        """Write an item's article, whether or not there is one."""

    async def forget(self, item_id: ItemId) -> None:
        """The item's text is its feed's own, and no article is wanted."""

    async def count(self) -> ArticleCounts:
        """How many are in which state."""

    async def put_forward(self, by: timedelta) -> None:
        """Let all that was and will be, be so much earlier: the machine's clock was put back."""
