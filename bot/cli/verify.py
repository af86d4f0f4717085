"""``heliograph verify``: checks that need nothing but the file: no database, no settings, no network."""

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

import typer

from bot.cli.common import FAILED, JSON, out, out_json, out_table, progress

if TYPE_CHECKING:
    from feeds.model import Break, ChainReport

app = typer.Typer(
    help="Check what a Heliograph has published, without it: these commands read a file and nothing else.",
    no_args_is_help=True,
)

#: Bytes of a line, at most: a file without line ends must not fill the memory.
LONGEST_LINE: Final = 64 * 1024 * 1024
#: Bytes from which a file takes long enough for a progress bar.
_LONG: Final = 8 * 1024 * 1024

_SAID: Final = {
    "empty": "The file holds no link: there is nothing to check.",
    "unreadable": "Line {place} is no link: {why}.",
    "cut": "The file is cut off: it ends in the middle of line {place}. Get it again.",
    "missing": "Link {place} is missing: link {number} stands in its place. Links were taken out, or moved.",
    "order": "Where link {place} should stand, link {number} does: links were put in, doubled or moved.",
    "previous": "Link {number} does not follow what stands before it: one of the two is not what was published.",
    "link": "Link {number} was changed: its number, story, kind, revision, time, digest or predecessor is not the one "
    "that its hash was made of.",
    "text": "The text of link {number} was changed: text and salt do not give the digest that was published.",
    "gap": "Link {number} is not whole: text or salt is missing without the mark of an erasure, or stands beside such "
    "a mark.",
    "head": "The head that you hold is not among the links: they were cut off before it, or the chain was made anew. "
    "All that is in the file fits together.",
}


@app.callback()
def _verify() -> None:
    """Checks that need nothing but the file."""


@app.command()
def chain(
    file: str = typer.Argument(metavar="FILE", help="An export of the chain (JSON Lines), or - for standard input."),
    head: str | None = typer.Option(
        None,
        "--head",
        metavar="HASH",
        help="A head that you kept, as the channel posts it weekly; it must be in there.",
    ),
    as_json: bool = JSON,
) -> None:
    """Check a chain of revisions from its export.

    The newsroom makes the file with `heliograph chain export`. Every hash is made anew from the texts; docs/chain.md
    has the format, and a few lines of Python that do the same. Says what is broken first, and where. Texts that were
    erased leave a gap, which is listed and is no error. Without --head nobody can tell that links are missing at the
    end, or that the whole chain was made anew: give a head that you kept.

    Exit code 0 if all links hold, 1 if not.
    """
    from feeds.core.chain import verify
    from feeds.core.chain_file import read_links

    with _opened(file) as stream, progress("Checking", _size(file), shown=_size(file) > _LONG) as tell:
        report = verify(read_links(_lines(stream, tell)), head=_hash(head))
    if as_json:
        out_json(_facts(report))
    else:
        _print(report, kept=head is not None)
    if not report.ok:
        sys.exit(FAILED)


def _opened(file: str) -> AbstractContextManager[BinaryIO]:
    return nullcontext(sys.stdin.buffer) if file == "-" else Path(file).open("rb")


def _size(file: str) -> int:
    """Bytes, where that is known beforehand."""
    return 0 if file == "-" else Path(file).stat().st_size


def _hash(head: str | None) -> str | None:
    """The hash as the chain writes it."""
    if head is None:
        return None
    spelt = head.strip().lower()
    if len(spelt) != 64 or set(spelt) - set("0123456789abcdef"):
        raise typer.BadParameter("a head has 64 hexadecimal digits", param_hint="--head")
    return spelt


def _lines(stream: BinaryIO, tell: Callable[[float], None]) -> Iterator[bytes]:
    """The lines, none longer than ``LONGEST_LINE``; a longer one, which is no link, comes in pieces."""
    while line := stream.readline(LONGEST_LINE):
        tell(len(line))
        yield line if len(line) < LONGEST_LINE else line + b"\n"


def _print(report: "ChainReport", *, kept: bool) -> None:
    if report.broken:
        out(f"✗ {_said(report.broken)}")
    if report.head:
        hold = "1 link holds" if report.links == 1 else f"{report.links:,} links hold"
        until = f"published from {_when(report.first_at)} to {_when(report.head.at)}"
        out(f"{'Up to there ' if report.broken else '✓ '}{hold}, {until}.")
        out(f"The newest of them, link {report.head.number}, has the hash\n  {report.head.hash}")
    if report.found_at is not None:
        out(f"The head that you hold is link {report.found_at}: up to there nothing was changed since you got it.")
    elif report.ok and not kept:
        out("Compare it with a head that the channel posted (--head): a chain made anew would fit together as well.")
    if report.erased:
        _print_gaps(report)


def _print_gaps(report: "ChainReport") -> None:
    what = "text was" if report.erased == 1 else "texts were"
    rows = [[str(gap.number), _when(gap.at), _shown(gap.why)] for gap in report.gaps]
    out(f"\n{report.erased:,} {what} erased; number, time and hash stand:")
    out_table("", ["link", "erased", "why"], rows)
    if report.erased > len(rows):
        out(f"… and {report.erased - len(rows):,} more")


def _said(broken: "Break") -> str:
    return _SAID[broken.fault].format(place=broken.place, number=broken.number, why=broken.why)


def _facts(report: "ChainReport") -> dict[str, object]:
    broken, head = report.broken, report.head
    return {
        "ok": report.ok,
        "links": report.links,
        "head": {"number": head.number, "hash": head.hash, "at": head.at} if head else None,
        "found_at": report.found_at,
        "broken": {"fault": broken.fault, "place": broken.place, "number": broken.number, "said": _said(broken)}
        if broken
        else None,
        "erased": report.erased,
        "gaps": [{"number": gap.number, "at": gap.at, "why": _shown(gap.why)} for gap in report.gaps],
    }


def _when(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC" if at else "never"


def _shown(text: str) -> str:
    """A text of the file, which may come from anybody: nothing in it may steer the terminal."""
    return "".join(character if character.isprintable() else "\ufffd" for character in text)
