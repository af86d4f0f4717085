"""``heliograph eval``: JSON for programs, tables for people, a sentence for what cannot be read."""

import json
from pathlib import Path

from typer.testing import CliRunner

from bot.cli import app

SEEN = Path(__file__).parents[2] / "data" / "claims" / "seen.jsonl"


def run(*arguments):
    return CliRunner().invoke(app, ["eval", *map(str, arguments)])


def test_claims_as_json():
    result = run("claims", SEEN, "--json")
    assert result.exit_code == 0
    summary = json.loads(result.stdout)
    assert set(summary) >= {"articles", "figures", "figure_speakers", "claims", "places", "figure_nouns"}
    assert set(summary["claims"]) == {"precision", "recall", "f1"}


def test_claims_as_a_table_with_what_was_missed():
    result = run("claims", SEEN, "--explain")
    assert result.exit_code == 0
    assert "figure_speakers" in result.stdout
    assert "spurious claim" in result.stdout or "missed" in result.stdout


def test_claims_with_faults_as_json():
    faults = json.loads(run("claims", SEEN, "--json", "--explain").stdout)["faults"]
    assert all(set(fault) == {"article", "what", "shown", "sentence"} for fault in faults)


def test_a_file_that_is_not_there_is_wrong_usage():
    assert run("claims", SEEN.parent / "none.jsonl").exit_code == 2


def test_a_line_that_cannot_be_used_is_named(tmp_path):
    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"text": "a"}\n')
    result = run("claims", bad)
    assert result.exit_code == 1
    assert "line 1: 'claims'" in str(result.exception)


def stories(folder, *rows):
    file = folder / "briefs.jsonl"
    file.write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    return file


STORY = {
    "items": [
        {"title": "Shells hit Karst", "text": "Nine people were killed when shells hit the market of Karst on Monday."},
        {"title": "", "text": ""},
    ],
    "reference": "Nine people were killed when shells hit the market.",
}


def test_briefs_as_json(tmp_path):
    result = run("brief", stories(tmp_path, STORY, {"items": [], "reference": "Nothing."}), "--json")
    summary = json.loads(result.stdout)
    assert set(summary) == {"stories", "rouge1", "rouge2", "rougeL", "verbatim", "words"}
    assert (summary["stories"], summary["verbatim"]) == (2, 1.0)
    assert 0.3 < summary["rouge1"] < 0.5


def test_briefs_as_a_table_with_other_terms(tmp_path):
    result = run("brief", stories(tmp_path, STORY), "--terms", "link_only")
    assert result.exit_code == 0
    assert "link_only" in result.stdout
    assert "rougeL" in result.stdout


def test_a_story_without_items_to_read_is_named(tmp_path):
    result = run("brief", stories(tmp_path, {"reference": "x"}))
    assert result.exit_code != 0
