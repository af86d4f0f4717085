"""``heliograph eval``: how well the stages do on labelled data. A command a measure; ``feeds.evaluate`` has them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from bot.cli import eval_clusters, eval_relevance, eval_replay
from bot.cli.common import JSON, out, out_json, out_table, progress
from bot.errors import CannotRun
from feeds.model import Terms

if TYPE_CHECKING:
    from feeds.evaluate.claims import Fault, FindPlaces

app = typer.Typer(
    help="Measure the stages on labelled data: JSON Lines, plain or gzipped. Nothing is fetched and nothing stored.",
    no_args_is_help=True,
)
FILE = typer.Argument(metavar="FILE", help="Labelled data: JSON Lines, plain or gzipped.", exists=True, dir_okay=False)


@app.callback()
def _eval() -> None:
    """Measure the stages on labelled data."""


app.command("relevance")(eval_relevance.relevance)
app.command("clusters")(eval_clusters.clusters)
app.command("pairs")(eval_clusters.pairs)
app.command("replay")(eval_replay.replay)


@app.command()
def claims(
    file: Path = FILE,
    explain: bool = typer.Option(False, "--explain", help="Print what was missed or spurious, with its sentence."),
    as_json: bool = JSON,
) -> None:
    """Claims, figures with their speakers, and places: precision, recall and F1.

    Each line is an article: `text`, `claims` (speaker, kind), `figures` (kind, value, qualifier, speaker), `places`.
    """
    from feeds.evaluate import claims as measure
    from feeds.models import sides

    with reading(file, measure.FIELDS) as rows:
        result = measure.measure(rows, sides=sides.load(), find_places=_place_finder())
    summary = result.summary()
    if as_json:
        out_json({**summary, "faults": [_as_row(fault) for fault in result.faults]} if explain else summary)
        return
    out_table("Claims", ["what", "precision", "recall", "F1"], _rates(summary))
    out(f"{summary['articles']} articles; nouns of matched figures right: {summary['figure_nouns']}")
    if explain:
        for fault in result.faults:
            out(f"{fault.article}: {fault.what}: {fault.shown}" + (f"\n    {fault.sentence}" if fault.sentence else ""))


@app.command()
def brief(
    file: Path = FILE,
    terms: Terms = typer.Option(Terms.FULL_WITH_CREDIT, help="Terms of reuse of items without an outlet."),
    words: int = typer.Option(60, min=10, max=400, help="About how many words a brief quotes."),
    as_json: bool = JSON,
) -> None:
    """Briefs: ROUGE against what editors wrote, and the share of sentences that stand word for word in an item.

    Each line is a story: `items` (title, text) and `reference`. Needs the extra `eval`.
    """
    from feeds.evaluate import briefs as measure
    from feeds.models import knowledge

    with reading(file, measure.FIELDS) as rows:
        try:
            summary = measure.measure(rows, terms=terms, knowing=knowledge.load(), words=words).summary()
        except ModuleNotFoundError as exc:
            raise CannotRun("Measuring briefs needs rouge-score: pip install 'heliograph[eval]'.", code=1) from exc
    if as_json:
        out_json(summary)
        return
    out_table(f"Briefs, {terms}", ["what", "mean"], [[name, str(value)] for name, value in summary.items()])


@contextmanager
def reading(file: Path, needed: Mapping[str, type | tuple[type, ...]]) -> Iterator[Iterator[dict[str, Any]]]:
    """The rows of a file, with a progress bar while they are read."""
    from feeds.evaluate import jsonl

    with progress(file.name, file.stat().st_size) as tell:
        yield jsonl.rows(file, needed, tell=tell)


def _place_finder() -> "FindPlaces | None":
    """What finds places, where the package has a gazetteer."""
    from importlib.util import find_spec

    if find_spec("feeds.core.places") is None:
        return None
    from importlib import import_module

    find: Callable[..., Sequence[Any]] = import_module("feeds.core.places").find
    gazetteer = import_module("feeds.models.gazetteer").load()
    return lambda text: [place.name for place in find(text, gazetteer)]


def _rates(summary: Mapping[str, Any]) -> list[list[str]]:
    names = ("figures", "figure_speakers", "claims", "places")
    return [[name, *(f"{summary[name][rate]:.3f}" for rate in ("precision", "recall", "f1"))] for name in names]


def _as_row(fault: "Fault") -> dict[str, str]:
    return {"article": fault.article, "what": fault.what, "shown": fault.shown, "sentence": fault.sentence}
