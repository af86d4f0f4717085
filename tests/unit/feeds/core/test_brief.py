"""What is said about a story."""

from dataclasses import replace
from datetime import timedelta

import pytest

from feeds.core.brief import CONSIDERED, change, compose
from feeds.core.choice import SENTENCES
from feeds.model import Affiliation, Terms, Trust
from tests.support.builders import (
    NOW,
    TEXT,
    TITLE,
    a_brief,
    a_doubtful_outlet,
    a_party,
    a_source,
    an_item,
    an_outlet,
    reports,
    words,
)

A, B, C, D = (an_outlet(name) for name in "ABCD")
GOOD = "A headline of a length that reads well"


def headline_of(*sources):
    return compose(sources).headline_outlet


def titled(outlet, title=GOOD, *, number=1, **changes):
    return a_source(an_item(title, words(20, of=outlet.name), key=f"k{number}", **changes), outlet, number=number)


def wire(outlet, number, text=TEXT):
    """A copy of one wire report."""
    return a_source(an_item(text=text, key=f"k{number}"), outlet, number=number)


# ------------------------------------------------------------------ headline


def test_the_brief_of_one_item_is_that_item():
    brief = compose([a_source()])
    assert (brief.headline, brief.headline_outlet, brief.language) == (TITLE, "Courier", "en")
    assert (brief.outlets, brief.independent) == (1, 1)
    assert [piece.text for piece in brief.excerpts] == [TEXT]


@pytest.mark.parametrize(
    "worse",
    [
        titled(B, number=9, language="ru"),
        titled(an_outlet("B", terms=Terms.NO_DERIVATIVES), number=9),
        titled(a_party("B"), number=9),
        titled(a_doubtful_outlet("B"), number=9),
        titled(B, "Short", number=9),
        titled(B, "Long " * 40, number=9),
    ],
    ids=["language", "terms", "party", "trust", "short", "long"],
)
def test_the_clearest_headline_is_taken_though_a_worse_one_is_newer(worse):
    assert headline_of(titled(A), worse) == "A"


def test_of_headlines_as_good_the_newest_is_taken():
    assert headline_of(titled(A, number=1), titled(B, number=2)) == "B"


def test_no_headline_is_taken_from_a_copy():
    assert headline_of(wire(A, 1), wire(B, 2)) == "A"


def test_a_headline_may_come_from_an_outlet_that_lends_no_words():
    brief = compose([titled(an_outlet("A", terms=Terms.LINK_ONLY))])
    assert (brief.headline, brief.excerpts) == (GOOD, ())


def test_the_order_in_which_items_are_given_does_not_matter():
    sources = reports(A, B, C, D)
    assert compose(sources) == compose(sources[::-1])


# ------------------------------------------------------------------ counting


def test_copies_of_one_wire_report_count_as_one_independent():
    brief = compose([wire(A, 1), wire(B, 2), wire(C, 3, f"{TEXT} Edited by the desk.")])
    assert (brief.outlets, brief.independent) == (3, 1)
    assert [line.copy for line in brief.sources] == [False, True, True]


def test_outlets_in_their_own_words_count_each():
    assert compose(reports(A, B, C)).independent == 3


def test_an_owner_counts_once():
    assert compose(reports(an_outlet("A", owner="Holding"), an_outlet("B", owner="Holding"), C)).independent == 2


def test_an_outlet_that_repeats_itself_copies_nobody():
    brief = compose([wire(A, 1), wire(A, 2)])
    assert (brief.outlets, brief.independent, brief.sources[0].copy) == (1, 1, False)


def test_copies_are_told_however_many_reports_there_are():
    copies = [wire(an_outlet(f"Copy {n}"), n) for n in range(1, CONSIDERED + 10)]
    assert compose(copies).independent == 1


def test_each_outlet_has_one_line_with_its_newest_report():
    brief = compose([titled(A, "First", number=1), titled(B, number=2), titled(A, "Second", number=3)])
    assert [(line.outlet, line.title) for line in brief.sources] == [("A", "Second"), ("B", GOOD)]


def test_a_line_says_for_whom_its_outlet_speaks():
    (line,) = compose([a_source(outlet=a_party())]).sources
    assert (line.affiliation, line.side) == (Affiliation.PARTY, "North")


def test_times_are_of_the_first_report_and_of_the_last_fetch():
    early = a_source(an_item(published_at=NOW - timedelta(hours=1)), A, number=5)
    brief = compose([early, a_source(an_item(key="k2"), B, number=9)])
    assert (brief.first_at, brief.updated_at) == (NOW - timedelta(hours=1), NOW + timedelta(seconds=9))


# ------------------------------------------------------------------ excerpts


def test_the_headlines_own_words_come_first():
    brief = compose([titled(A, number=1), titled(B, number=2), titled(C, "Short", number=3)])
    assert brief.excerpts[0].outlet == brief.headline_outlet == "B"


def test_a_party_is_heard_before_others():
    brief = compose([titled(a_party("P"), number=1), titled(A, number=2), titled(B, number=3)])
    assert [piece.outlet for piece in brief.excerpts] == ["B", "P", "A"]


def test_what_ranks_first_is_read_first():
    assert compose([titled(A, number=1), titled(B, number=2)]).excerpts[0].rank == 0


def test_a_brief_quotes_few():
    assert 2 <= len(compose(reports(*(an_outlet(f"O{n}") for n in range(9)))).excerpts) <= SENTENCES


def test_an_excerpt_that_says_what_another_says_is_left_out():
    body = words(30)
    sources = [
        a_source(an_item("One", f"{words(14, of='a')} {body}", key="k1"), A, number=1),
        a_source(an_item("Two", f"{words(14, of='b')} {body}", key="k2"), B, number=2),
    ]
    assert " ".join(piece.text for piece in compose(sources).excerpts).count(body) == 1


def test_outlets_that_lend_no_words_leave_room_for_others():
    mute = [titled(an_outlet(f"L{n}", terms=Terms.LINK_ONLY), number=n) for n in range(1, 6)]
    brief = compose([*mute, titled(A, number=6)])
    assert [piece.outlet for piece in brief.excerpts] == ["A"]
    assert brief.outlets == 6


# ------------------------------------------------------------------ changes


def grown(*more):
    return change(a_brief(*reports(A)), a_brief(*reports(A, *more)))


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ([B], "second outlet: B reports it too"),
        ([B, C], "B and C report it too"),
        ([B, C, D], "B, C and D report it too"),
        ([B, C, D, an_outlet("E")], "B, C and 2 more report it too"),
    ],
)
def test_outlets_that_joined_are_named(more, said):
    assert grown(*more).split(";")[0] == said


def test_nothing_changed_is_nothing_to_say():
    assert change(a_brief(*reports(A, B)), a_brief(*reports(A, B))) is None


def test_a_time_alone_is_no_change():
    brief = a_brief()
    assert change(brief, replace(brief, updated_at=NOW + timedelta(hours=1))) is None


@pytest.mark.parametrize(
    "changes",
    [{"title": "Ten killed in Karst, governor says", "text": TEXT}, {"title": TITLE, "text": "Ten were killed."}],
)
def test_an_outlet_that_changed_its_report_is_named(changes):
    revised = a_source(an_item(**changes), revised_at=NOW + timedelta(minutes=5))
    assert change(a_brief(a_source()), a_brief(revised)) == "new report from Courier"


def test_an_article_in_the_place_of_its_stub_is_no_new_report():
    stub, article = an_item(text="Nine people were killed…"), an_item()
    assert change(a_brief(a_source(stub)), a_brief(a_source(article))) == "more from Courier"


def test_another_headline_is_told_where_nothing_else_changed():
    brief = a_brief()
    assert change(brief, replace(brief, headline="Another")) == "new headline"


def test_an_outlet_that_joined_is_not_named_twice():
    assert grown(B) == "second outlet: B reports it too"


def test_who_joined_and_who_changed_are_both_told():
    old = a_brief(a_source(outlet=A))
    new = a_brief(a_source(an_item(text=words(20)), A), *reports(A, B)[1:])
    assert change(old, new) == "second outlet: B reports it too; new report from A"


def test_the_third_outlet_is_not_the_second():
    assert change(a_brief(*reports(A, B)), a_brief(*reports(A, B, C))) == "C reports it too"


def test_who_carries_what_another_wrote_is_not_said_to_report_it():
    old, new = a_brief(wire(A, 1)), a_brief(wire(A, 1), wire(B, 2))
    assert change(old, new) == "B carries the same text"
    two = a_brief(wire(A, 1), wire(B, 2), wire(C, 3), *reports(D)[:1])
    assert change(old, two) == "D reports it too; B and C carry the same text"


def test_an_older_excerpt_that_came_into_view_is_no_new_report():
    """B's report was there all along, and was not quoted."""
    seen, unseen = a_brief(*reports(A, B)), a_brief(*reports(A, B))
    before = replace(seen, excerpts=tuple(piece for piece in seen.excerpts if piece.outlet != "B"))
    assert change(before, unseen) == "more from B"


def test_an_older_excerpt_beside_a_new_outlet_goes_without_saying():
    before = a_brief(*reports(A, B))
    before = replace(before, excerpts=tuple(piece for piece in before.excerpts if piece.outlet != "B"))
    assert change(before, a_brief(*reports(A, B, C))) == "C reports it too"


def test_another_report_of_an_outlet_that_was_there_is_new():
    again = a_source(an_item("Report by A", words(30, of="later"), key="k9"), A, number=9)
    assert change(a_brief(*reports(A)), a_brief(*reports(A), again)) == "new report from A"


def test_trust_is_no_part_of_what_readers_see():
    low, high = (a_brief(a_source(outlet=an_outlet(trust=trust))) for trust in (Trust.LOW, Trust.HIGH))
    assert change(low, high) is None
