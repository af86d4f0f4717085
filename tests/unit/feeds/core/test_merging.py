"""Which of two stories goes on."""

import pytest

from feeds.core.merging import succession
from feeds.model import BareStory, Standing, StoryId
from tests.support.briefs import NOON, a_story

FEW, MANY = 1, 5


def story(number, standing=Standing.POSTED):
    return a_story(number=number, standing=standing)


def bare(number):
    return BareStory(StoryId(number), f"7K0{number}", "Shelling", 0.9, NOON)


@pytest.mark.parametrize(
    ("goes_on", "ends"),
    [
        ((story(1), FEW), (story(2), MANY)),
        ((story(2), FEW), (story(1, Standing.WAITING), MANY)),
        ((story(2), FEW), (story(1, Standing.HELD), MANY)),
        ((story(2), FEW), (story(1, Standing.LISTED), MANY)),
        ((story(2), FEW), (bare(1), MANY)),
        ((story(2, Standing.LISTED), FEW), (story(1, Standing.WAITING), MANY)),
        ((story(2, Standing.WAITING), MANY), (story(1, Standing.HELD), FEW)),
        ((story(2, Standing.HELD), MANY), (story(1, Standing.ARCHIVED), FEW)),
        ((story(1, Standing.WAITING), MANY), (story(2, Standing.WAITING), MANY)),
        ((story(2, Standing.ARCHIVED), FEW), (bare(1), MANY)),
        ((bare(1), FEW), (bare(2), FEW)),
    ],
)
def test_what_readers_have_goes_on_then_what_has_more_reports_then_the_older(goes_on, ends):
    reports = {goes_on[0].id: goes_on[1], ends[0].id: ends[1]}
    for one, other in ((goes_on[0], ends[0]), (ends[0], goes_on[0])):
        assert succession(one, other, reports) == (goes_on[0], ends[0])


@pytest.mark.parametrize("standing", [Standing.RETRACTED, Standing.REJECTED])
def test_what_a_person_took_back_neither_goes_on_nor_ends(standing):
    one, other = story(1, standing), story(2)
    assert succession(one, other, {one.id: MANY, other.id: MANY}) is None
    assert succession(other, one, {one.id: MANY, other.id: MANY}) is None
