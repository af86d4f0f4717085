"""The parts of a running bot, put together once it is known where it writes."""

import random
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from telegram.ext import Application

from bot.checks import Places
from bot.clockwatch import ClockWatch
from bot.delivery import Delivery
from bot.handlers.context import Deps
from bot.ledger import Ledger
from bot.pacing import Limits, Pacer
from bot.probe import Probe
from bot.publish import Publisher
from bot.settings import Settings
from bot.settling import Settler
from bot.tools import Tools
from bot.turns import Turns
from bot.uploads import Maps
from bot.web.metrics import Metrics
from bot.web.websub import HubDoor
from feeds.articles import Articles, Desk
from feeds.core.relevance import WordModel
from feeds.fetch.client import FeedClient
from feeds.fetch.discover import FeedFinder
from feeds.model import HARM, votes_needed
from feeds.models import words
from feeds.notifications import Notifications
from feeds.pipeline import Pipeline, Ports, Rules
from feeds.stories import DeskRules
from feeds.summaries import MachineRules, Room, Summaries
from feeds.watch import Watch
from feeds.websub import Hubs, Subscriptions


@dataclass(frozen=True, slots=True)
class Newsroom:
    """Everything that acts."""

    rules: DeskRules
    pipeline: Pipeline
    publisher: Publisher
    settler: Settler
    watch: ClockWatch
    feed_watch: Watch
    metrics: Metrics
    deps: Deps
    door: HubDoor | None  #: where a public address is set
    articles: Articles | None  #: where something reads articles
    summaries: Summaries | None  #: where there is a language model

    async def ask_hubs(self) -> None:
        """Ask the hubs that are to be asked."""
        if self.door:
            await self.door.look()

    async def look_up_articles(self) -> None:
        """Look up the articles that are wanted now."""
        if self.articles:
            await self.articles.look_up_due()

    async def have_texts_written(self) -> None:
        """Have a language model write what is wanted of it now."""
        if self.summaries and await self.summaries.look():
            self.publisher.wake()

    async def settle(self, *, deadline: float) -> None:
        """Let what is being polled or looked up, and what hubs have sent, be taken in."""
        await self.pipeline.settle(deadline=deadline)
        if self.articles:
            await self.articles.settle(deadline=deadline)
        if self.door:
            await self.door.stop(deadline=deadline)
        await self.pipeline.settle(deadline=deadline)  # what the last two have brought


def assemble(
    settings: Settings,
    tools: Tools,
    telegram: "Application[Any, Any, Any, Any, Any, Any]",
    found: Places,
    *,
    clock_was_set: Callable[[], None],
) -> Newsroom:
    """Put the parts together; nothing begins yet."""
    rules = desk_rules(settings, found)
    pacing = settings.pacing
    pacer = Pacer(Limits(pacing.per_chat, pacing.per_group, pacing.overall))
    turns = Turns(pacer, tools.clock)
    metrics = Metrics(model=tools.ask is not None)
    maps = Maps(tools.drawing.map, count=metrics.mapped) if tools.drawing else Maps()
    alone = len(settings.owners) < votes_needed(HARM)
    delivery = Delivery(telegram.bot, tools.clock, paid=pacing.paid_broadcast, maps=maps, alone=alone)
    ledger = Ledger(found.desk, delivery.leaves_rest)
    publisher = Publisher(tools.store, delivery, clock=tools.clock, pacer=pacer, ledger=ledger)
    probe = Probe(telegram.bot, settings.staging or settings.owners[0], turns)
    settler = Settler(tools.store, probe, tools.clock, pacing.settle_after, ledger, publisher.wake)
    known = words.load(settings.own_beats)
    pipeline = _pipeline(settings, tools, rules, publisher, metrics, known)
    return Newsroom(
        rules,
        pipeline,
        publisher,
        settler,
        ClockWatch(tools.store, tools.clock, clock_was_set),
        Watch(tools.store, tools.clock, found.desk),
        metrics,
        Deps(
            tools.store,
            tools.clock,
            rules,
            frozenset(settings.owners),
            found.public_name,
            publisher.wake,
            turns,
            settler.hear,
            FeedFinder(tools.fetch, tools.parse, tools.clock),
            known,
            pipeline.look_soon,
            tools.drawing.chart if tools.drawing else None,
        ),
        _door(settings, tools, pipeline),
        Articles(Desk(tools.store, tools.read, tools.clock, pipeline)) if tools.read else None,
        _summaries(settings, tools, rules, metrics),
    )


def desk_rules(settings: Settings, found: Places) -> DeskRules:
    """Where posts go and when."""
    return DeskRules(
        found.channels,
        settings.beats,
        found.desk,
        settings.policy,
        settings.pacing.edit_after,
        maps=settings.maps,
    )


def _pipeline(
    settings: Settings,
    tools: Tools,
    rules: DeskRules,
    publisher: Publisher,
    metrics: Metrics,
    known: WordModel,
) -> Pipeline:
    return Pipeline(
        Ports(tools.store, tools.fetch, tools.parse, tools.clock, random.random, tools.assess),
        rules=Rules(rules, settings.cadence_rules),
        words=known,
        announce=publisher.wake,
        observe=metrics.polled,
    )


def _summaries(settings: Settings, tools: Tools, rules: DeskRules, metrics: Metrics) -> Summaries | None:
    """What has texts written, if there is a language model."""
    if tools.ask is None:
        return None
    limits = MachineRules(settings.llm_tokens, settings.language)
    return Summaries(Room(tools.store, tools.ask, tools.clock, limits, rules, metrics.written))


def _door(settings: Settings, tools: Tools, pipeline: Pipeline) -> HubDoor | None:
    """Where hubs call, if they can."""
    if settings.public_url is None or not isinstance(tools.fetch, FeedClient):
        return None
    hubs = Hubs(
        tools.store,
        tools.fetch.post,
        tools.clock,
        random.random,
        token=lambda: secrets.token_urlsafe(32),
        secret=tools.store.hub_secret,
        callback=lambda token: f"{settings.public_url}/websub/{token}",
    )
    subscriptions = Subscriptions(hubs)
    return HubDoor(subscriptions, Notifications(hubs, subscriptions, pipeline))
