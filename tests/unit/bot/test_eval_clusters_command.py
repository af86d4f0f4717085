"""``heliograph eval clusters`` and ``eval pairs``: figures from a file of labelled data."""

import gzip
import json

import pytest
from typer.testing import CliRunner

from bot.cli import app
from tests.support.builders import TEXT, TITLE

ROWS = [
    {"id": "1", "published": None, "outlet": None, "lang": "en", "title": TITLE, "text": TEXT, "story": "karst"},
    {"title": "Grain talks open in Osk", "text": "Ministers met in Osk.", "story": "osk", "lang": "en"},
    {"title": "Nine dead as artillery hits Karst market", "text": TEXT, "story": "other", "lang": "en"},
]


@pytest.fixture
def run(tmp_path):
    """Measures these rows with a command."""

    def measure(command, rows, *options, packed=False, code=0):
        path = tmp_path / "rows.jsonl"
        content = "\n".join(map(json.dumps, rows)).encode()
        path.write_bytes(gzip.compress(content) if packed else content)
        result = CliRunner().invoke(app, ["eval", command, str(path), *options])
        assert result.exit_code == code, result.output
        return result.output if not code else result.exception

    return measure


@pytest.mark.parametrize("packed", [False, True])
def test_clusters_prints_what_the_readme_of_the_data_says(run, packed):
    found = json.loads(run("clusters", ROWS, "--json", packed=packed))
    assert list(found) == ["items", "stories", "gold_stories", "bcubed", "pairwise", "seconds"]
    assert (found["items"], found["stories"], found["gold_stories"]) == (3, 2, 3)
    assert list(found["bcubed"]) == list(found["pairwise"]) == ["precision", "recall", "f1"]


def test_explain_names_each_mistake_and_what_spoke_for_it(run):
    said = run("clusters", ROWS, "--explain")
    assert "'Nine dead as artillery hits Karst market' (other) joined a story of karst" in said
    assert "cover +" in said
    assert json.loads(run("clusters", ROWS, "--explain", "--json"))["mistakes"][0]["story"] == "other"


def test_shuffled_orders_of_arrival_are_gathered_too(run):
    dated = [row | {"published": f"2026-03-03T12:0{number}:00Z"} for number, row in enumerate(ROWS)]
    order = json.loads(run("clusters", dated, "--shuffles", "2", "--json"))["order"]
    assert order["within_minutes"] == 10
    assert len(order["bcubed_f1"]) == 2
    assert order["moved_at_most"] >= 0
    assert "Shuffled within 10 minutes: BCubed F1" in run("clusters", dated, "--shuffles", "2")


def test_undated_items_are_not_shuffled(run):
    assert json.loads(run("clusters", ROWS, "--shuffles", "2", "--json"))["order"] is None
    assert "cannot be shuffled" in run("clusters", ROWS, "--shuffles", "2")


def test_pairs_prints_figures_by_language(run):
    rows = [{"a": TITLE, "b": TITLE, "score": 1}, {"a": TITLE, "b": "Grain talks open in Osk", "score": 0}]
    found = json.loads(run("pairs", rows, "--json"))
    assert (found["pairs"], found["pearson"], found["f1"]) == (2, 1.0, 1.0)
    assert found["by_language"] == {"und-und": {"pairs": 2, "pearson": 1.0}}
    assert "F1 at the threshold" in run("pairs", rows)


@pytest.mark.parametrize(("command", "lacks"), [("clusters", "story"), ("pairs", "score")])
def test_a_row_that_lacks_a_field_is_named(run, command, lacks):
    row = {"title": "t", "text": "x", "story": "s", "a": "a", "b": "b", "score": 1}
    del row[lacks]
    assert f"line 1: '{lacks}' is missing" in str(run(command, [row], "--json", code=1))
