"""Use cases of a WebSub subscriber: note which hub a feed names, ask hubs, answer them.

::

    a poll          note: the hub that the document names, and whether the poll found what should have been pushed
    each second     due | settle what did not come | ask: record first, then a form to the hub
    a hub's GET     does it ask what we have asked for? then its challenge, else 404

What hubs send is taken in by ``feeds.notifications``. Section numbers are those of the W3C Recommendation of 23 January
2018. A request is recorded before it is sent, for many hubs verify it before they answer.
"""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

import structlog

from feeds.core import pushing, websub
from feeds.core.websub import HubAnswer, HubRequest, PushRules
from feeds.errors import FetchError, TimedOut
from feeds.model import FeedForPoll, FeedId, ParsedFeed, Subscription
from feeds.ports import Clock, Fetched, Post, Store, UnitOfWork

log = structlog.get_logger(__name__)

#: Hubs asked at the same time; the client has its own limits for one host.
AT_ONCE = 16


@dataclass(frozen=True, slots=True)
class Hubs:
    """What speaking with hubs needs from outside."""

    store: Store
    post: Post
    clock: Clock
    jitter: Callable[[], float]  #: uniform in [0, 1)
    token: Callable[[], str]  #: unguessable, never the same twice
    secret: Callable[[str], str]  #: what a hub signs with that knows us by this token
    callback: Callable[[str], str]  #: the address at which this machine is seen from outside, for a token
    rules: PushRules = field(default_factory=PushRules)


async def note_poll(
    uow: UnitOfWork, feed: FeedForPoll, fetched: Fetched, document: ParsedFeed, *, new: int, now: datetime
) -> Subscription | None:
    """Note what a poll tells of its feed's hub: which one is named, and that ``new`` items had not been pushed."""
    link = websub.named((fetched.hub, fetched.topic), (document.hub, document.topic), url=fetched.url)
    if link is None and feed.push is None:
        return None
    known = await uow.websub.of_feed(feed.id)
    noted = pushing.after_poll(known, feed.id, link, whole=not document.problems, new=new, now=now)
    if noted is None:
        await uow.websub.forget(feed.id)
    elif noted != known:
        await uow.websub.save(noted)
    return noted


class Subscriptions:
    """Asks hubs, and answers what they ask. What it knows in memory is only which callbacks there may be."""

    def __init__(self, hubs: Hubs) -> None:
        self._hubs = hubs
        self.callbacks: set[bytes] = set()  #: that hubs may call, as hashes of their tokens

    async def start(self) -> None:
        """Learn which callbacks there are, and let what is pushed be polled: while nothing listened, hubs may have
        called.
        """
        async with self._hubs.store.writing() as uow:
            self.callbacks = set(await uow.websub.callbacks())
            await uow.websub.catch_up(self._hubs.clock.now())
            await uow.commit()

    def known(self, token: str) -> bytes | None:
        """What stands for a token's callback, None where no hub was ever told of it. Asks no database: strangers may
        call as often as they like.
        """
        callback = websub.callback_of(token)
        return callback if callback in self.callbacks else None

    # ------------------------------------------------------------------ asking

    async def ask_due(self) -> int:
        """Ask the hubs that are to be asked now, and wait for what they say; how many were due."""
        async with self._hubs.store.reading() as uow:
            due = await uow.websub.due(self._hubs.clock.now(), limit=AT_ONCE)
        await asyncio.gather(*(self._see_to(subscription.feed_id) for subscription in due))
        return len(due)

    async def _see_to(self, feed_id: FeedId) -> None:
        token = self._hubs.token()
        asked = await self._begin(feed_id, websub.callback_of(token))
        if asked is None:
            return
        address, secret = self._hubs.callback(token), self._hubs.secret(token)
        form = websub.request_form(asked, callback=address, secret=secret, rules=self._hubs.rules)
        try:
            await self._hubs.post(asked.hub, form)
        except TimedOut:
            log.warning("hub_slow", hub=asked.hub, topic=asked.topic)  # it may have the request, and verify it yet
        except FetchError as error:
            await self._end(feed_id, websub.callback_of(token), error)

    async def _begin(self, feed_id: FeedId, callback: bytes) -> Subscription | None:
        """Record that the hub is being asked; None where, as things stand now, it is not."""
        hubs = self._hubs
        now = hubs.clock.now()
        async with hubs.store.writing() as uow:
            held = await uow.websub.of_feed(feed_id)
            if held is None or held.next_at > now:
                return None
            kept = websub.settled(held, now=now, rules=hubs.rules, jitter=hubs.jitter())
            to_ask = kept.next_at <= now
            kept = websub.ask(kept, callback, now=now, rules=hubs.rules) if to_ask else kept
            await self._keep(uow, held, kept, now)
            await uow.commit()
        self._learn(held, kept)
        return kept if to_ask else None

    async def _end(self, feed_id: FeedId, callback: bytes, error: FetchError) -> None:
        """Record that the hub did not take a request, unless it has verified it all the same."""
        hubs = self._hubs
        now = hubs.clock.now()
        async with hubs.store.writing() as uow:
            held = await uow.websub.of_feed(feed_id)
            if held is None or held.asked != callback:
                return
            kept = websub.failed(
                held, str(error), now=now, rules=hubs.rules, jitter=hubs.jitter(), retry_after=error.retry_after
            )
            await self._keep(uow, held, kept, now)
            await uow.commit()
        self._learn(held, kept)

    # ------------------------------------------------------------------ answering

    async def answer(self, token: str, query: Iterable[tuple[str, str]]) -> str | None:
        """What to answer to a hub's GET with 200; None for 404. Raises ``StoreError``."""
        callback, request = self.known(token), websub.hub_request(query)
        if callback is None or request is None:
            return None
        async with self._hubs.store.reading() as uow:
            found = await self._consider(uow, callback, request)
        if found is None or found.is_nothing_new:
            return found.body if found else None
        async with self._hubs.store.writing() as uow:
            found = await self._consider(uow, callback, request)
            if found is None:
                return None
            await self._keep(uow, found.before, found.after, self._hubs.clock.now())
            await uow.commit()
        self._learn(found.before, found.after)
        return found.body

    async def _consider(self, uow: UnitOfWork, callback: bytes, request: HubRequest) -> HubAnswer | None:
        held = await uow.websub.by_callback(callback)
        if held is None:
            self.callbacks.discard(callback)
            return None
        hubs = self._hubs
        return websub.answer(held, callback, request, now=hubs.clock.now(), rules=hubs.rules, jitter=hubs.jitter())

    def _learn(self, before: Subscription, after: Subscription) -> None:
        """Know the callbacks of a subscription that was written."""
        self.callbacks -= {one for one in (before.callback, before.asked) if one}
        self.callbacks |= {one for one in (after.callback, after.asked) if one}

    async def _keep(self, uow: UnitOfWork, before: Subscription, after: Subscription, now: datetime) -> None:
        """Write what has changed. Where pushing has ended, the feed is polled at once."""
        await uow.websub.save(after)
        if pushing.has_ended(before, after, now):
            await uow.feeds.look_by(after.feed_id, now)
        if (after.state, after.problem) != (before.state, before.problem):
            say = log.warning if after.problem else log.info
            say("subscription", hub=after.hub, topic=after.topic, state=after.state.value, problem=after.problem)
