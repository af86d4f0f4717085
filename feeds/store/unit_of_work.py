"""One transaction and its repositories."""

from feeds.store.arrivals import SqlArrivals
from feeds.store.articles import SqlArticles
from feeds.store.audit import SqlAuditLog
from feeds.store.cases import SqlCases
from feeds.store.chain import SqlChain
from feeds.store.connection import Connection
from feeds.store.failures import SqlFailures
from feeds.store.feeds import SqlFeeds
from feeds.store.growths import SqlGrowths
from feeds.store.health import SqlHealth
from feeds.store.items import SqlItems
from feeds.store.machine import SqlMachine
from feeds.store.outbox import SqlOutbox
from feeds.store.readers import SqlReaders
from feeds.store.seal import Seal
from feeds.store.search import search
from feeds.store.stories import SqlStories
from feeds.store.switches import SqlSwitches
from feeds.store.websub import SqlWebSub


class SqlUnitOfWork:
    """One transaction, a ``feeds.ports.UnitOfWork``; doing nothing means rolling back."""

    def __init__(self, connection: Connection, seal: Seal) -> None:
        index = search(connection)
        self._connection = connection
        self._feeds = SqlFeeds(connection)
        self._health = SqlHealth(connection)
        self._items = SqlItems(connection, index)
        self._stories = SqlStories(connection, index)
        self._growths = SqlGrowths(connection)
        self._cases = SqlCases(connection)
        self._outbox = SqlOutbox(connection)
        self._arrivals = SqlArrivals(connection)
        self._failures = SqlFailures(connection)
        self._chain = SqlChain(connection)
        self._readers = SqlReaders(connection, seal)
        self._log = SqlAuditLog(connection)
        self._switches = SqlSwitches(connection)
        self._websub = SqlWebSub(connection)
        self._articles = SqlArticles(connection)
        self._machine = SqlMachine(connection)

    @property
    def feeds(self) -> SqlFeeds:
        """Feeds and outlets."""
        return self._feeds

    @property
    def health(self) -> SqlHealth:
        """How the feeds are."""
        return self._health

    @property
    def items(self) -> SqlItems:
        """Items."""
        return self._items

    @property
    def stories(self) -> SqlStories:
        """Stories."""
        return self._stories

    @property
    def growths(self) -> SqlGrowths:
        """What came to stories since they were last looked at."""
        return self._growths

    @property
    def cases(self) -> SqlCases:
        """Cases."""
        return self._cases

    @property
    def outbox(self) -> SqlOutbox:
        """Posts and deliveries."""
        return self._outbox

    @property
    def arrivals(self) -> SqlArrivals:
        """What is known of messages that arrived, or may have."""
        return self._arrivals

    @property
    def failures(self) -> SqlFailures:
        """Dead letters."""
        return self._failures

    @property
    def chain(self) -> SqlChain:
        """The chain of revisions."""
        return self._chain

    @property
    def readers(self) -> SqlReaders:
        """Readers."""
        return self._readers

    @property
    def log(self) -> SqlAuditLog:
        """The audit log."""
        return self._log

    @property
    def switches(self) -> SqlSwitches:
        """The switches."""
        return self._switches

    @property
    def websub(self) -> SqlWebSub:
        """Subscriptions at hubs."""
        return self._websub

    @property
    def articles(self) -> SqlArticles:
        """Articles of items whose feeds give stubs."""
        return self._articles

    @property
    def machine(self) -> SqlMachine:
        """What a language model answered."""
        return self._machine

    async def commit(self) -> None:
        """Make it so. Without this, leaving the block rolls back."""
        await self._connection.commit()
