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
