"""What the measure counts as right, and that our own labelled reports stay above what was promised."""

import json
from pathlib import Path

import pytest

from bot import settings
from feeds.core import places
from feeds.core.claims import read
from feeds.evaluate import jsonl
from feeds.evaluate.claims import FIELDS, measure, same_speaker
from feeds.models import gazetteer, sides

LABELLED = Path(__file__).parents[3] / "data" / "claims"
TEXT = "At least seven people were killed and 23 wounded in the town of Dorin, the interior ministry said."


def article(**changes):
    claim = {"speaker": "Interior Ministry", "kind": "reports"}
    killed = {"kind": "killed", "value": 7, "qualifier": "at_least", "noun": "people", "speaker": "the ministry"}
    wounded = {"kind": "wounded", "value": 23, "qualifier": "exact", "noun": "people", "speaker": None}
    return {"id": "x", "text": TEXT, "claims": [claim], "figures": [killed, wounded], "places": ["Dorin"], **changes}


def test_the_summary_has_what_readers_of_it_expect():
    summary = measure([article()]).summary()
    assert summary["articles"] == 1
    assert summary["claims"] == summary["figures"] == {"precision": 1.0, "recall": 1.0, "f1": 1.0}
    assert summary["figure_speakers"]["precision"] == 0.5
    assert summary["figure_nouns"] == 1.0
    assert summary["places"]["recall"] == 0.0


def test_places_are_compared_where_something_finds_them():
    result = measure([article()], find_places=lambda _: ["dorin", "Elsewhere"])
    assert result.places.rates() == {"precision": 0.5, "recall": 1.0, "f1": 0.6667}


def test_each_labelled_figure_is_matched_once():
    twice = article(text=TEXT + " Rescue workers said that at least seven people were killed in the town of Dorin.")
    assert measure([twice]).figures.rates()["precision"] == 0.6667


def test_a_second_kind_that_is_right_as_well_counts():
    also = article(claims=[{"speaker": "ministry", "kind": "accuses", "also": "reports"}])
    assert measure([also]).claims.rates()["f1"] == 1.0


def test_faults_name_article_and_sentence():
    result = measure([article(claims=[{"speaker": "rebels", "kind": "denies"}], figures=[])])
    assert {fault.what for fault in result.faults} == {"spurious claim", "missed claim", "spurious figure"}
    assert {fault.sentence for fault in result.faults if fault.what.startswith("spurious")} == {TEXT}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("The Defence Ministry", "defence ministry", True),
        ("Ban Ki-moon", "Secretary General Ban Ki-moon", True),
        ("Hamas’s armed wing", "Hamas's armed wing", True),
        (None, None, True),
        (None, "ministry", False),
        ("", "ministry", False),
        ("rebels", "army", False),
    ],
)
def test_speakers_are_the_same_where_one_name_contains_the_other(one, other, same):
    assert same_speaker(one, other) is same


@pytest.mark.parametrize("half", ["seen", "unseen"])
def test_our_own_reports_are_read_as_well_as_promised(half):
    known = gazetteer.load()
    summary = measure(
        jsonl.rows(LABELLED / f"{half}.jsonl", FIELDS),
        sides=sides.load(),
        find_places=lambda text: [place.name for place in places.find(text, known)],
    ).summary()
    assert summary["articles"] == 30
    assert summary["places"]["f1"] >= 0.85
    assert summary["figures"]["f1"] >= 0.92
    assert summary["figure_speakers"]["f1"] >= 0.85
    assert summary["claims"]["f1"] >= 0.85


def test_labels_are_of_the_kinds_that_there_are():
    for path in sorted(LABELLED.glob("*.jsonl")):
        for row in map(json.loads, path.read_text("utf-8").splitlines()):
            assert {one["kind"] for one in row["claims"]} <= {
                "reports",
                "accuses",
                "denies",
                "confirms",
                "warns",
                "agrees",
            }
            assert {one["qualifier"] for one in row["figures"]} <= {"exact", "at_least", "up_to", "about"}


@pytest.mark.skipif(settings.corpus() is None, reason="HELIOGRAPH_CORPUS is not set")
def test_real_reports_are_read_as_well_as_promised():
    path = settings.corpus() / "claims" / "real_dev.jsonl"
    summary = measure(jsonl.rows(path, FIELDS), sides=sides.load()).summary()
    assert summary["figures"]["f1"] >= 0.88
    assert summary["figure_speakers"]["f1"] >= 0.80
    assert summary["claims"]["f1"] >= 0.78


@pytest.mark.skipif(settings.corpus() is None, reason="HELIOGRAPH_CORPUS is not set")
def test_the_article_that_this_project_started_from():
    reading = read((settings.corpus() / "article.txt").read_text("utf-8"), sides.load())
    both = next(
        claim for claim in reading.claims if claim.kind == "accuses" and claim.speaker == "Armenia and Azerbaijan"
    )
    denial = next(claim for claim in reading.claims if claim.kind == "denies")
    assert both.side is None
    assert (denial.speaker.replace("’", "'"), denial.side) == ("Azerbaijan's Defense Ministry", "Azerbaijan")
    denied = [reading.claims[at] for at in denial.denies]
    assert [claim.speaker for claim in denied] == ["Authorities in Nagorno-Karabakh", "Shushan Stepanian"]
    assert [claim.side for claim in denied] == ["Nagorno-Karabakh", "Armenia"]
    figures = {(one.value, one.qualifier.value, one.speaker) for one in reading.figures if one.counted and one.value}
    assert figures == {(1000, "at_least", None), (5000, "up_to", "Russia")}
