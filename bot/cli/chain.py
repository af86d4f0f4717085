"""``heliograph chain``: the chain of revisions, in the newsroom: hand it out, show its head, erase a text."""

import asyncio
import secrets
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

import typer

from bot.cli.common import CONFIG, JSON, out, out_json, out_table, progress, read_settings
from bot.settings import Settings
from feeds.errors import NotFound
from feeds.model import ChainHead, Link

if TYPE_CHECKING:
    from feeds.ports import Store

app = typer.Typer(
    help="The chain of revisions: all that was published, each revision bound to the one before, so that anyone can "
    "check that nothing was changed or taken out afterwards. docs/chain.md says what it proves.",
    no_args_is_help=True,
)

Answer = TypeVar("Answer")

_WHAT_STAYS: Final = """\
Erased are the text and its salt, here. What stays: each link's number, time, digest and hash, so that the chain still
holds, with a mark that says when and why: that reason is for all to read. Not touched are the messages in the channel,
the stored story and its reports, exports that others have, and backups. It cannot be undone."""


@app.command()
def export(
    to: Path | None = typer.Option(None, "--to", metavar="FILE", help="File to write; standard output if left out."),
    config: Path | None = CONFIG,
) -> None:
    """Write the chain for anyone to check.

    JSON Lines, a link a line; `heliograph verify chain FILE` checks them. They hold what was published and nothing
    else: no reader, no setting, no address of a chat. The bot may run meanwhile; what it publishes then is in the next
    export. A file is replaced only when the new one is whole.
    """
    settings = read_settings(config)
    if to is None:
        _with_store(settings, lambda store: _export(store, sys.stdout.write))
        return
    written = _export_to(settings, to.resolve())
    out(f"Wrote {to}: {written:,} {'link' if written == 1 else 'links'}. To check it: heliograph verify chain {to}")


@app.command()
def head(config: Path | None = CONFIG, as_json: bool = JSON) -> None:
    """Show the newest link: number, time, hash.

    Who keeps the hash can check later that nothing up to it was changed: `heliograph verify chain FILE --head HASH`.
    """

    async def ask(store: "Store") -> ChainHead | None:
        async with store.reading() as uow:
            return await uow.chain.head()

    newest = _with_store(read_settings(config), ask)
    if as_json:
        out_json({"links": newest.number, "at": newest.at, "hash": newest.hash} if newest else {"links": 0})
    elif newest is None:
        out("The chain has no link yet: nothing has been published.")
    else:
        out(f"Link {newest.number}, published {_when(newest.at)}\n{newest.hash}")


@app.command()
def erase(
    ident: str = typer.Argument(
        metavar="ID", help="A link's number or a story's public id; where both could be meant, link:2345 or story:2345."
    ),
    why: str = typer.Option(..., "--why", metavar="TEXT", help="The reason, which stands in the gap for all to read."),
    yes: bool = typer.Option(False, "--yes", help="Do not ask."),
    config: Path | None = CONFIG,
) -> None:
    """Erase a text where law or harm demands it.

    With a story's id: every revision of it, and the round-ups that list it. Shows first what that is, and asks. The
    chain still holds afterwards: number, time, digest and hash of each link stay, and the gap is marked. The message in
    the channel is not deleted, nor what the database keeps of the story elsewhere.
    """
    reason = " ".join(why.split())
    if not reason:
        raise typer.BadParameter("say why: it stands in the gap for all to read", param_hint="--why")
    settings = read_settings(config)
    which, links = _with_store(settings, lambda store: _find(store, ident))
    _show(links)
    if all(link.text is None and link.salt is None for link in links):
        out("All of it was erased before; nothing is left to erase.")
        return
    out(_WHAT_STAYS)
    if not yes:
        typer.confirm("Erase?", abort=True)
    erased = _with_store(settings, lambda store: _erase(store, which, reason))
    out(f"Erased: {'link' if len(erased) == 1 else 'links'} {', '.join(str(number) for number in erased)}.")


class WhichIsMeant(Exception):
    """An id that is a link's number and a story's id."""

    code = 2


async def _find(store: "Store", ident: str) -> tuple[int | str, list[Link]]:
    """What an id means, and the links that are meant."""
    kind, _, name = ident.strip().rpartition(":")
    async with store.reading() as uow:
        found = {which: await uow.chain.find(which) for which in _meanings(kind, name)}
    there = [(which, links) for which, links in found.items() if links]
    if not there:
        raise NotFound("link or story in the chain called", ident)
    if len(there) > 1:
        raise WhichIsMeant(f"{name} is a link's number and a story's id: write link:{name} or story:{name}.")
    which, links = there[0]
    if isinstance(which, str):
        which = next((link.public_id for link in links if link.public_id), which)
    return which, links


def _meanings(kind: str, name: str) -> list[int | str]:
    number = name.isascii() and name.isdigit() and len(name) <= 18
    if kind not in {"", "link", "story"} or (kind == "link" and not number):
        raise typer.BadParameter("write a link's number, a story's id, link:NUMBER or story:ID", param_hint="ID")
    return [*([int(name)] if number and kind != "story" else []), *([name] if kind != "link" else [])]


def _show(links: list[Link]) -> None:
    rows = [
        [str(link.number), link.kind, link.public_id, str(link.revision), _when(link.at), _state(link)]
        for link in links
    ]
    out_table("", ["link", "kind", "story", "revision", "published", "text"], rows)


def _state(link: Link) -> str:
    """The headline, or what became of it."""
    if link.text is None:
        return f"erased {_when(link.erased_at)}: {link.erased_why}"
    said = [line.partition(": ")[2] for line in link.text.split("\n") if line.startswith(("headline: ", "line: "))]
    return "; ".join(said)[:200]


async def _erase(store: "Store", which: int | str, why: str) -> list[int]:
    from feeds import chain

    return await chain.erase(store, which, why=why, by="the command line", now=datetime.now(UTC))


def _export_to(settings: Settings, path: Path) -> int:
    """Write beside the file, then put it in its place; what is no file, as a pipe, is written as it is."""
    beside = path.with_name(f"{path.name}.part")
    target = path if path.exists() and not path.is_file() else beside
    try:
        with target.open("w", encoding="ascii", newline="\n") as file:
            written = _with_store(settings, lambda store: _export(store, file.write))
        if target is beside:
            beside.replace(path)
    finally:
        if target is beside:
            beside.unlink(missing_ok=True)
    return written


async def _export(store: "Store", write: Callable[[str], object]) -> int:
    """How many links were written."""
    from feeds import chain

    written = 0
    async with store.reading() as uow:
        newest = await uow.chain.head()
    with progress("Exporting", newest.number if newest else 0) as tell:
        async for line in chain.export(store):
            write(line)
            tell(1)
            written += 1
    return written


def _with_store(settings: Settings, act: "Callable[[Store], Awaitable[Answer]]") -> Answer:
    """Open the database, act, close it. The chain holds nothing sealed: any key does, and none is made or asked for."""
    from feeds.store.engine import open_store
    from feeds.store.seal import KEY_BYTES, Seal

    async def within() -> Answer:
        store = open_store(settings.database_url.get_secret_value(), seal=Seal(secrets.token_bytes(KEY_BYTES)))
        try:
            return await act(store)
        finally:
            await store.close()

    return asyncio.run(within())


def _when(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC" if at else "never"
