"""How a story came to say what it says."""

from feeds.core.timeline import SHOWN, Moment, timeline
from feeds.model import Note, NoteKind
from tests.support.builders import NOW, a_brief, an_outlet, minutes, reports

A, B, C = (an_outlet(name) for name in "ABC")


def grown(*outlets):
    return a_brief(*reports(*outlets))


def test_a_timeline_begins_with_the_first_report_and_tells_each_change():
    revisions = [(minutes(1), grown(A)), (minutes(2), grown(A, B)), (minutes(3), grown(A, B, C))]
    assert timeline(revisions) == (
        Moment(NOW, "first report: A"),
        Moment(minutes(2), "second outlet: B reports it too"),
        Moment(minutes(3), "C reports it too"),
    )


def test_revisions_that_changed_nothing_to_be_seen_are_passed_over():
    assert len(timeline([(minutes(n), grown(A)) for n in range(5)])) == 1


def test_of_many_changes_the_first_report_and_the_newest_stand():
    outlets = [an_outlet(f"O{n}") for n in range(20)]
    told = timeline([(minutes(n), grown(*outlets[: n + 1])) for n in range(20)])
    assert len(told) == SHOWN
    assert (told[0].what, told[-1].at) == ("first report: O0", minutes(19))


def test_a_story_without_revisions_has_no_timeline():
    assert timeline([]) == ()


GROWN = [(minutes(1), grown(A)), (minutes(3), grown(A, B))]
CORRECTION, RETRACTION = NoteKind.CORRECTION, NoteKind.RETRACTION


def test_a_correction_stands_where_it_was_made():
    told = timeline(GROWN, [Note(CORRECTION, "It was Osk.", minutes(2)), Note(CORRECTION, "No.", minutes(4))])
    assert [moment.what for moment in told] == [
        "first report: A",
        "corrected: It was Osk.",
        "second outlet: B reports it too",
        "corrected: No.",
    ]


def test_of_a_withdrawn_story_only_what_was_said_of_it_is_told():
    notes = [Note(CORRECTION, "It was Osk.", minutes(2)), Note(RETRACTION, "It was not so.", minutes(4))]
    assert [moment.what for moment in timeline(GROWN, notes)] == [
        "first report: A",
        "corrected: It was Osk.",
        "withdrawn: It was not so.",
    ]


def test_corrections_stay_where_there_are_many_changes():
    outlets = [an_outlet(f"O{n}") for n in range(20)]
    revisions = [(minutes(n), grown(*outlets[: n + 1])) for n in range(20)]
    told = timeline(revisions, [Note(CORRECTION, "It was Osk.", minutes(0))])
    assert (len(told), told[1].what, told[-1].at) == (SHOWN, "corrected: It was Osk.", minutes(19))
    many = timeline(revisions, [Note(CORRECTION, f"{n}", minutes(n)) for n in range(30)])
    assert (len(many), many[-1].what) == (SHOWN, "corrected: 29")
