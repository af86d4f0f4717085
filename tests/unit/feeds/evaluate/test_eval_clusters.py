"""How well reports are gathered, against stories that people made."""

import pytest

from feeds.evaluate.clusters import bcubed, labelled, measure, pairwise
from feeds.models.words import load
from tests.support.builders import TEXT, TITLE


def row(story, title, text="", published="2026-03-03T12:00:00+00:00", **more):
    return {"title": title, "text": text, "story": story, "published": published, "lang": "en", **more}


ROWS = [
    row("karst", TITLE, TEXT),
    row("osk", "Ministers meet in Osk to talk about grain", "Ministers of five countries met in Osk on Tuesday."),
    row(
        "karst",
        "Nine dead as artillery hits Karst market",
        "At least nine civilians died in Karst after shells struck its market on Tuesday, officials said.",
        published="2026-03-03T13:00:00+00:00",
    ),
]


def test_what_is_gathered_as_labelled_is_perfect():
    found = measure(labelled(ROWS), load()).summary()
    assert (found["items"], found["stories"], found["gold_stories"]) == (3, 2, 2)
    assert found["bcubed"] == found["pairwise"] == {"precision": 1.0, "recall": 1.0, "f1": 1.0}
    assert found["seconds"] >= 0


def test_the_measures_of_a_known_case():
    found, gold = [1, 1, 1, 2], ["a", "a", "b", "b"]
    assert bcubed(found, gold) == {
        "precision": pytest.approx(2 / 3, abs=1e-4),
        "recall": pytest.approx(3 / 4, abs=1e-4),
        "f1": pytest.approx(12 / 17, abs=1e-4),
    }
    assert pairwise(found, gold)["precision"] == pytest.approx(1 / 3, abs=1e-4)
    assert pairwise(found, gold)["recall"] == 0.5


def test_nothing_is_measured_of_nothing():
    assert measure([], load()).summary()["items"] == 0


def test_reports_come_by_their_time_and_undated_ones_by_the_file():
    late_first = [ROWS[2], ROWS[0]]
    assert [report.item.title for report in labelled(late_first)] == [TITLE, ROWS[2]["title"]]
    undated = [{**one, "published": None} for one in late_first]
    assert [report.item.title for report in labelled(undated)] == [ROWS[2]["title"], TITLE]
    assert not labelled(undated)[0].item.dated


def test_empty_text_and_no_text_are_titles_alone_and_no_title_is_no_report():
    rows = [row("a", "Shelling of Karst", None), row("a", "Shelling of Osk", ""), row("b", "", "")]
    assert [report.item.text for report in labelled(rows)] == ["", ""]


def test_mistakes_are_told_worst_first_with_what_spoke_for_them():
    wrong = [{**one, "story": str(number)} for number, one in enumerate(ROWS)]
    mistakes = measure(labelled(wrong), load()).mistakes
    assert [mistake.what for mistake in mistakes] == ["joined a story of 0"]
    spoke = mistakes[0].candidates[0].spoke
    assert [abs(share) for share in spoke.values()] == sorted(map(abs, spoke.values()), reverse=True)
