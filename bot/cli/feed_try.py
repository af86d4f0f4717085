"""``heliograph feeds test``: try one feed and tell what happens, or try all and tell which work. Stores nothing."""

import asyncio
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import typer

from bot.cli.common import CONFIG, FAILED, JSON, out, out_json, out_table, progress, read_settings
from bot.cli.feed_tools import when
from bot.settings import Settings
from feeds.model import Found

if TYPE_CHECKING:
    from feeds.fetch.trial import Trial

#: Requests at a time where all are tried, and seconds between two to one host: nobody waits for it.
AT_ONCE: Final = 16
PAUSE: Final = 1.0
#: Entries that are shown of one feed.
SHOWN: Final = 10


def try_(
    url: str | None = typer.Argument(None, help="The feed's address."),
    all_: bool = typer.Option(False, "--all", help="Try every feed: of the list, and what the database has besides."),
    config: Path | None = CONFIG,
    as_json: bool = JSON,
) -> None:
    """Fetch and read a feed once and tell what happens, step by step; or try all. Stores nothing.

    Ends with 1 where a feed cannot be fetched or read.
    """
    if (url is None) is not all_:
        raise typer.BadParameter("give an address, or --all", param_hint="URL")
    settings = read_settings(config)
    if url is None:
        _try_all(settings, as_json=as_json)
        return
    trial = asyncio.run(_try(settings, url))
    if as_json:
        out_json(_facts(trial))
    else:
        _show(trial)
    if not trial.ok:
        sys.exit(FAILED)


async def _try(settings: Settings, url: str) -> "Trial":
    from bot.tools import SystemClock, open_web
    from feeds.core.addresses import spelt_out
    from feeds.fetch.trial import Bench, Journal, try_feed
    from feeds.fetch.workers import ParseWorkers

    journal, parse = Journal(), ParseWorkers(workers=1)
    try:
        async with open_web(settings, witness=journal) as fetch:
            address, clock = spelt_out(url), SystemClock()
            allowed = await _full_text(settings, address)
            bench = Bench(fetch, parse, clock, journal, settings.cadence_rules, settings.allow_networks, allowed)
            return await try_feed(address, bench)
    finally:
        await parse.close()


async def _full_text(settings: Settings, url: str) -> bool | None:
    """Whether the outlet of a feed lets its articles be read: as the database says, else the list; None for neither."""
    from bot.errors import CannotRun
    from bot.tools import feed_seeds, stored_feeds
    from feeds.errors import StoreError

    known: dict[str, bool] = {}
    with suppress(CannotRun):  # a list that cannot be read is no reason not to try a feed
        known = {seed.url: seed.outlet.full_text for seed in feed_seeds(settings)}
    with suppress(StoreError):  # the same
        known |= {feed.url: feed.outlet.full_text for feed in await stored_feeds(settings)}
    return known.get(url)


def _show(trial: "Trial") -> None:
    for step in trial.steps:
        out(f"{'✓' if step.ok else '✗'} {step.name:<9}  {step.said}")
    if trial.document and trial.document.entries:
        rows = [
            [when(entry.published) if entry.published else "–", _line(entry.title or entry.summary), entry.link or ""]
            for entry in trial.document.entries[:SHOWN]
        ]
        out_table("", ["published", f"the first {len(rows)} entries", "address"], rows)


def _line(text: str) -> str:
    from feeds.core import text as texts

    return texts.clean(text)[:160]


def _facts(trial: "Trial") -> dict[str, Any]:
    document = trial.document
    entries = document.entries if document else ()
    return {
        "ok": trial.ok,
        "url": trial.found.url,
        "title": trial.found.title,
        "problems": document.problems if document else [trial.found.problem],
        "steps": [{"name": step.name, "ok": step.ok, "said": step.said} for step in trial.steps],
        "entries": [{"title": entry.title, "link": entry.link, "published": entry.published} for entry in entries],
    }


def _try_all(settings: Settings, *, as_json: bool) -> None:
    urls = asyncio.run(_urls(settings))
    with progress("Trying", len(urls), shown=not as_json) as tell:
        results = asyncio.run(_look_at(settings, urls, tell))
    failed = [found for found in results if not found.works]
    if as_json:
        out_json(
            {"ok": not failed, "tried": len(results), "failed": len(failed), "feeds": list(map(_row_facts, results))}
        )
    else:
        rows = [_row(found) for found in sorted(results, key=lambda found: found.works)]
        title = f"{len(results)} feeds: {len(results) - len(failed)} work, {len(failed)} do not"
        out_table(title, ["", "entries", "newest", "title or problem", "address"], rows)
    if failed:
        sys.exit(FAILED)


async def _urls(settings: Settings) -> list[str]:
    """The addresses of the list, and those that the database has besides; it is neither made nor changed."""
    from bot.tools import feed_seeds, stored_feeds

    listed = [seed.url for seed in feed_seeds(settings)]
    return list(dict.fromkeys([*listed, *(feed.url for feed in await stored_feeds(settings))]))


async def _look_at(settings: Settings, urls: Sequence[str], tell: Callable[[float], None]) -> list[Found]:
    from bot.tools import SystemClock, open_web
    from feeds.fetch.client import FetchLimits
    from feeds.fetch.discover import look_at_all
    from feeds.fetch.workers import ParseWorkers

    parse = ParseWorkers()
    try:
        async with open_web(settings, limits=FetchLimits(per_host=1, in_all=AT_ONCE)) as fetch:
            return await look_at_all(urls, fetch, parse, SystemClock(), pause=PAUSE, tell=lambda: tell(1))
    finally:
        await parse.close()


def _row(found: Found) -> list[str]:
    said = (found.title or "") if found.works else (found.problem or "")
    odd = f" (odd: {found.problem})" if found.works and found.problem else ""
    newest = when(found.newest) if found.newest else ""
    return ["✓" if found.works else "✗", str(found.entries or ""), newest, said + odd, found.url]


def _row_facts(found: Found) -> dict[str, Any]:
    return {
        "url": found.url,
        "ok": found.works,
        "title": found.title,
        "entries": found.entries,
        "newest": found.newest,
        "problem": found.problem,
    }
