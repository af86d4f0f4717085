"""Use cases of the line: poll one feed, poll what is due.

::

    due feed            uow.feeds.due
    | fetch             Fetch port: no transaction open
    | parse             Parse port: in a worker process
    | normalise         core
    | take              feeds.recorder: with what other feeds bring at the moment, in one short transaction
    | look              feeds.looks: the stories that have grown: revisions, cases, posts
    | announce          wakes whoever delivers the outbox
"""

import asyncio
import hashlib
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import structlog

from feeds import stories
from feeds.core import cadence
from feeds.core.cadence import CadenceRules
from feeds.core.normalise import Reading, read
from feeds.core.relevance import WordModel
from feeds.core.seen import Seen
from feeds.errors import FeedsError, FetchError, ParseError
from feeds.intake import Document, Intake, Record, Taken
from feeds.looks import Looks
from feeds.model import Entry, FeedForPoll, FeedId, FeedIntent, ParsedFeed
from feeds.ports import Clock, Fetch, Fetched, Parse, Store, UnitOfWork
from feeds.recorder import Recorder
from feeds.stories import DeskRules
from feeds.websub import note_poll

log = structlog.get_logger(__name__)

#: Entries of one document that are looked at, in its order; publishers put the newest first.
MAX_ENTRIES = 300
#: How long a feed is left alone whose poll could not be recorded: the database refuses, and asking the publisher again
#: each second would not mend it.
HOLD_OFF = timedelta(minutes=1)
#: Feeds polled at the same time; the fetcher has its own limits for one host.
AT_ONCE = 64


@dataclass(frozen=True, slots=True)
class Rules:
    """What a deployment has decided about the whole line."""

    desk: DeskRules = field(default_factory=DeskRules)
    cadence: CadenceRules = field(default_factory=CadenceRules)


@dataclass(frozen=True, slots=True)
class Ports:
    """What the line needs from outside."""

    store: Store
    fetch: Fetch
    parse: Parse
    clock: Clock
    jitter: Callable[[], float]  #: uniform in [0, 1)


@dataclass(frozen=True, slots=True)
class PollResult:
    """What polling one feed gave."""

    feed_id: FeedId
    new: int = 0
    revised: int = 0
    unchanged: bool = False  #: the server or the payload's digest said so
    problem: str | None = None


class Pipeline:
    """Polls feeds and turns what they say into stories and posts."""

    def __init__(
        self, ports: Ports, *, rules: Rules, words: WordModel, announce: Callable[[], None] = lambda: None
    ) -> None:
        self._ports, self._rules, self._announce = ports, rules, announce
        self._intake = Intake(ports.store, ports.clock, rules=rules.desk, words=words)
        self._looks = Looks(ports.store, ports.clock, rules=rules.desk)
        self._recorder = Recorder(self._intake, self._looks)
        self._polling: dict[FeedId, asyncio.Task[PollResult]] = {}
        self._seen = Seen()
        self._held_off: dict[FeedId, datetime] = {}
        self._trouble: str | None = None  #: why polls cannot be recorded, while they cannot

    async def start(self) -> None:
        """Load the working memory; at the very first start, remember that it is one; look at what a kill left grown."""
        await self._intake.reload()
        async with self._ports.store.writing() as uow:
            if await uow.switches.get(stories.FIRST_START) is None:
                first = stories.CLOSED if await uow.stories.any() else stories.OPEN
                await uow.switches.set(stories.FIRST_START, first)
                await uow.commit()
        await self._looks.catch_up()

    @property
    def trouble(self) -> str | None:
        """Why polls cannot be recorded, or stories not looked at, while they cannot."""
        return self._trouble or self._recorder.trouble

    @property
    def behind(self) -> bool:
        """Whether stories have grown that could not be looked at."""
        return self._recorder.behind

    @property
    def polling(self) -> int:
        """How many feeds are being polled right now."""
        return len(self._polling)

    async def poll_due(self) -> int:
        """Start polling every feed that is due, as far as there is room; how many were started. Does not wait."""
        self._recorder.wake()
        room = AT_ONCE - len(self._polling)
        if room <= 0:
            return 0
        now = self._ports.clock.now()
        self._held_off = {feed: until for feed, until in self._held_off.items() if until > now}
        async with self._ports.store.reading() as uow:
            due = await uow.feeds.due(now, limit=room, busy=(*self._polling, *self._held_off))
        for feed in due:
            self._polling[feed.id] = asyncio.create_task(self._guarded(feed), name=f"poll-{feed.id}")
        return len(due)

    async def settle(self, *, deadline: float | None = None) -> None:
        """Wait for the polls that are running; cancel those that last longer than ``deadline`` seconds."""
        if running := list(self._polling.values()):
            _, late = await asyncio.wait(running, timeout=deadline)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        await self._recorder.settle()

    async def _guarded(self, feed: FeedForPoll) -> PollResult:
        """The boundary of one feed, in a task of its own: whatever goes wrong in it harms no other."""
        structlog.contextvars.bind_contextvars(feed=feed.url)  # for as long as the task lives
        try:
            result = await self._poll_or_say_why(feed)
        except FeedsError as exc:
            self._trouble = str(exc)
            self._held_off[feed.id] = self._ports.clock.now() + HOLD_OFF
            log.error("poll_not_recorded", problem=str(exc))  # noqa: TRY400 - expected: the store says no
            return PollResult(feed.id, problem=str(exc))
        else:
            self._trouble = None
            return result
        finally:
            self._polling.pop(feed.id, None)

    async def _poll_or_say_why(self, feed: FeedForPoll) -> PollResult:
        """Poll; what nobody expected is recorded as this feed's problem."""
        try:
            return await self.poll(feed)
        except FeedsError:
            raise
        except Exception:
            log.exception("poll_crashed")
            problem = "internal error while reading this feed; the log has the details"
            return await self._record_failure(feed, ParseError(problem, url=feed.url))

    async def take_pushed(self, feed: FeedForPoll, pushed: Fetched, record: Record) -> PollResult:
        """Take in what a hub has sent of a feed, as a poll would; raises ``ParseError`` and ``StoreError``."""

        async def forget_and_record(uow: UnitOfWork, taken: Taken) -> FeedIntent | None:
            self._seen.forget(feed.id)  # what the feed said last is not what is stored any more
            return await record(uow, taken)

        try:
            document = await self._read(pushed)
            return await self._take_in(feed, self._normalise(feed, document, document.entries), forget_and_record)
        except FeedsError:
            raise
        except Exception as exc:
            log.exception("push_crashed", feed=feed.url)
            raise ParseError("internal error while reading what a hub has sent", url=feed.url) from exc

    async def poll(self, feed: FeedForPoll) -> PollResult:
        """Poll one feed and record what came of it."""
        began = time.monotonic()
        try:
            fetched = await self._ports.fetch(feed.url, etag=feed.etag, last_modified=feed.last_modified)
            digest = hashlib.sha256(fetched.body).hexdigest() if fetched.body is not None else feed.payload_digest
            if fetched.body is None or digest == feed.payload_digest:
                result = await self._record_unchanged(feed, fetched)
            else:
                result = await self._take(feed, fetched, await self._read(fetched), digest)
        except (FetchError, ParseError) as exc:
            result = await self._record_failure(feed, exc)
        _report(result, seconds=time.monotonic() - began)
        return result

    async def _take(self, feed: FeedForPoll, fetched: Fetched, document: ParsedFeed, digest: str | None) -> PollResult:
        """Take in what a poll has brought, and record the feed as it stands then."""
        new = self._seen.unheard(feed.id, document.entries)
        reading = self._normalise(feed, document, new)

        async def record(uow: UnitOfWork, taken: Taken) -> FeedIntent:
            self._seen.heard(feed.id, _stored(document, new, reading, taken))
            push = await note_poll(uow, feed, fetched, document, new=taken.new, now=self._ports.clock.now())
            return self._success(replace(feed, push=push), fetched, document, digest, new=taken.new)

        try:
            return await self._take_in(feed, reading, record)
        except BaseException:
            self._seen.forget(feed.id)  # it may not have been recorded
            raise

    async def _read(self, fetched: Fetched) -> ParsedFeed:
        """What a document holds, as far as it is looked at."""
        document = await self._ports.parse(fetched.body or b"", url=fetched.url, content_type=fetched.content_type)
        if len(document.entries) <= MAX_ENTRIES:
            return document
        left_out = f"only the first {MAX_ENTRIES} of {len(document.entries)} entries are read"
        return replace(document, entries=document.entries[:MAX_ENTRIES], problems=(left_out, *document.problems))

    def _normalise(self, feed: FeedForPoll, document: ParsedFeed, entries: Iterable[Entry]) -> Reading:
        declared = document.language or feed.outlet.language
        return read(entries, language=declared, now=self._ports.clock.now())

    async def _take_in(self, feed: FeedForPoll, reading: Reading, record: Record) -> PollResult:
        """Hand items in, and let the outbox know."""
        taken = await self._recorder.take(Document(feed, reading.items, record))
        if taken.new or taken.revised:
            self._announce()
        return PollResult(feed.id, new=taken.new, revised=taken.revised)

    async def _record_unchanged(self, feed: FeedForPoll, fetched: Fetched) -> PollResult:
        await self._recorder.record(self._success(feed, fetched, ParsedFeed(), feed.payload_digest, new=0))
        return PollResult(feed.id, unchanged=True)

    async def _record_failure(self, feed: FeedForPoll, error: FetchError | ParseError) -> PollResult:
        rules, now = self._rules.cadence, self._ports.clock.now()
        plan = cadence.after_failure(feed, now=now, error=error, rules=rules, jitter=self._ports.jitter())
        intent = FeedIntent(
            feed_id=feed.id,
            checked_at=now,
            next_check_at=plan.next_check_at,
            interval=plan.interval,
            ok=False,
            etag=feed.etag,
            last_modified=feed.last_modified,
            payload_digest=feed.payload_digest,
            failures=feed.failures + 1,
            problem=str(error),
            pause=plan.pause,
        )
        await self._recorder.record(intent)
        return PollResult(feed.id, problem=str(error))

    def _success(
        self, feed: FeedForPoll, fetched: Fetched, document: ParsedFeed, digest: str | None, *, new: int
    ) -> FeedIntent:
        now = self._ports.clock.now()
        plan = cadence.after_fetch(
            feed,
            now=now,
            new_items=new,
            ttl=document.ttl,
            max_age=fetched.max_age,
            rules=self._rules.cadence,
            jitter=self._ports.jitter(),
        )
        return FeedIntent(
            feed_id=feed.id,
            checked_at=now,
            next_check_at=plan.next_check_at,
            interval=plan.interval,
            ok=True,
            etag=fetched.etag,
            last_modified=fetched.last_modified,
            payload_digest=digest,
            title=document.title,
            new_items=new,
            problem=document.problems[0] if document.problems else None,
            pause=plan.pause,
        )


def _stored(document: ParsedFeed, new: Sequence[Entry], reading: Reading, taken: Taken) -> list[Entry]:
    """The entries of a document that are stored under their own keys: those that needed no look, and those found so."""
    looked_at = set(new)
    before = [entry for entry in document.entries if entry not in looked_at]
    own = [entry for entry, key in zip(reading.entries, reading.keys, strict=True) if key in taken.own]
    return before + own


def _report(result: PollResult, *, seconds: float) -> None:
    """One line a poll; a warning where something is wrong."""
    say = log.warning if result.problem else log.info
    say(
        "feed_polled",
        new=result.new,
        revised=result.revised,
        unchanged=result.unchanged,
        problem=result.problem,
        ms=round(seconds * 1000),
    )


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
