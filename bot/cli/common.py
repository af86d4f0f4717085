"""What commands share: settings, output, and errors as sentences."""

import json
import sys
import traceback
from collections.abc import Mapping, Sequence
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
    """Print to standard output."""
    sys.stdout.write(text + "\n")


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
        table.add_row(*(cell.replace("[", "\\[") for cell in row))
    console.print(table)
