"""``heliograph eval relevance``: what it prints."""

import json

import pytest
from typer.testing import CliRunner

from bot.cli import app

ROWS = (
    {"title": "Shelling of Karst kills nine soldiers", "text": "The army said the front line held.", "label": 1},
    {"title": "Bakery wins prize", "text": "The bread is popular.", "label": 0},
    {"title": "Bakery loses prize", "text": "The bread is not popular.", "lang": "en", "label": 1},
)


@pytest.fixture
def labelled(tmp_path):
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(map(json.dumps, ROWS)), "utf-8")
    return str(path)


def run(*arguments):
    return CliRunner().invoke(app, ["eval", "relevance", *arguments])


def test_json_has_the_figures_and_nothing_else(labelled):
    found = json.loads(run(labelled, "--json").stdout)
    assert set(found) == {"items", "threshold", "precision", "recall", "f1", "average_precision"}
    assert (found["items"], found["threshold"], found["precision"], found["recall"]) == (3, 0.5, 1.0, 0.5)


def test_what_was_judged_wrongly_is_told_with_the_reasons(labelled):
    told = run(labelled, "--explain").stdout
    assert "should be 1: Bakery loses prize" in told
    assert "Shelling of Karst" not in told
    wrong = json.loads(run(labelled, "--explain", "--json").stdout)["wrong"]
    assert [one["title"] for one in wrong] == ["Bakery loses prize"]
    assert wrong[0]["because"]


def test_the_deployments_threshold_counts(labelled, tmp_path):
    config = tmp_path / "heliograph.toml"
    config.write_text("[thresholds]\nrelevant = 1.0\n", "utf-8")
    assert json.loads(run(labelled, "--config", str(config), "--json").stdout)["recall"] == 0.0


def test_a_row_that_cannot_be_used_is_named(tmp_path):
    path = tmp_path / "rows.jsonl"
    path.write_text('{"text": "no label"}', "utf-8")
    assert "line 1" in str(run(str(path)).exception)
