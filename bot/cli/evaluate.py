"""``heliograph eval``: how well the stages do on labelled data. A command a measure; ``feeds.evaluate`` has them."""

import typer

from bot.cli import eval_clusters

app = typer.Typer(
    help="Measure the stages on labelled data: JSON Lines, plain or gzipped. Nothing is fetched and nothing stored.",
    no_args_is_help=True,
)
app.command("clusters")(eval_clusters.clusters)
app.command("pairs")(eval_clusters.pairs)


@app.callback()
def _eval() -> None:
    """Measure the stages on labelled data."""
