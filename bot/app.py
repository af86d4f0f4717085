"""The composition root: everything is built here, started in one order and stopped in the other.

::

    start   Telegram answers · places · feeds merged · workers · memory · what a kill left · updates · jobs · outbox
    stop    no more jobs · no more updates · polls in flight end · deliveries in flight end · workers · database

Each step of stopping has a deadline, so that a server that does not answer cannot hold the process.
"""

import asyncio
import ssl
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

import httpx
import structlog
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger
from telegram import BotCommandScopeChat, Update
from telegram.error import Conflict, TelegramError
from telegram.ext import Application, ApplicationBuilder, ContextTypes, ExtBot
from telegram.request import HTTPXRequest

from bot import handlers, subscribers, vitals
from bot.checks import Places, identify, places
from bot.delivery import READ_TIMEOUT
from bot.errors import CannotRun
from bot.handlers.context import Context
from bot.jobs import Job, Jobs
from bot.newsroom import Newsroom, assemble
from bot.settings import Settings
from bot.tools import Tools, close_tools, feed_seeds, merge_feeds, spare_the_collector
from bot.web.server import Web, create_app
from feeds import chain, stories
from feeds.errors import StoreError
from feeds.fetch.workers import ParseWorkers
from feeds.first_start import end_first_start

log = structlog.get_logger(__name__)

#: Seconds that each step of stopping may take.
DEADLINE = 10.0
#: Seconds after which the very first start makes its choice even if feeds are still untried.
FIRST_START_PATIENCE = 120.0


def telegram(settings: Settings) -> "Application[Any, Any, Any, Any, Any, Any]":
    """The client of the Bot API, with timeouts that leave a slow answer the time it needs."""
    if settings.bot_token is None:
        raise CannotRun("HELIOGRAPH_BOT_TOKEN is not set.")
    proxy = settings.proxy.get_secret_value() if settings.proxy else None
    tls = {"verify": _authorities()}
    calls = HTTPXRequest(
        connection_pool_size=64,
        proxy=proxy,
        read_timeout=READ_TIMEOUT,
        connect_timeout=10,
        pool_timeout=10,
        httpx_kwargs=tls,
    )
    polls = HTTPXRequest(connection_pool_size=2, proxy=proxy, read_timeout=10, connect_timeout=10, httpx_kwargs=tls)
    return (
        ApplicationBuilder()
        .token(settings.bot_token.get_secret_value())
        .base_url(settings.api_url)
        .request(calls)
        .get_updates_request(polls)
        .context_types(ContextTypes(context=Context))
        .concurrent_updates(16)
        .job_queue(None)
        .build()
    )


@cache
def _authorities() -> ssl.SSLContext:
    """The certificate authorities that are trusted; reading them takes a while, so it is done once."""
    return httpx.create_ssl_context()


class App:
    """The running bot."""

    def __init__(self, settings: Settings, tools: Tools) -> None:
        self.settings, self.tools = settings, tools
        self._telegram = telegram(settings)
        self._started_at: datetime = tools.clock.now()
        self._last_poll: datetime | None = None
        self._publishing: asyncio.Task[None] | None = None
        self._watching: asyncio.Task[None] | None = None
        self._web: Web | None = None
        self.newsroom: Newsroom | None = None
        self._jobs = Jobs(self._table())

    async def start(self) -> None:
        """Start everything; raises ``CannotRun`` where something is set up wrong, ``StoreError``, ``OSError``."""
        seeds = feed_seeds(self.settings)
        found = await self._reach_telegram()
        added = await merge_feeds(self.tools.store, seeds, now=self.tools.clock.now())
        self.newsroom = assemble(self.settings, self.tools, self._telegram, found, clock_was_set=self._clock_was_set)
        self._telegram.bot_data = self.newsroom.deps
        await self._make_ready(self.newsroom)
        await self._serve(self.newsroom)
        log.info("started", bot=self._telegram.bot.username, channels=len(found.channels), feeds=len(seeds), new=added)

    async def _reach_telegram(self) -> Places:
        """Wait until Telegram answers: a network that is down at start is no reason to give up. Where we may write."""
        pause = 1.0
        while True:
            try:
                await identify(self._telegram.bot)
                await self._telegram.initialize()
                return await places(self._telegram.bot, self.settings)
            except TelegramError as exc:
                log.warning("telegram_unreachable", problem=str(exc), again_in=pause)
                await asyncio.sleep(pause)
                pause = min(60.0, pause * 2)

    async def _make_ready(self, newsroom: Newsroom) -> None:
        """Workers, memory, and what a kill left."""
        if isinstance(self.tools.parse, ParseWorkers):
            await self.tools.parse.start()
        await newsroom.watch.begin()
        await newsroom.pipeline.start()
        if newsroom.door:
            await newsroom.door.start()
        newsroom.settler.distrust()
        covered = [beat.name for beat in self.settings.beats]
        if lost := await subscribers.tell_of_lost_beats(self.tools.store, covered, now=self.tools.clock.now()):
            log.warning("beats_lost", chosen_by_readers=sorted(lost))
        if left := await newsroom.publisher.recover():
            log.warning("deliveries_interrupted", number=left)
        spare_the_collector()

    async def _serve(self, newsroom: Newsroom) -> None:
        """Begin to answer, to poll and to publish."""
        if self.settings.listen is not None:
            routes = [newsroom.metrics.route(self.vitals), *([newsroom.door.route()] if newsroom.door else [])]
            self._web = Web(create_app(self.health, *routes), *self.settings.listen)
            await self._web.start()
        await self._set_menus()
        handlers.register(self._telegram)
        await self._telegram.start()
        if self._telegram.updater is not None:
            await self._telegram.updater.start_polling(
                timeout=30,
                bootstrap_retries=-1,
                allowed_updates=[Update.MESSAGE, Update.CALLBACK_QUERY],
                error_callback=_polling_trouble,
            )
        self._jobs.start()
        await self._poll()
        self._publishing = asyncio.create_task(newsroom.publisher.run(), name="publisher")
        self._watching = asyncio.create_task(self._watch_clock(newsroom), name="clock")

    def _clock_was_set(self) -> None:
        self._jobs.clock_was_set()
        if self.newsroom:
            self.newsroom.settler.distrust()

    async def _watch_clock(self, newsroom: Newsroom) -> None:
        """Not a job: jobs are planned by the very clock that is watched."""
        while True:
            await asyncio.sleep(1)
            try:
                await self._look_at_clock(newsroom)
            except StoreError as exc:
                log.error("plans_not_put_forward", problem=str(exc))  # noqa: TRY400 - expected: the store says no

    async def _look_at_clock(self, newsroom: Newsroom) -> None:
        if await newsroom.watch.look():
            newsroom.publisher.wake()

    async def _set_menus(self) -> None:
        """Fill Telegram's command menus; a failure is no reason not to work."""
        bot: ExtBot[None] = self._telegram.bot
        for owner in (None, *self.settings.owners):
            scope = BotCommandScopeChat(owner) if owner else None
            try:
                await bot.set_my_commands(handlers.menu(owners=owner is not None), scope=scope)
            except TelegramError as exc:
                log.info("menu_not_set", owner=owner, problem=str(exc))

    def _table(self) -> tuple[Job, ...]:
        return (
            Job("poll", self._poll, IntervalTrigger(seconds=1)),
            Job("first_start", self._end_first_start, IntervalTrigger(seconds=1)),
            Job("settle", self._settle, IntervalTrigger(seconds=1)),
            Job("websub", self._ask_hubs, IntervalTrigger(seconds=1)),
            Job("articles", self._look_up_articles, IntervalTrigger(seconds=1)),
            Job("have_texts_written", self._have_texts_written, IntervalTrigger(seconds=5)),
            Job("watch_feeds", self._watch_feeds, IntervalTrigger(minutes=1)),
            Job("round_up", self._round_up, CronTrigger(minute=0), grace=1800),
            Job("chain_head", self._post_head, CronTrigger(day_of_week="mon", hour=9, minute=5), grace=86400),
            Job("status", self._report, IntervalTrigger(minutes=10)),
        )

    async def _poll(self) -> None:
        if self.newsroom:
            self._last_poll = self.tools.clock.now()
            await self.newsroom.pipeline.poll_all_due()

    async def _ask_hubs(self) -> None:
        if self.newsroom:
            await self.newsroom.ask_hubs()

    async def _look_up_articles(self) -> None:
        if self.newsroom:
            await self.newsroom.look_up_articles()

    async def _have_texts_written(self) -> None:
        if self.newsroom:
            await self.newsroom.have_texts_written()

    async def _end_first_start(self) -> None:
        if self.newsroom is None:
            return
        now, newsroom = self.tools.clock.now(), self.newsroom
        patience = (now - self._started_at).total_seconds() > FIRST_START_PATIENCE
        await end_first_start(newsroom.pipeline, self.tools.store, rules=newsroom.rules, now=now, give_up=patience)
        newsroom.publisher.wake()

    async def _settle(self) -> None:
        if self.newsroom:
            await self._look_at_clock(self.newsroom)  # what is settled goes by how long ago it was tried
            await self.newsroom.settler.settle_due()

    async def _watch_feeds(self) -> None:
        """Tell the desk of feeds that ail, and let those move that have moved."""
        if self.newsroom and await self.newsroom.feed_watch.look():
            self.newsroom.publisher.wake()

    async def _round_up(self) -> None:
        if self.newsroom is None:
            return
        async with self.tools.store.writing() as uow:
            lines = await stories.round_up(uow, rules=self.newsroom.rules, now=self.tools.clock.now())
            await uow.commit()
        if lines:
            log.info("rounded_up", stories=lines)
            self.newsroom.publisher.wake()

    async def _post_head(self) -> None:
        """Show the head of the chain of revisions, once a week."""
        if self.newsroom is None:
            return
        async with self.tools.store.writing() as uow:
            posted = await chain.post_head(uow, self.newsroom.rules.targets, self.tools.clock.now())
            await uow.commit()
        if posted:
            self.newsroom.publisher.wake()

    async def _report(self) -> None:
        _, facts = await self.health()
        log.info("status", **facts)

    async def health(self) -> tuple[bool, Mapping[str, object]]:
        """Whether the bot does its work, and what it knows about it."""
        found = await self.vitals()
        return found.well, found.facts()

    async def vitals(self) -> vitals.Vitals:
        """What is known of the bot's work; raises ``StoreError``."""
        publisher = self.newsroom.publisher if self.newsroom else None
        fatal = publisher.fatal if publisher else None
        if self._publishing and self._publishing.done() and fatal is None:
            fatal = "the publisher has ended; the log says why"
        trouble = (self.newsroom.pipeline.trouble or self.newsroom.publisher.trouble) if self.newsroom else None
        pulse = vitals.Pulse([self._last_poll, publisher.last_look if publisher else None], fatal, trouble)
        return await vitals.take(self.tools.store, pulse, now=self.tools.clock.now())

    async def stop(self) -> None:
        """Stop in order; what is in flight ends or is cancelled at its deadline, and stays in the database."""
        self._jobs.pause()
        if self._watching:
            self._watching.cancel()
        updater = self._telegram.updater
        if updater and updater.running:
            try:
                await updater.stop()
            except TelegramError as exc:  # what ended the poller before: a token that was revoked
                log.warning("updates_ended", problem=str(exc))
        if self.newsroom:
            await self.newsroom.settle(deadline=DEADLINE)
        await self._jobs.settle(deadline=DEADLINE)
        await self._stop_publishing()
        if self._telegram.running:
            await self._telegram.stop()
        await self._telegram.shutdown()
        await self._telegram.bot.shutdown()  # where the application was not initialised, it leaves this to us
        if self._web:
            await self._web.stop()
        await close_tools(self.tools)
        log.info("stopped")

    async def _stop_publishing(self) -> None:
        if self.newsroom is None or self._publishing is None:
            return
        self.newsroom.publisher.stop()
        await asyncio.wait([self._publishing], timeout=READ_TIMEOUT + DEADLINE)
        if not self._publishing.done():
            self._publishing.cancel()
        await asyncio.gather(self._publishing, return_exceptions=True)


def _polling_trouble(error: TelegramError) -> None:
    """Say why no updates come; the poller goes on by itself."""
    if isinstance(error, Conflict):
        log.error("another_bot_polls", advice="another process uses this token; stop one of them")
    else:
        log.warning("updates_not_polled", problem=str(error))
