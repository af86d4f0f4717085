"""Logs: one line an event, a fixed name and fields, on standard error; secrets are struck out of every byte."""

import json
import logging
import sys
from collections.abc import Iterable
from typing import TextIO
from urllib.parse import quote

import structlog

#: Libraries whose own chatter says nothing an operator could use.
QUIET = ("httpx", "httpcore", "apscheduler", "telegram.ext.Updater", "telegram.ext.Application", "aiosqlite", "alembic")


class Redacting(logging.Formatter):
    """Formats by another formatter, then strikes out secrets, whatever part of the line they stand in."""

    def __init__(self, inner: logging.Formatter, secrets: Iterable[str]) -> None:
        super().__init__()
        self._inner = inner
        self._secrets = spellings(secrets)

    def format(self, record: logging.LogRecord) -> str:
        """The line without secrets."""
        return redact(self._inner.format(record), self._secrets)


def spellings(secrets: Iterable[str]) -> list[str]:
    """The secrets as they may come to stand in a text: as they are, in an address, in JSON; the longest first."""
    ways = [(secret, quote(secret, safe=""), json.dumps(secret)[1:-1]) for secret in secrets if secret]
    return sorted({spelt for way in ways for spelt in way}, key=len, reverse=True)


def redact(line: str, secrets: Iterable[str]) -> str:
    """The line with every secret replaced by ``***``."""
    for secret in secrets:
        line = line.replace(secret, "***")
    return line


def configure(
    *, level: str = "info", as_json: bool = False, secrets: Iterable[str] = (), to: TextIO | None = None
) -> None:
    """Set up logging for the whole process; ours and the libraries' lines look alike."""
    stamps: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *stamps, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    last = (
        structlog.processors.JSONRenderer()
        if as_json
        else structlog.processors.LogfmtRenderer(
            key_order=["timestamp", "level", "event"], drop_missing=True, bool_as_flag=False
        )
    )
    inner = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=stamps,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
    )
    handler = logging.StreamHandler(to or sys.stderr)
    handler.setFormatter(Redacting(inner, secrets))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
