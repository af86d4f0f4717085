"""``heliograph bench``: what it lists, that a benchmark runs and cleans up, and what it says where there is none."""

import json
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from bot.cli import app, measure
from tests.benchmarks.figures import percentile, percentiles
from tests.benchmarks.processes import ROOT

BENCHMARKS = ("start", "latency", "memory", "ingest", "commands", "storm", "fanout")


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


def test_a_package_without_benchmarks_says_where_they_are(monkeypatch, tmp_path):
    monkeypatch.setattr(measure, "__file__", str(tmp_path / "bot" / "cli" / "measure.py"))
    with pytest.raises(measure.NoBenchmarks, match="tests/benchmarks"):
        measure.bench_module("start")


def test_a_percentile_is_the_smallest_sample_that_enough_do_not_exceed():
    assert percentile([3, 1, 2, 4], 0.5) == 2
    assert percentile([1], 0.99) == 1
    assert percentile(range(1, 101), 0.99) == 99
    assert percentiles([], "x_") == {"x_p50_ms": None, "x_p95_ms": None, "x_p99_ms": None, "x_worst_ms": None}
