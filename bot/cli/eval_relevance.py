"""``heliograph eval relevance`` and ``heliograph train relevance``."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import typer

from bot.cli.common import CONFIG, JSON, out, out_json, out_table, progress, read_settings

FILE = typer.Argument(metavar="FILE", help="Labelled data: JSON Lines, plain or gzipped.", exists=True, dir_okay=False)


def relevance(
    file: Path = FILE,
    explain: bool = typer.Option(False, "--explain", help="Print each text that was judged wrongly, and why."),
    config: Path | None = CONFIG,
    as_json: bool = JSON,
) -> None:
    """Relevance: precision, recall and F1 at the deployment's threshold, and average precision.

    Each line has `text` and `label` (1: about armed conflict), and may have `title` and `lang`.
    """
    from feeds.evaluate import relevance as measure
    from feeds.models import words

    settings = read_settings(config)
    model = words.load(settings.own_beats)
    judged = list(measure.judge(_rows(file, measure.FIELDS), model))
    result = measure.measure(judged, settings.thresholds.relevant)
    wrong = [one for one in judged if (one.score >= result.threshold) != one.label] if explain else []
    if as_json:
        out_json({**asdict(result), **({"wrong": [asdict(one) for one in wrong]} if explain else {})})
        return
    figures = ("precision", "recall", "f1", "average_precision")
    out_table("Relevance", ["figure", "value"], [[name, f"{asdict(result)[name]:.3f}"] for name in figures])
    out(f"{result.items} items, threshold {result.threshold}")
    for one in wrong:
        out(f"{one.score:.2f}, should be {int(one.label)}: {one.title}")
        out("    " + "; ".join(f"{what} {share:+.2f}" for what, share in one.because))


def train(
    labelled: Path = typer.Argument(help="Texts whose licence lets weights ship: relevance/wcep_train.jsonl.gz"),
    tune: list[Path] = typer.Option(
        [], "--tune", help="Set that the few dozen scales are tuned on; several. Without any, the scales stay."
    ),
    to: Path = typer.Option(Path("feeds/models"), help="Folder to write relevance.tsv.gz and relevance.json to."),
) -> None:
    """Train the relevance model: weights on labelled texts and on our own, then scales on the tuning sets.

    Needs scikit-learn (extra `train`). The same files give the same bytes.
    """
    from feeds.models import judge, training

    examples = [example for example, _ in _dated(labelled)]
    with progress("weights", 1.0) as tell:
        weights = training.weights(examples, tell=tell)
    (to / judge.WEIGHTS).write_bytes(weights)
    out(f"Wrote {to / judge.WEIGHTS} ({len(weights):,} bytes).")
    if not tune:
        return
    with progress("scales", 1.0) as tell:
        sets = {path.name.partition(".")[0]: _dated(path) for path in tune}
        phrases = judge.phrases()
        without_own = training.judge_of(training.weights(examples, times=0), phrases)
        tuned = training.tune(sets, training.judge_of(weights, phrases), without_own, tell)
    (to / judge.SCALES).write_text(training.stored(tuned.scales), "utf-8")
    out(f"Wrote {to / judge.SCALES}. F1 in cross-validation at the threshold: {json.dumps(tuned.f1, indent=1)}")


def _rows(file: Path, needed: Any) -> Iterator[dict[str, Any]]:
    from feeds.evaluate import jsonl

    with progress(file.name, file.stat().st_size) as tell:
        yield from jsonl.rows(file, needed, tell=tell)


def _dated(file: Path) -> Iterator[tuple[Any, str]]:
    """Labelled texts, normalised as the pipeline does it, each with its day."""
    from feeds.evaluate.relevance import FIELDS, item_of
    from feeds.models.own_texts import Labelled

    for row in _rows(file, FIELDS):
        if item := item_of(row):
            yield Labelled(item.title, item.text, bool(row["label"])), str(row.get("published") or "")[:10]
