"""``heliograph eval replay``: recorded items through the whole line."""

import gzip
import json
import logging
from datetime import UTC, datetime, timedelta

import pytest
import structlog
from typer.testing import CliRunner

from bot.cli import app
from tests.support.builders import TEXT, TITLE

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
OTHER = "Drones set a fuel depot in Osk on fire, army says"
OTHER_TEXT = (
    "Attack drones struck the depot outside Osk before dawn, the army of the north said. Two guards were killed."
)
SPORT = "Harriers win the cup final after extra time"


def a_row(title=TITLE, text=TEXT, *, outlet="Courier", minute=0, **changes):
    """A row as the labelled sets have them."""
    moment = (NOON + timedelta(minutes=minute)).isoformat()
    return {
        "id": f"{outlet}-{minute}",
        "published": moment,
        "outlet": outlet,
        "lang": "en",
        "title": title,
        "text": text,
    } | changes


SHELLING = [
    a_row(),
    a_row(
        "Nine killed as shells hit market of Karst",
        f"Officials confirmed it. {TEXT}",
        outlet="Herald",
        minute=20,
    ),
]


@pytest.fixture(autouse=True)
def logging_as_it_was():
    """A command sets logging up for its process, which here is every test's."""
    root = logging.getLogger()
    handlers, level, config = root.handlers[:], root.level, structlog.get_config()
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.configure(**config)


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Replays these rows; what was printed, and the lines of the file written."""
    monkeypatch.chdir(tmp_path)

    def replay(rows, *options, packed=False, code=0):
        path, to = tmp_path / "rows.jsonl", tmp_path / "stories.jsonl"
        content = "\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows).encode()
        path.write_bytes(gzip.compress(content) if packed else content)
        result = CliRunner().invoke(app, ["eval", "replay", str(path), "--json", "--out", str(to), *options])
        assert result.exit_code == code, result.output
        if code:
            return result.exception if code == 1 else result.output
        return json.loads(result.stdout), [json.loads(line) for line in to.read_text("utf-8").splitlines()]

    return replay


@pytest.mark.parametrize("packed", [False, True])
def test_it_prints_what_the_readme_of_the_data_says(run, packed):
    found, _ = run([*SHELLING, a_row(SPORT, "A late goal decided it.", minute=1)], packed=packed)
    assert list(found)[:7] == ["items", "relevant", "stories", "posts", "holds", "edits", "seconds"]
    assert (found["items"], found["relevant"], found["stories"]) == (3, 2, 1)
    assert (found["posts"], found["holds"], found["edits"]) == (1, 0, 1)
    assert found["seconds"] > 0


def test_a_story_is_written_with_its_rows_and_what_its_readers_would_have_seen(run):
    _, (story,) = run(SHELLING)
    assert story["items"] == ["Courier-0", "Herald-20"]
    assert story["standing"] == "posted"
    assert [post["kind"] for post in story["posts"]] == ["new", "edit"]
    assert story["posts"][0]["at"] == "2026-03-03T12:00:00+00:00"
    assert TITLE in story["posts"][0]["html"]
    assert "Sources: Courier, Herald" in story["posts"][1]["html"]


def test_two_events_are_two_stories(run):
    found, told = run([*SHELLING, a_row(OTHER, OTHER_TEXT, outlet="Herald", minute=3)])
    assert found["stories"] == len(told) == 2
    assert sorted(row for story in told for row in story["items"]) == ["Courier-0", "Herald-20", "Herald-3"]


def test_what_the_hourly_cap_keeps_back_is_rounded_up_at_the_full_hour(run):
    rows = [a_row(), a_row(OTHER, OTHER_TEXT, outlet="Herald", minute=3)]
    found, (_, second) = run(rows, "--per-hour", "1")
    assert (found["posts"], found["roundups"]) == (1, 1)
    assert second["standing"] == "listed"
    assert [(post["kind"], post["at"]) for post in second["posts"]] == [("roundup", "2026-03-03T13:00:00+00:00")]


def test_thresholds_decide_what_is_posted_held_or_left(run):
    posted, _ = run(SHELLING, "--relevant", "0.01", "--unsure", "0.01")
    held, (story,) = run(SHELLING, "--relevant", "1", "--unsure", "0.01")
    left, nothing = run([a_row(SPORT, "A late goal decided it.")], "--relevant", "1", "--unsure", "1")
    assert (posted["posts"], posted["holds"]) == (1, 0)
    assert (held["posts"], held["holds"], held["relevant"]) == (0, 1, 0)
    assert story["posts"] == [
        {"kind": "case", "at": "2026-03-03T12:00:00+00:00", "reasons": ["near_threshold"]},
    ]
    assert (left["stories"], nothing) == (0, [])


def test_unsure_above_relevant_is_refused(run):
    assert "must not be above --relevant" in run(SHELLING, "--relevant", "0.3", "--unsure", "0.4", code=2)


def test_items_older_than_news_are_kept_and_not_posted(run):
    late = a_row(first_seen=(NOON + timedelta(days=2)).isoformat())
    found, (story,) = run([late])
    assert (found["posts"], story["standing"]) == (0, "archived")


def test_the_fields_of_recorded_streams_are_read_too(run):
    row = {
        "feed": "courier",
        "link": "https://news.example/1",
        "title": TITLE,
        "summary": TEXT,
        "published": "2026-03-03T11:55:00Z",
        "first_seen": "2026-03-04T01:00:00+13:00",
    }
    _, (story,) = run([row])
    assert story["items"] == ["https://news.example/1"]
    assert "courier" in story["posts"][0]["html"]
    assert story["posts"][0]["at"] == "2026-03-03T12:00:00+00:00"


def test_rows_without_times_and_names_come_one_after_the_other(run):
    found, told = run([{"title": TITLE, "text": TEXT}, {"title": OTHER, "text": OTHER_TEXT, "published": None}])
    assert [story["items"] for story in told] == [["line 1"], ["line 2"]]
    assert found["posts"] == 2


def test_rows_are_taken_in_the_order_of_their_times_not_of_the_file(run):
    _, (story,) = run(SHELLING[::-1])
    assert story["items"] == ["Courier-0", "Herald-20"]


def test_the_same_report_again_is_one_item_that_stands_for_its_rows(run):
    found, (story,) = run([a_row(), a_row(minute=30, id="again", url="https://news.example/x")])
    assert (found["items"], found["edits"]) == (2, 0)
    assert set(story["items"]) == {"Courier-0", "again"}


def test_rows_with_nothing_to_read_are_counted_apart(run):
    found, _ = run([a_row("", ""), *SHELLING])
    assert (found["items"], found["empty"]) == (2, 1)


def test_an_empty_file_gives_nothing(run):
    found, told = run([])
    assert (found["items"], found["stories"], told) == (0, 0, [])


def test_a_clock_of_1970_and_one_of_the_future_harm_nothing(run):
    rows = [a_row(published="1970-01-01T00:00:00Z"), *SHELLING, a_row(SPORT, "", published="2099-01-01T00:00:00Z")]
    found, _ = run(rows)
    assert (found["items"], found["stories"]) == (4, 2)


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ('{"title": "x"', "no JSON"),
        ("[1]", "an object was expected"),
        ('{"id": 1}', "it has none of 'title', 'text' and 'summary'"),
        ('{"title": "x", "published": "soon"}', "'published' is no time: 'soon'"),
        ('{"title": "x", "outlet": ["a"]}', "'outlet' is no text"),
        ('{"title": "x", "text": true}', "'text' is no text"),
    ],
)
def test_a_row_that_cannot_be_used_is_named_by_its_line(run, row, problem):
    error = str(run([a_row(), "", row], code=1))
    assert "line 3: " in error
    assert problem in error
