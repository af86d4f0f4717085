"""From a parsed entry to the stored item in its story, on one core: how many a second, and what 100,000 open ones add.

The work is done by ``tests.benchmarks.ingest_line`` in a process of its own; here is what it is given: the entries of
``streams/headlines_2020`` as they came, where ``HELIOGRAPH_CORPUS`` is set, else invented ones.
"""

import gzip
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import groupby, islice
from pathlib import Path
from typing import Any

from bot import settings
from feeds.pipeline import MAX_ENTRIES
from tests.benchmarks.figures import Tell
from tests.benchmarks.invented import report
from tests.benchmarks.processes import ROOT, die_with_parent, stop

GOALS = {
    "items_per_s": "1,500 or more",
    "cost_ratio_100k_vs_1k": "1.5 or less",
    "rss_peak_mb": "below 400",
}
#: Entries of an invented document.
_ENTRIES = 30
#: Feeds that carry invented entries, and outlets that report one event.
_FEEDS, _TELLINGS = 20, 3
_START = datetime(2026, 3, 3, 12, tzinfo=UTC)

Row = dict[str, Any]


def measure(*, items: int, open_items: int, tell: Tell) -> dict[str, object]:
    """Take in so many entries; then invented ones until so many are open."""
    corpus = settings.corpus()
    stream = corpus / "streams" / "headlines_2020.jsonl.gz" if corpus else None
    rows = _carried(stream) if stream and stream.is_file() else _invented()
    with tempfile.TemporaryDirectory(prefix="heliograph-ingest-") as folder:
        first, second = Path(folder) / "stream.jsonl", Path(folder) / "open.jsonl"
        _write(first, _documents(islice(rows, items)))
        _write(second, _documents(islice(_invented(), open_items)))
        flow = _run(first, Path(folder) / "stream.db", tell, (0.0, 0.4))
        crowd = _run(second, Path(folder) / "open.db", tell, (0.4, 1.0))
    few, many = crowd["costs"][0], crowd["costs"][-1]
    return {
        "items": flow["items"],
        "items_per_s": round(flow["items"] / flow["seconds"]),
        "cost_ratio_100k_vs_1k": round(many["us"] / few["us"], 2),
        "rss_peak_mb": max(flow["rss_peak_mb"], crowd["rss_peak_mb"]),
        "stream": "headlines_2020" if stream else "invented",
        "processor_us": round(1e6 * flow["processor_seconds"] / flow["items"]),
        "stories": flow["stories"],
        "look_us": round(1e6 * flow["look_seconds"] / max(1, flow["stories"])),
        "few_open": few["open"],
        "few_us": few["us"],
        "many_open": many["open"],
        "many_us": many["us"],
    }


def _carried(stream: Path) -> Iterator[Row]:
    """What real feeds carried, in the order in which it was first seen."""
    with gzip.open(stream, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    for row in sorted(rows, key=lambda row: (datetime.fromisoformat(row["first_seen"]), row["feed"])):
        names = ("feed", "id", "link", "title", "summary", "published")
        yield {name: row[name] for name in names} | {"seen": row["first_seen"]}


def _invented() -> Iterator[Row]:
    """Reports without end: each event is told by three outlets, a thousand reports an hour."""
    number = 0
    while True:
        event, telling = divmod(number, _TELLINGS)
        one, seen = report(event, telling), _START + timedelta(seconds=3.6 * (number // _ENTRIES * _ENTRIES))
        yield {
            "feed": f"feed {number // _ENTRIES % _FEEDS}",
            "id": one.key,
            "link": f"https://feed.example/{one.key}",
            "title": one.title,
            "summary": one.text,
            "published": seen.isoformat(),
            "seen": seen.isoformat(),
        }
        number += 1


def _documents(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """What one look at a feed brings: the entries that came together."""
    for _, together in groupby(rows, key=lambda row: (row["feed"], row["seen"])):
        while document := list(islice(together, MAX_ENTRIES)):
            yield document


def _write(path: Path, documents: Iterable[list[Row]]) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(document) + "\n" for document in documents)


def _run(stream: Path, database: Path, tell: Tell, share: tuple[float, float]) -> dict[str, Any]:
    """Run the line over a stream; its figures."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.benchmarks.ingest_line", str(stream), str(database)],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        preexec_fn=die_with_parent,  # noqa: PLW1509 - it takes no lock
    )
    figures: dict[str, Any] = {}
    try:
        for line in process.stdout or ():
            figures = json.loads(line)
            begin, end = share
            tell(begin + (end - begin) * figures["share"], f"{figures['items']:,} items")
        if process.wait() or "seconds" not in figures:
            raise RuntimeError("the process that takes the items in has failed; what it said stands above")
    finally:
        stop(process)
    return figures
