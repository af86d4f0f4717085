"""JSON Lines, plain or gzipped, row by row; a line that cannot be used is named."""

import gzip
import json
import zlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from feeds.errors import BadRows


def rows(
    path: Path, needed: Mapping[str, type | tuple[type, ...]], *, tell: Callable[[float], None] = lambda _: None
) -> Iterator[dict[str, Any]]:
    """The objects of the file's lines; empty lines are passed over.

    ``needed``: fields that every object must have, with their type. ``tell`` is told, line by line, how many bytes of
    the file were read since.

    Raises BadRows for what is no gzip, no UTF-8, no JSON object, or lacks a field; OSError where the file is not there.
    """
    return (row for _, row in numbered(path, needed, tell=tell))


def numbered(
    path: Path, needed: Mapping[str, type | tuple[type, ...]], *, tell: Callable[[float], None] = lambda _: None
) -> Iterator[tuple[int, dict[str, Any]]]:
    """The same, each with the number of its line, for who must name a line himself."""
    number = 0
    with path.open("rb") as raw:
        packed = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        lines = gzip.GzipFile(fileobj=raw) if packed else raw
        before = 0
        try:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield number, _row(path, number, line, needed)
                tell(raw.tell() - before if packed else len(line))
                before = raw.tell() if packed else before
        except (EOFError, zlib.error, gzip.BadGzipFile) as exc:
            raise BadRows(f"{path}, after line {number}: the gzip data is damaged ({exc}).") from exc


def _row(path: Path, number: int, line: bytes, needed: Mapping[str, type | tuple[type, ...]]) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as exc:
        raise BadRows(f"{path}, line {number}: no JSON ({exc}).") from exc
    if not isinstance(row, dict):
        raise BadRows(f"{path}, line {number}: an object was expected.")
    for name, kind in needed.items():
        if not isinstance(row.get(name), kind):
            raise BadRows(f"{path}, line {number}: {name!r} is missing or of another type.")
    return row
