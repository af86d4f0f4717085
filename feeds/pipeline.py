"""Use cases of the line: poll one feed, poll what is due.

::

    due feed            uow.feeds.due
    | fetch             Fetch port: no transaction open
    | parse             Parse port: in a worker process
    | normalise         core
    | take              feeds.recorder: with what other feeds bring at the moment, in one short transaction
    | look              feeds.looks, beside it: the stories that have grown: revisions, cases, posts
    | announce          wakes whoever delivers the outbox
"""

import hashlib
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import structlog

from feeds import stories
from feeds.core import polled, rhythm
from feeds.core.cadence import CadenceRules
from feeds.core.normalise import Reading, gather, normalise
from feeds.core.relevance import WordModel
from feeds.core.rota import host_of
from feeds.core.seen import Seen
from feeds.errors import FeedsError, FetchError, ParseError
from feeds.intake import Document, Intake, Record, Taken
from feeds.looks import Assess, Looks
from feeds.model import Article, Entry, FeedForPoll, FeedId, FeedIntent, ParsedFeed, Rhythm
from feeds.polls import Polls, breathing
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
#: Due feeds that one query looks up; a query for each poll that ends would cost more than the poll.
LOOKED_UP = 256
#: Seconds after which a look at what is due ends, so that whoever asked for it hears that all is well.
ONE_LOOK = 10.0


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
    assess: Assess


@dataclass(frozen=True, slots=True)
class PollResult:
    """What polling one feed gave."""

    feed_id: FeedId
    new: int = 0
    revised: int = 0
    unchanged: bool = False  #: the server or the payload's digest said so
    problem: str | None = None
    failure: str | None = None  #: the name of the error that ended it
    pushed: bool = False  #: a hub brought it


class Pipeline:
    """Polls feeds and turns what they say into stories and posts."""

    def __init__(
        self,
        ports: Ports,
        *,
        rules: Rules,
        words: WordModel,
        announce: Callable[[], None] = lambda: None,
        observe: Callable[[PollResult, float], None] = lambda _result, _seconds: None,
    ) -> None:
        self._ports, self._rules, self._observe = ports, rules, observe
        self._intake = Intake(ports.store, ports.clock, rules=rules.desk, words=words)
        looks = Looks(ports.store, ports.clock, ports.assess, rules=rules.desk)
        self._recorder = Recorder(self._intake, looks, announce)
        self._polls = Polls(self._guarded)
        self._seen = Seen()
        self._held_off: dict[FeedId, datetime] = {}
        self._failing: set[str] = set()  #: hosts of feeds that have failed since one was fetched well
        self._trouble: str | None = None  #: why polls cannot be recorded, while they cannot

    async def start(self) -> None:
        """Load the working memory; at the very first start, remember that it is one; look at what a kill left grown."""
        await self._intake.reload()
        async with self._ports.store.writing() as uow:
            if await uow.switches.get(stories.FIRST_START) is None:
                first = stories.CLOSED if await uow.stories.any() else stories.OPEN
                await uow.switches.set(stories.FIRST_START, first)
                await uow.commit()
        await self._recorder.catch_up()

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
        return len(self._polls)

    async def poll_due(self) -> int:
        """Start polling every feed that is due, as far as there is room; how many were started. Does not wait."""
        self._recorder.wake()
        room = self._polls.room
        return self._polls.begin(await self._due(room)) if room > 0 else 0

    async def poll_all_due(self) -> int:
        """Poll until nothing more is due, ``settle`` is asked for, or a while is over: as some end, others start. How
        many were started.

        Whoever only looks once a second polls ``AT_ONCE`` feeds a second at most, however soon they answer. What is
        still waiting for its host when nothing else is due is due the next time.
        """
        self._recorder.wake()
        polls, clock = self._polls, self._ports.clock
        polls.settling, number, more, until = False, 0, True, clock.ticks() + ONE_LOOK
        waiting: list[FeedForPoll] = []
        while not polls.settling and clock.ticks() < until:
            begin, waiting = polls.choose(waiting)
            number += polls.begin(begin)
            if not polls.room:
                await polls.one_to_end()
            elif more:
                found = await self._due(LOOKED_UP, (feed.id for feed in waiting))
                more = len(found) == LOOKED_UP
                waiting += found
            else:
                break
        return number

    async def _due(self, limit: int, besides: Iterable[FeedId] = ()) -> list[FeedForPoll]:
        now = self._ports.clock.now()
        self._held_off = {feed: until for feed, until in self._held_off.items() if until > now}
        async with self._ports.store.reading() as uow:
            return await uow.feeds.due(now, limit=limit, busy={*besides, *self._polls.feeds, *self._held_off})

    async def polls_to_end(self, *, deadline: float | None = None) -> None:
        """Wait for the polls that are running; cancel those that last longer than ``deadline`` seconds. What they have
        brought is stored in its stories then; looks at these may go on.
        """
        await self._polls.settle(deadline=deadline)

    async def settle(self, *, deadline: float | None = None) -> None:
        """Wait for polls as ``polls_to_end`` does, and until every story that grew by them was looked at."""
        await self.polls_to_end(deadline=deadline)
        await self._recorder.settle(deadline=deadline)

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

    def heard(self, feed: FeedForPoll, *, new: int, now: datetime) -> Rhythm:
        """A feed's rhythm after a hub has brought something."""
        rules = self._rules.cadence.rhythm
        return rhythm.after_look(feed.rhythm, new=new, looked_at=feed.last_ok_at, now=now, rules=rules)

    async def take_pushed(self, feed: FeedForPoll, pushed: Fetched, record: Record) -> PollResult:
        """Take in what a hub has sent of a feed, as a poll would; raises ``ParseError`` and ``StoreError``."""

        async def forget_and_record(uow: UnitOfWork, taken: Taken) -> FeedIntent | None:
            self._seen.forget(feed.id)  # what the feed said last is not what is stored any more
            return await record(uow, taken)

        try:
            document = await self._read(pushed)
            reading = await self._normalise(feed, document, document.entries)
            result = replace(await self._take_in(feed, reading, forget_and_record), pushed=True)
            self._observe(result, 0.0)
        except FeedsError:
            raise
        except Exception as exc:
            log.exception("push_crashed", feed=feed.url)
            raise ParseError("internal error while reading what a hub has sent", url=feed.url) from exc
        else:
            return result

    def look_soon(self) -> None:
        """Look at the stories that have grown by what the desk has approved. Does not wait, lest the desk wait for
        feeds; whoever delivers looks at the outbox every second.
        """
        self._recorder.look_soon()

    async def take_text(self, article: Article, text: str) -> bool:
        """Take in an article's text; its story is looked at soon. False where another is wanted by now. Raises
        ``StoreError``.
        """
        taken = await self._intake.take_text(article, text)
        if taken:
            self._recorder.look_soon()
        return taken

    async def poll(self, feed: FeedForPoll) -> PollResult:
        """Poll one feed and record what came of it."""
        began, fetched = time.monotonic(), None
        try:
            fetched = await self._ports.fetch(feed.url, etag=feed.etag, last_modified=feed.last_modified)
            digest = hashlib.sha256(fetched.body).hexdigest() if fetched.body is not None else feed.payload_digest
            if fetched.body is None or digest == feed.payload_digest:
                result = await self._record_unchanged(feed, fetched)
            else:
                result = await self._take(feed, fetched, await self._read(fetched), digest)
        except (FetchError, ParseError) as exc:
            result = await self._record_failure(feed, exc, body=fetched.body if fetched else None)
        seconds = time.monotonic() - began
        _report(result, seconds=seconds)
        self._observe(result, seconds)
        return result

    async def _take(self, feed: FeedForPoll, fetched: Fetched, document: ParsedFeed, digest: str | None) -> PollResult:
        """Take in what a poll has brought, and record the feed as it stands then."""
        new = self._seen.unheard(feed.id, document.entries)
        reading = await self._normalise(feed, document, new)

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

    async def _normalise(self, feed: FeedForPoll, document: ParsedFeed, entries: Iterable[Entry]) -> Reading:
        declared, now = document.language or feed.outlet.language, self._ports.clock.now()
        found = ((entry, normalise(entry, language=declared, now=now)) for entry in entries)
        return gather([pair async for pair in breathing(found)])

    async def _take_in(self, feed: FeedForPoll, reading: Reading, record: Record) -> PollResult:
        """Hand items in."""
        taken = await self._recorder.take(Document(feed, reading.items, record))
        return PollResult(feed.id, new=taken.new, revised=taken.revised)

    async def _record_unchanged(self, feed: FeedForPoll, fetched: Fetched) -> PollResult:
        self._failing.clear()
        await self._recorder.record(polled.unchanged(feed, fetched, at=self._at()))
        return PollResult(feed.id, unchanged=True)

    async def _record_failure(
        self, feed: FeedForPoll, error: FetchError | ParseError, *, body: bytes | None = None
    ) -> PollResult:
        if polled.may_be_the_network(error, body):
            self._failing.add(host_of(feed.url))
        outage = len(self._failing) >= polled.OUTAGE
        intent = polled.failed(feed, error, body=body, outage=outage, at=self._at())
        await self._recorder.record(intent)
        return PollResult(feed.id, problem=str(error), failure=type(error).__name__)

    def _success(
        self, feed: FeedForPoll, fetched: Fetched, document: ParsedFeed, digest: str | None, *, new: int
    ) -> FeedIntent:
        self._failing.clear()
        return polled.taken(feed, fetched, document, digest, new=new, at=self._at())

    def _at(self) -> polled.At:
        return polled.At(self._ports.clock.now(), self._rules.cadence, self._ports.jitter())


def _stored(document: ParsedFeed, new: Sequence[Entry], reading: Reading, taken: Taken) -> list[Entry]:
    """The entries of a document that are stored under their own keys: those that needed no look, and those found so."""
    looked_at = set(new)
    before = [entry for entry in document.entries if entry not in looked_at]
    own = [entry for entry, key in zip(reading.entries, reading.keys, strict=True) if key in taken.own]
    return before + own


def _report(result: PollResult, *, seconds: float) -> None:
    """One line a poll that brought something; a warning where something is wrong. Metrics tell of thousands that found
    nothing new: a line for each would cost a third of the poll.
    """
    say = log.warning if result.problem else log.debug if result.unchanged else log.info
    say(
        "feed_polled",
        new=result.new,
        revised=result.revised,
        unchanged=result.unchanged,
        problem=result.problem,
        ms=round(seconds * 1000),
    )
