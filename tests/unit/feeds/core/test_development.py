"""What of a story's growth is news by itself, and when it is told."""

from datetime import timedelta

import pytest

from feeds.core.outbox import Answer, Rewrite, plan_development, plan_revision, told_last
from feeds.core.policy import WIDE, Material, development
from feeds.model import Affiliation, PostKind
from tests.support.builders import (
    NOW,
    TEXT,
    a_brief,
    a_party,
    a_post_brief,
    a_source,
    an_item,
    an_outlet,
    minutes,
    reports,
)

HERALD, GAZETTE, COURIER, POST = (an_outlet(name) for name in ("Herald", "Gazette", "Courier", "Post"))
NORTH, ARMY = a_party("Ministry", "North"), a_party("Army", "North")
SOUTH, UNNAMED = a_party("Presidency", "South"), a_party("Bureau", None)
THIRD = an_outlet("Envoy", affiliation=Affiliation.STATE)
RELIEF, MISSION = (an_outlet(name, affiliation=Affiliation.UN_NGO) for name in ("Relief", "Mission"))


def grown(before, *more, doubtful=()):
    return development(a_brief(*reports(*before)), a_brief(*reports(*before, *more)), doubtful=doubtful)


@pytest.mark.parametrize(
    ("before", "more", "words"),
    [
        ([NORTH, HERALD], [SOUTH], "first report from South's side: Presidency"),
        ([HERALD], [NORTH], "first report from North's side: Ministry"),
        ([HERALD], [NORTH, ARMY], "first report from North's side: Ministry and Army"),
        ([HERALD, NORTH], [UNNAMED], "first report from an official outlet: Bureau"),
        ([NORTH, HERALD], [RELIEF], "first report from the UN or an NGO: Relief"),
        ([NORTH, HERALD, GAZETTE], [RELIEF, MISSION], "first report from the UN or an NGO: Relief and Mission"),
        ([NORTH], [HERALD], "first report from an independent outlet: Herald"),
        ([NORTH, ARMY], [HERALD, THIRD], "first report from an independent outlet: Herald"),
        ([HERALD], [GAZETTE, COURIER], "now reported by 3 independent outlets"),
        ([THIRD], [HERALD, GAZETTE, COURIER], "now reported by 3 independent outlets"),
        ([NORTH], [HERALD, GAZETTE, COURIER], "first report from an independent outlet: Herald, Gazette and Courier"),
        (
            [NORTH, HERALD],
            [SOUTH, RELIEF, GAZETTE],
            (
                "first report from South's side: Presidency; first report from the UN or an NGO: Relief; "
                "now reported by 3 independent outlets"
            ),
        ),
    ],
)
def test_a_material_development_is_told_with_whose_it_is(before, more, words):
    assert grown(before, *more).words == words


@pytest.mark.parametrize(
    ("before", "more"),
    [
        ([HERALD], []),
        ([HERALD], [GAZETTE]),  # one more outlet
        ([HERALD, GAZETTE], [COURIER, POST]),  # two had it before
        ([NORTH], [ARMY]),  # the same side again
        ([NORTH], [THIRD]),  # a third state belongs to no side, and does not report by itself
        ([NORTH, SOUTH], [HERALD]),  # both sides had spoken
        ([NORTH, HERALD], [GAZETTE]),
        ([NORTH, SOUTH, HERALD], [ARMY]),
        ([RELIEF], [MISSION]),
        ([HERALD, GAZETTE], [THIRD]),
        ([NORTH, HERALD], [ARMY, THIRD]),  # the outlets of sides and states are many, and not independent
    ],
)
def test_growth_that_changes_nothing_for_who_read_the_post_is_no_development(before, more):
    assert grown(before, *more) is None


def test_the_outlets_that_make_it_one_are_named():
    found = grown([NORTH, HERALD], SOUTH, THIRD, RELIEF)
    assert (found.why, found.outlets) == ((Material.SIDE, Material.WITNESS), ("Presidency", "Relief"))


@pytest.mark.parametrize("who", [SOUTH, RELIEF, HERALD])
def test_who_only_copies_settles_nothing(who):
    wire = a_source(an_item(text=TEXT, key="k1"), NORTH, number=1)
    copy = a_source(an_item(text=TEXT, key="k2"), who, number=2)
    assert development(a_brief(wire), a_brief(wire, copy)) is None


@pytest.mark.parametrize("who", [SOUTH, RELIEF, HERALD])
def test_an_outlet_of_low_trust_settles_nothing(who):
    assert grown([NORTH], who) is not None
    assert grown([NORTH], who, doubtful={who.name}) is None


def test_another_headline_or_time_is_no_development():
    before = a_brief(*reports(HERALD))
    assert development(before, a_brief(*reports(HERALD), headline="Other", updated_at=minutes(50))) is None


def test_only_that_more_outlets_report_it_does_not_press():
    assert not grown([HERALD], *[an_outlet(f"O{n}") for n in range(WIDE)]).pressing
    assert grown([HERALD], SOUTH, *[an_outlet(f"O{n}") for n in range(WIDE)]).pressing
    assert grown([NORTH], HERALD).pressing


# ------------------------------------------------------------------ when

QUIET, EVERY = timedelta(minutes=10), timedelta(minutes=30)


def sent(number=1, kind=PostKind.NEW, *, at=0.0):
    return a_post_brief(number, kind=kind, untouched=False, done=True, sent_at=minutes(at))


def waiting(number=2, kind=PostKind.DEVELOPMENT, **changes):
    return a_post_brief(number, kind=kind, **changes)


def planned(*posts, now=0.0):
    return plan_development(posts, now=minutes(now), quiet=QUIET, every=EVERY)


DEVELOPMENT = PostKind.DEVELOPMENT


@pytest.mark.parametrize(
    ("posts", "now", "expected"),
    [
        ([], 0, None),
        ([waiting(1, PostKind.NEW)], 5, None),
        ([waiting(1, PostKind.NEW, untouched=False)], 5, None),  # readers have it, no channel has
        ([sent(at=0)], 3, Answer(minutes(10))),
        ([sent(at=0)], 40, Answer(minutes(40))),
        ([sent(at=0), sent(2, DEVELOPMENT, at=12)], 20, Answer(minutes(42))),
        ([sent(at=0), sent(2, DEVELOPMENT, at=12)], 50, Answer(minutes(50))),
        ([sent(at=0), sent(2, DEVELOPMENT, at=12), waiting(3, PostKind.EDIT)], 20, Answer(minutes(42))),
        ([sent(at=0), waiting(2)], 9, Rewrite(waiting(2))),
        ([sent(at=0), waiting(2), sent(3, PostKind.EDIT, at=2)], 9, Rewrite(waiting(2))),
        ([sent(at=0), waiting(2, done=True)], 9, Answer(minutes(10))),  # it was taken back
    ],
)
def test_developments_keep_their_distance(posts, now, expected):
    assert planned(*posts, now=now) == expected


def test_what_readers_were_told_last_is_no_edit_and_has_left():
    first, second = sent(at=0), sent(2, DEVELOPMENT, at=12)
    assert told_last([first, waiting(5)]) == first
    assert told_last([first, second, sent(3, PostKind.EDIT, at=15), waiting(4)]) == second
    assert told_last([waiting(1, PostKind.NEW)]) is None


def test_a_development_that_waits_is_not_what_an_edit_goes_into():
    edit = waiting(2, PostKind.EDIT)
    assert plan_revision([sent(), edit, waiting(3)], now=NOW, edit_after=QUIET) == Rewrite(edit)
