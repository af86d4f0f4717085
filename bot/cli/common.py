"""What commands share: settings, output, and errors as sentences."""

import json
import re
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.table import Table

from bot import settings
from bot.logs import redact, spellings
from bot.settings import Settings, SettingsError
from feeds.errors import FeedsError

FAILED, BAD_CONFIGURATION = 1, 78

CONFIG = typer.Option(None, "--config", metavar="FILE", help="Settings file; ./heliograph.toml where there is one.")
JSON = typer.Option(False, "--json", help="Print one JSON object instead of a table.")

_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_secrets: list[str] = []


def read_settings(config: Path | None = None) -> Settings:
    """The settings; their secrets are struck out of whatever this process still prints."""
    found = settings.read(config)
    _secrets[:] = spellings(found.secrets())
    return found


def failure(error: Exception) -> tuple[str, int]:
    """A sentence for the operator, without secrets, and the exit code."""
    if isinstance(error, SettingsError):
        problems = "\n".join(f"  • {problem}" for problem in error.problems)
        return f"The settings cannot work:\n{redact(problems, _secrets)}", BAD_CONFIGURATION
    if isinstance(error, FeedsError | OSError):
        return redact(str(error), _secrets), FAILED
    code = getattr(error, "code", None)
    if isinstance(code, int):
        return redact(str(error), _secrets), code
    trace = "".join(traceback.format_exception(error))
    return redact(f"{trace}\nThis is a defect of heliograph; the lines above say where.", _secrets), FAILED


def out(text: str) -> None:
    """Print to standard output; what could steer a terminal is shown as unreadable."""
    sys.stdout.write(_STEERING.sub("\ufffd", text) + "\n")


def out_json(value: Mapping[str, Any] | Sequence[Any]) -> None:
    """Print JSON to standard output."""
    out(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def out_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table to standard output; plain and wide where that is no terminal."""
    console = Console(width=None if sys.stdout.isatty() else 160, highlight=False)
    table = Table(title=title, title_justify="left", box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(_STEERING.sub("\ufffd", cell).replace("[", "\\[") for cell in row))
    console.print(table)


@contextmanager
def progress(title: str, total: float, *, shown: bool = True) -> Iterator[Callable[[float], None]]:
    """A progress bar on standard error, where that is a terminal; what it gives is told of each advance."""
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (TextColumn(title), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    console = Console(file=sys.stderr)
    with Progress(*columns, console=console, disable=not (shown and console.is_terminal), transient=True) as bar:
        task = bar.add_task(title, total=total)
        yield lambda advance: bar.advance(task, advance)
