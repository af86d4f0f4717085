"""What the bot works with apart from Telegram: database, fetcher, parsers, feed list; opened, looked at, closed."""

import gc
import secrets
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import structlog
from sqlalchemy import make_url

from bot.drawing.workers import Drawing
from bot.errors import CannotRun, Finding
from bot.settings import Settings, config_folder
from feeds.assessing.assessor import Assessor
from feeds.assessing.here import assess_here
from feeds.errors import FeedListError, StoreError, SummariserError
from feeds.fetch.articles import ArticleReader
from feeds.fetch.chat import ChatModel
from feeds.fetch.client import FeedClient, FetchLimits
from feeds.fetch.feed_list import read_feed_list, starter_list
from feeds.fetch.witness import Witness
from feeds.fetch.workers import ParseWorkers, Workers
from feeds.listing import listed, spread
from feeds.looks import Assess
from feeds.model import FeedHealth, FeedSeed, Question, Task
from feeds.ports import Clock, Fetch, Parse, Store
from feeds.ports_of_bringing import ReadArticle
from feeds.ports_of_summarising import Summarise
from feeds.store import schema
from feeds.store.engine import SqlStore, open_store
from feeds.store.seal import KEY_BYTES, Seal, load_key

log = structlog.get_logger(__name__)

#: Seconds to wait at the start for another program that holds the database.
PATIENCE = 10.0


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The present moment."""
        return datetime.now(UTC)

    def ticks(self) -> float:
        """Seconds of a clock that nobody sets."""
        return time.monotonic()


@dataclass(frozen=True, slots=True)
class Tools:
    """What the bot works with; tests put their own in."""

    store: SqlStore
    fetch: Fetch
    parse: Parse
    clock: Clock
    assess: Assess = assess_here
    read: ReadArticle | None = None  #: reads articles where feeds give stubs
    drawing: Drawing | None = None  #: draws maps and charts; its process starts with the first picture
    ask: Summarise | None = None  #: a language model, where the settings name one


def spare_the_collector() -> None:
    """Let the garbage collector leave alone what is loaded by now, and look less often: in steady work little is made
    that only it can free, and to go through models and open stories again and again took a seventh of the time
    (0.2 of 1.45 s for 500 feeds that had changed; now 0.01).
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


async def open_tools(settings: Settings) -> Tools:
    """Bring the database up to date and open everything that needs no Telegram. Raises ``StoreError``."""
    url = settings.database_url.get_secret_value()
    before, after = await schema.upgrade(url, busy_timeout=PATIENCE)
    if before != after:
        log.info("database_upgraded", before=before, after=after)
    store, web = open_store(url, seal=Seal(data_key(settings))), open_web(settings)
    return Tools(
        store,
        web,
        ParseWorkers(),
        SystemClock(),
        Assessor(),
        ArticleReader(web),
        Drawing(),
        open_model(settings),
    )


def open_model(settings: Settings) -> ChatModel | None:
    """The client of the language model that the settings name, if they name one."""
    if settings.llm_url is None or settings.llm_model is None:
        return None
    key = settings.llm_key.get_secret_value() if settings.llm_key else None
    return ChatModel(settings.llm_url, settings.llm_model, key=key)


def open_web(settings: Settings, *, limits: FetchLimits | None = None, witness: Witness | None = None) -> FeedClient:
    """The client that fetches feeds."""
    return FeedClient(
        version=version("heliograph"),
        contact=settings.contact,
        limits=limits,
        allow_networks=settings.allow_networks,
        witness=witness,
    )


def data_key(settings: Settings) -> bytes:
    """The key that seals readers' data; made at the first start. Raises ``StoreError``."""
    spelt = settings.data_key.get_secret_value() if settings.data_key else None
    return load_key(spelt, default_path=config_folder() / "data.key")


def feed_seeds(settings: Settings) -> tuple[FeedSeed, ...]:
    """The feeds that the settings name, or the starter list. Raises ``CannotRun``."""
    if settings.feeds is None:
        return starter_list()
    try:
        return read_feed_list(Path(settings.feeds))
    except FeedListError as exc:
        raise CannotRun(f"HELIOGRAPH_FEEDS: {exc}") from exc


async def stored_feeds(settings: Settings) -> list[FeedHealth]:
    """The feeds of the database, where there is one that can be read as it is: it is neither made nor changed."""
    url = settings.database_url.get_secret_value()
    if (await schema.check(url)).standing is not schema.SchemaStanding.CURRENT:
        return []
    store = open_store(url, seal=Seal(secrets.token_bytes(KEY_BYTES)))  # nothing sealed is read
    try:
        return await listed(store, now=SystemClock().now())
    finally:
        await store.close()


async def merge_feeds(store: Store, seeds: tuple[FeedSeed, ...], *, now: datetime) -> int:
    """Put feeds into the table; new ones are checked at once, spread a little. How many are new."""
    async with store.writing() as uow:
        added = await uow.feeds.merge(seeds, check_at=spread(now, len(seeds)))
        await uow.commit()
    return added


async def close_tools(tools: Tools) -> None:
    """Close what ``open_tools`` opened."""
    if isinstance(tools.ask, ChatModel):
        await tools.ask.close()
    if isinstance(tools.read, ArticleReader):
        await tools.read.close()
    if isinstance(tools.fetch, FeedClient):
        await tools.fetch.close()
    for processes in (tools.parse, tools.assess, tools.drawing):
        if isinstance(processes, Workers):
            await processes.close()
    await tools.store.close()


async def check_storage(settings: Settings) -> list[Finding]:
    """The doctor's questions about what lies on this machine: database, key, feed list. Changes nothing."""
    return [await _check_database(settings), _check_key(settings), _check_feeds(settings)]


async def check_model(settings: Settings) -> list[Finding]:
    """Whether the language model answers, where the settings name one: it is asked for one word."""
    model = open_model(settings)
    if model is None:
        return []
    try:
        await model(Question(Task.SUMMARY, "You are being tested.", "Answer with the word: ready", answer_tokens=16))
    except SummariserError as exc:
        text = f"{exc} Check HELIOGRAPH_LLM_URL, HELIOGRAPH_LLM_MODEL and HELIOGRAPH_LLM_KEY."
        return [Finding("language model", ok=False, text=text)]
    finally:
        await model.close()
    return [Finding("language model", ok=True, text=f"{model.model} answers.")]


async def _check_database(settings: Settings) -> Finding:
    url = settings.database_url.get_secret_value()
    try:
        found = await schema.check(url)
    except StoreError as exc:
        return Finding("database", ok=False, text=str(exc))
    fit = {schema.SchemaStanding.CURRENT, schema.SchemaStanding.EMPTY, schema.SchemaStanding.OLDER}
    return Finding("database", ok=found.standing in fit, text=f"Its schema is {found.standing}.")


def _check_key(settings: Settings) -> Finding:
    """Where the data key lies: never beside the database, or one theft takes both."""
    spelt = settings.data_key.get_secret_value() if settings.data_key else None
    path = config_folder() / "data.key" if spelt is None else Path(spelt).expanduser()
    if spelt is None and not path.exists():
        return Finding("data key", ok=True, text=f"The key that seals readers' data will be made as {path}.")
    try:
        data_key(settings)
    except StoreError as exc:
        return Finding("data key", ok=False, text=str(exc))
    if path.exists() and path.resolve().parent == _database_folder(settings):
        return Finding(
            "data key",
            ok=False,
            text=f"The key {path} lies in the database's folder: whoever takes one takes both. "
            "Move it and set HELIOGRAPH_DATA_KEY to its new place.",
        )
    return Finding("data key", ok=True, text="The key that seals readers' data is there, apart from the database.")


def _database_folder(settings: Settings) -> Path | None:
    name = make_url(settings.database_url.get_secret_value()).database
    return Path(name).resolve().parent if name and "sqlite" in settings.database_url.get_secret_value() else None


def _check_feeds(settings: Settings) -> Finding:
    try:
        seeds = feed_seeds(settings)
    except CannotRun as exc:
        return Finding("feeds", ok=False, text=str(exc))
    where = settings.feeds or "the starter list"
    return Finding("feeds", ok=True, text=f"{len(seeds)} feeds in {where}.")
