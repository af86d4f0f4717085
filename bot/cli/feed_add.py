"""``heliograph feeds add``: find the feeds of an address, let somebody choose, and poll what was chosen."""

import re
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import typer

from bot.cli.common import CONFIG, FAILED, JSON, out, out_json, read_settings
from bot.cli.feed_tools import BY, when, with_tools
from bot.settings import Settings
from feeds.model import Affiliation, Discovery, Found, Origin, Terms, Trust

if TYPE_CHECKING:
    from bot.tools import Tools
    from feeds.listing import About, Added

_HOW: Final = {
    Origin.ITSELF: "what you gave",
    Origin.SITE: "where this site has them",
    Origin.LINKED: "the page names it",
    Origin.LINK: "a link on the page",
    Origin.GUESS: "a usual place",
}
_NEXT: Final = "Say which: --yes adds the first, --all adds all, or give the address of the one you mean."


def add(  # noqa: PLR0913 - each is an option of the command
    url: str = typer.Argument(help="A feed's address, or that of a page or site that has feeds."),
    *,
    outlet: str | None = typer.Option(None, help="Its outlet; else the site's name, or the feed's title."),
    beat: str | None = typer.Option(None, help="The topic it is filed under."),
    terms: Terms | None = typer.Option(None, help="What may be done with the outlet's text."),
    credit: str | None = typer.Option(None, help="The credit line that the terms ask for."),
    affiliation: Affiliation | None = typer.Option(None, help="For whom the outlet speaks."),
    side: str | None = typer.Option(None, help="The party it speaks for, where it speaks for one."),
    language: str | None = typer.Option(None, help="The outlet's language: en, uk, ar …"),
    country: str | None = typer.Option(None, help="Its country: GB, UA …"),
    owner: str | None = typer.Option(None, help="Who owns it."),
    trust: Trust | None = typer.Option(None, help="How far the desk trusts it."),
    pictures: bool | None = typer.Option(None, help="Whether its pictures may be shown."),
    full_text: bool | None = typer.Option(None, help="Whether its articles are read where its feeds give stubs."),
    exclude: list[str] | None = typer.Option(None, help="A word that tells another's work: Reuters. May be repeated."),
    model: bool | None = typer.Option(None, help="Whether a language model may be given its text."),
    blocked: bool | None = typer.Option(None, help="Whether the law where you publish forbids handing it on."),
    yes: bool = typer.Option(False, "--yes", "-y", help="Add the best of what is found, without asking."),
    all_: bool = typer.Option(False, "--all", help="Add all that is found, without asking."),
    config: Path | None = CONFIG,
    as_json: bool = JSON,
) -> None:
    """Find the feeds of an address, show each with its newest headlines, and poll those that you choose.

    A feed's own address is added at once. An outlet that is known keeps what is known of it; the options change that.
    """
    from feeds.listing import About

    facts = {
        "terms": terms,
        "credit": credit,
        "affiliation": affiliation,
        "side": side,
        "language": _language(language),
        "country": country,
        "owner": owner,
        "trust": trust,
        "pictures": pictures,
        "full_text": full_text,
        "excludes": tuple(exclude) if exclude else None,
        "model": model,
        "blocked": blocked,
    }
    settings = read_settings(config)
    what = _find(settings, url)
    if not as_json:
        _show(what, now=datetime.now(UTC))
    chosen = _choose(what, yes=yes, all_=all_, ask=not as_json)
    told = {name: value for name, value in facts.items() if value is not None}
    added = _add(settings, chosen, About(outlet, beat, what.whose, what.address, told)) if chosen else []
    if as_json:
        out_json(_facts(what, added))
    for done in added if not as_json else ():
        _say(done)
    if not added:
        sys.exit(FAILED)


def _language(written: str | None) -> str | None:
    from feeds.core import fields

    if written is None or (tag := fields.language(written)):
        return tag if written else None
    raise typer.BadParameter("write a language as a tag: en, uk, pt-br", param_hint="--language")


def _find(settings: Settings, url: str) -> Discovery:
    from feeds.fetch.discover import FeedFinder

    async def ask(tools: "Tools") -> Discovery:
        return await FeedFinder(tools.fetch, tools.parse, tools.clock)(url)

    return with_tools(settings, ask)


def _add(settings: Settings, chosen: Sequence[Found], about: "About") -> "list[Added]":
    from feeds import listing

    async def act(tools: "Tools") -> list[listing.Added]:
        now = tools.clock.now()
        return [await listing.add(tools.store, feed, about, by=BY, now=now) for feed in chosen]

    return with_tools(settings, act)


def _choose(what: Discovery, *, yes: bool, all_: bool, ask: bool) -> Sequence[Found]:
    """Those to add; none where nothing was found, or nobody can be asked."""
    if all_ or [feed.origin for feed in what.feeds] == [Origin.ITSELF]:
        return what.feeds
    if yes or not what.feeds:
        return what.feeds[:1]
    if ask and sys.stdin.isatty() and sys.stdout.isatty():
        return _asked(what.feeds)
    if ask:
        out(_NEXT)
    return ()


def _asked(feeds: Sequence[Found]) -> Sequence[Found]:
    while True:
        said = typer.prompt("Which? Numbers, all, or none", default="1").strip().lower()
        if said in {"all", "none"}:
            return feeds if said == "all" else ()
        numbers = [int(part) for part in re.findall(r"\d{1,4}", said)]
        if numbers and all(1 <= number <= len(feeds) for number in numbers):
            return [feeds[number - 1] for number in dict.fromkeys(numbers)]
        out(f"Write numbers from 1 to {len(feeds)}, set apart by commas.")


def _show(what: Discovery, *, now: datetime) -> None:
    """What was found, what failed, what else there is to know."""
    from bot.render.feeds import described

    if not what.feeds:
        out(f"No feed was found at {what.address}.")
    for number, feed in enumerate(what.feeds, 1):
        out(f"{number}. {feed.title or 'without a title'} – {described(feed, now=now)} ({_HOW[feed.origin]})")
        out(f"   {feed.url}")
        for sample in feed.samples:
            out(f"   • {sample}")
    for feed in what.failed:
        out(f"✗ {feed.url}: {feed.problem}")
    for note in what.notes:
        out(note)


def _say(done: "Added") -> None:
    feed = done.feed
    what = f"“{feed.title or feed.url}” (no. {feed.id}), of the outlet {feed.outlet.name}, terms {feed.outlet.terms}"
    if not done.new:
        out(f"Known already: {what}.")
        return
    out(f"Added {what}; it is polled at the next look.")


def _facts(what: Discovery, added: "list[Added]") -> dict[str, Any]:
    feeds = [
        {
            "url": feed.url,
            "title": feed.title,
            "how": feed.origin,
            "entries": feed.entries,
            "newest": when(feed.newest) if feed.newest else None,
            "samples": feed.samples,
            "problem": feed.problem,
        }
        for feed in what.feeds
    ]
    failed = [{"url": feed.url, "problem": feed.problem} for feed in what.failed]
    done = [
        {"url": one.feed.url, "number": one.feed.id, "outlet": one.feed.outlet.name, "new": one.new} for one in added
    ]
    return {
        "address": what.address,
        "site": what.site,
        "feeds": feeds,
        "failed": failed,
        "notes": what.notes,
        "added": done,
    }
