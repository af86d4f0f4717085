"""``heliograph bench``: what it lists, that a benchmark runs and cleans up, and what it says where there is none."""

import gzip
import json
import os
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from bot.cli import app, measure
from tests.benchmarks.figures import percentile, percentiles
from tests.benchmarks.processes import ROOT

BENCHMARKS = ("start", "latency", "memory", "commands", "storm", "fanout", "cadence", "parse", "poll", "ingest")


@pytest.mark.parametrize("arguments", [["bench", "--help"], ["bench"]])
def test_help_lists_the_benchmarks(arguments):
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0
    for name in BENCHMARKS:
        assert f"\n  {name} " in result.output


@pytest.mark.parametrize("name", BENCHMARKS)
def test_every_benchmark_says_what_it_measures_and_prints_json_where_asked(name):
    result = CliRunner().invoke(app, ["bench", name, "--help"])
    assert result.exit_code == 0
    assert "--json" in result.output


def test_a_start_is_measured():
    command = [sys.executable, "-m", "bot", "bench", "start", "--runs", "1", "--feeds", "1", "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    assert figures["runs"] == 1
    assert 0 < figures["median_s"] <= figures["worst_s"]


def test_recorded_feeds_are_replayed(tmp_path):
    (tmp_path / "streams").mkdir()
    for name, by in (("headlines_2020", "feed"), ("articles_2026-08", "outlet")):
        rows = [
            {by: "a", "published": f"2026-03-{day:02}T{hour:02}:00:00+00:00"} for day in (1, 2) for hour in range(24)
        ]
        text = "\n".join(json.dumps(row) for row in [*rows, {by: "a", "published": None}])
        (tmp_path / "streams" / f"{name}.jsonl.gz").write_bytes(gzip.compress(text.encode()))
    result = CliRunner().invoke(app, ["bench", "cadence", "--corpus", str(tmp_path), "--json"])
    assert result.exit_code == 0, result.output
    figures = json.loads(result.stdout)
    assert (figures["runs"], figures["items"]) == (2, 96)
    assert 0 < figures["mean_min"] < 20
    assert 60 < figures["looks_a_day"] < 100


def test_replaying_needs_a_corpus(monkeypatch):
    monkeypatch.delenv("HELIOGRAPH_CORPUS", raising=False)
    assert CliRunner().invoke(app, ["bench", "cadence"]).exit_code == 2


def test_reading_is_measured():
    command = [sys.executable, "-m", "bot", "bench", "parse", "--seconds", "0.1", "--json"]
    environment = {name: value for name, value in os.environ.items() if name != "HELIOGRAPH_CORPUS"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    assert figures["plain_quick_per_s"] > figures["plain_slow_per_s"] > 0
    assert "corpus_feeds" not in figures


def test_polling_is_measured_against_others():
    arguments = ["--part", "steady", "--part", "changed", "--feeds", "20", "--changed", "3", "--rounds", "1"]
    command = [sys.executable, "-m", "bot", "bench", "poll", *arguments, "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    steady, changed = figures["steady"], figures["changed"]
    assert (steady["feeds"], steady["changing"], changed["feeds"]) == (20, 1, 3)
    for told in (steady, changed):
        ratio = told["feeds_per_s"] / told["reader_per_s"]
        assert told["vs_reader"] == pytest.approx(ratio, abs=0.02 * ratio + 0.01)
    ratio = changed["feeds_per_s"] / changed["feedparser_per_s"]
    assert changed["vs_feedparser"] == pytest.approx(ratio, abs=0.02 * ratio + 0.01)


def test_a_day_is_simulated():
    command = [sys.executable, "-m", "bot", "bench", "poll", "--part", "schedule", "--scheduled", "20", "--hours", "3"]
    done = subprocess.run([*command, "--json"], cwd=ROOT, capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)["schedule"]
    assert (told["feeds"], told["host_limit_kept"]) == (20, True)
    assert told["worst_minute_vs_mean"] >= 1
    assert 0 < told["rss_peak_mb"] < 300


def test_a_part_that_there_is_not_is_refused():
    result = CliRunner().invoke(app, ["bench", "poll", "--part", "nonsense"])
    assert result.exit_code == 2
    assert "the parts are steady, changed, schedule, hostile" in " ".join(result.output.replace("│", " ").split())


def test_a_package_without_benchmarks_says_where_they_are(monkeypatch, tmp_path):
    monkeypatch.setattr(measure, "__file__", str(tmp_path / "bot" / "cli" / "measure.py"))
    with pytest.raises(measure.NoBenchmarks, match="tests/benchmarks"):
        measure.bench_module("start")


def test_a_percentile_is_the_smallest_sample_that_enough_do_not_exceed():
    assert percentile([3, 1, 2, 4], 0.5) == 2
    assert percentile([1], 0.99) == 1
    assert percentile(range(1, 101), 0.99) == 99
    assert percentiles([], "x_") == {"x_p50_ms": None, "x_p95_ms": None, "x_p99_ms": None, "x_worst_ms": None}
