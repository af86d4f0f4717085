"""``heliograph feeds``: what is polled."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import typer

from bot.cli.common import CONFIG, JSON, out, out_json, out_table, read_settings
from bot.settings import Settings
from feeds.model import FeedHealth, FeedSeed, Outlet, ParsedFeed
from feeds.ports import Fetched

if TYPE_CHECKING:
    from bot.tools import Tools

app = typer.Typer(help="The feeds: list them, add one, try one.", no_args_is_help=True)

Answer = TypeVar("Answer")


@app.command("list")
def list_(config: Path | None = CONFIG, as_json: bool = JSON) -> None:
    """List the feeds with how they are."""

    async def ask(tools: "Tools") -> list[FeedHealth]:
        async with tools.store.reading() as uow:
            return await uow.feeds.health()

    feeds = _with_tools(read_settings(config), ask)
    if as_json:
        out_json([_facts(feed) for feed in feeds])
        return
    rows = [
        [feed.outlet.name, feed.state, str(feed.items), _when(feed.last_ok_at), feed.problem or "", feed.url]
        for feed in feeds
    ]
    out_table(f"{len(feeds)} feeds", ["outlet", "state", "items", "last good fetch", "problem", "address"], rows)


@app.command()
def add(
    url: str = typer.Argument(help="The feed's address."),
    outlet: str | None = typer.Option(None, help="Name of its outlet; the feed's own title where left out."),
    config: Path | None = CONFIG,
) -> None:
    """Fetch a feed once and, if it can be read, poll it from now on."""
    from bot.tools import merge_feeds

    async def act(tools: "Tools") -> tuple[int, ParsedFeed]:
        _, document = await _try(tools, url)
        name = outlet or document.title or url
        seed = FeedSeed(url, Outlet(name, home=document.home, language=document.language), document.title)
        return await merge_feeds(tools.store, (seed,), now=tools.clock.now()), document

    added, document = _with_tools(read_settings(config), act)
    what = f"“{document.title or url}”, {len(document.entries)} entries now"
    out(f"Added {what}; it is polled at the next look." if added else f"Known already: {what}.")


@app.command("test")
def try_(
    url: str = typer.Argument(help="The feed's address."), config: Path | None = CONFIG, as_json: bool = JSON
) -> None:
    """Fetch and read a feed once, and show what is in it. Stores nothing."""

    async def ask(tools: "Tools") -> tuple[Fetched, ParsedFeed]:
        return await _try(tools, url)

    fetched, document = _with_tools(read_settings(config), ask)
    if as_json:
        entries = [
            {"title": entry.title, "link": entry.link, "published": entry.published} for entry in document.entries
        ]
        out_json({"url": fetched.url, "title": document.title, "problems": document.problems, "entries": entries})
        return
    rows = [[_when(entry.published), entry.title, entry.link or ""] for entry in document.entries]
    out_table(f"{document.title or fetched.url}: {len(rows)} entries", ["published", "title", "address"], rows)
    for problem in document.problems:
        out(f"Problem: {problem}")


async def _try(tools: "Tools", url: str) -> tuple[Fetched, ParsedFeed]:
    fetched = await tools.fetch(url, etag=None, last_modified=None)
    document = await tools.parse(fetched.body or b"", url=fetched.url, content_type=fetched.content_type)
    return fetched, document


def _with_tools(settings: Settings, act: "Callable[[Tools], Awaitable[Answer]]") -> Answer:
    """Open what commands on feeds need, act, close it."""
    from bot.tools import close_tools, open_tools

    async def within() -> Answer:
        tools = await open_tools(settings)
        try:
            return await act(tools)
        finally:
            await close_tools(tools)

    return asyncio.run(within())


def _facts(feed: FeedHealth) -> dict[str, object]:
    return {
        "url": feed.url,
        "title": feed.title,
        "outlet": feed.outlet.name,
        "terms": feed.outlet.terms,
        "state": feed.state,
        "items": feed.items,
        "last_ok_at": feed.last_ok_at,
        "last_new_at": feed.last_new_at,
        "failures": feed.failures,
        "problem": feed.problem,
    }


def _when(moment: datetime | None) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC" if moment else "never"
