"""``heliograph bench`` and ``heliograph train``: figures, and the models that the package ships."""

from pathlib import Path

import typer

from bot.cli.common import out

train = typer.Typer(help="Make anew what the package ships as trained.", no_args_is_help=True)
bench = typer.Typer(help="Benchmarks: figures and ratios, never pass or fail.", no_args_is_help=True)


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
