"""``heliograph feeds``: what is polled."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from bot.cli import feed_add, feed_try
from bot.cli.common import CONFIG, JSON, out, out_json, out_table, read_settings
from bot.cli.feed_tools import BY, with_tools
from feeds.model import FeedHealth, FeedSeed

if TYPE_CHECKING:
    from bot.tools import Tools

app = typer.Typer(
    help="The feeds: list them, find and add some, try them, take a list in or hand it out.", no_args_is_help=True
)
app.command("add")(feed_add.add)
app.command("test")(feed_try.try_)

WHICH = typer.Argument(metavar="FEED", help="Its address, or its number in `heliograph feeds list`.")


@app.command("list")
def list_(config: Path | None = CONFIG, as_json: bool = JSON) -> None:
    """List the feeds with how they are."""
    from bot.render import feeds as words

    now = datetime.now(UTC)
    feeds = _all(config)
    if as_json:
        out_json([_facts(feed, now) for feed in feeds])
        return
    rows = [
        [
            str(feed.id),
            feed.outlet.name,
            words.health(feed, now=now),
            ", ".join(words.figures(feed, now=now)),
            str(feed.items),
            feed.beat or "",
            feed.url,
        ]
        for feed in feeds
    ]
    columns = ["no.", "outlet", "how it is", "lately", "items", "beat", "address"]
    out_table(words.summary(feeds), columns, rows)


@app.command("import")
def import_(
    file: Path = typer.Argument(help="OPML of any program, or a text file with an address a line."),
    config: Path | None = CONFIG,
) -> None:
    """Take in a list of feeds: folders become beats, and feeds that are known already take the list's titles.

    Outlets that are known keep their terms where the list says nothing about them; where it does, the list is right.
    Nothing is taken off: what is not in the list stays.
    """
    from feeds import listing
    from feeds.fetch.feed_list import load_feed_list

    found = load_feed_list(file)

    async def act(tools: "Tools") -> listing.Imported:
        return await listing.import_list(
            tools.store, found.seeds, silent=found.silent, source=file.name, by=BY, now=tools.clock.now()
        )

    done = with_tools(read_settings(config), act)
    out(f"{done.new} feeds are new, {done.known} were known. heliograph feeds test --all tries them.")


@app.command("export")
def export(
    to: Path | None = typer.Option(None, "--to", metavar="FILE", help="File to write; standard output if left out."),
    config: Path | None = CONFIG,
) -> None:
    """Hand the list of feeds out as OPML 2.0: beats as folders, titles, and what is known of the outlets.

    Other programs read the folders, titles and addresses; this one reads all of it back. Paused feeds are among them.
    """
    from feeds.fetch.opml import opml

    seeds = [FeedSeed(feed.url, feed.outlet, feed.title, feed.beat) for feed in _all(config)]
    document = opml(seeds, title="Feeds of a Heliograph", now=datetime.now(UTC))
    if to is None:
        out(document.rstrip("\n"))
        return
    to.write_text(document, "utf-8")
    out(f"Wrote {to}: {len(seeds)} feeds.")


@app.command()
def pause(
    which: str = WHICH,
    why: str | None = typer.Option(None, help="The reason, for the list and the log."),
    config: Path | None = CONFIG,
) -> None:
    """Poll a feed no more, over restarts; its items and stories stay."""
    from feeds import listing

    feed, done = with_tools(
        read_settings(config),
        lambda tools: listing.pause(tools.store, which, by=BY, now=tools.clock.now(), why=why),
    )
    out(f"{'Paused' if done else 'Paused before'}: {feed.outlet.name}, {feed.url}")


@app.command()
def resume(which: str = WHICH, config: Path | None = CONFIG) -> None:
    """Poll a paused feed again, at once; its failures are forgotten."""
    from feeds import listing

    feed, done = with_tools(
        read_settings(config), lambda tools: listing.resume(tools.store, which, by=BY, now=tools.clock.now())
    )
    out(f"{'Polled again' if done else 'Not paused'}: {feed.outlet.name}, {feed.url}")


def _all(config: Path | None) -> list[FeedHealth]:
    from feeds import listing

    return with_tools(read_settings(config), lambda tools: listing.listed(tools.store, now=tools.clock.now()))


def _facts(feed: FeedHealth, now: datetime) -> dict[str, object]:
    from bot.render import feeds as words
    from feeds.core import health

    often = health.a_day(feed, now=now)
    return {
        "number": feed.id,
        "url": feed.url,
        "title": feed.title,
        "outlet": feed.outlet.name,
        "beat": feed.beat,
        "terms": feed.outlet.terms,
        "full_text": feed.outlet.full_text,
        "state": feed.state,
        "condition": health.condition(feed),
        "health": words.health(feed, now=now),
        "items": feed.items,
        "items_a_day": None if often is None else round(often, 2),
        "lag_seconds": feed.lag,
        "pushed": words.is_pushed(feed, now=now),
        "push": feed.push.state if feed.push else None,
        "next_check_at": feed.next_check_at,
        "last_ok_at": feed.last_ok_at,
        "last_new_at": feed.last_new_at,
        "failures": feed.failures,
        "problem": feed.problem,
    }
