"""A story's reports and their sums."""

import pytest

from feeds.core.gathered import Gathered
from feeds.core.packed import pack, unpack
from feeds.core.vectors import Frequencies, report
from feeds.model import ItemId
from feeds.models.words import load
from tests.support.builders import an_item, minutes


def packed(number, title="Shelling of Karst", **changes):
    return pack(ItemId(number), report(an_item(title, **changes), Frequencies(load())))


def test_a_story_that_gained_and_lost_a_report_is_as_before():
    story, again = Gathered(), unpack(packed(9))
    for number in (1, 2):
        story.add(packed(number, published_at=minutes(number)))
    before = story.mean(again), story.foreign(again), story.first, story.last
    shared = story.shared(again)
    story.add(packed(3, "Talks in Osk fail", text="Nothing.", published_at=minutes(600)))
    story.drop(ItemId(3))
    after = story.mean(again), story.foreign(again), story.first, story.last
    assert story.shared(again) == shared
    assert after == pytest.approx(before)


def test_one_report_and_the_same_twice_look_alike():
    once, twice, asked = Gathered(), Gathered(), unpack(packed(9, "Karst market hit"))
    once.add(packed(1))
    for number in (1, 2):
        twice.add(packed(number))
    assert once.mean(asked) == pytest.approx(twice.mean(asked), abs=1e-6)
    assert once.foreign(asked) == twice.foreign(asked)
    assert set(once.own().stems) == set(twice.own().stems)
    assert {stem: 2 * times for stem, times in once.shared(asked).items()} == twice.shared(asked)


def test_names_are_foreign_to_who_does_not_have_them():
    story = Gathered()
    story.add(packed(1))
    assert story.foreign(unpack(packed(2, "Talks in Karst fail"))) == 0
    assert story.foreign(unpack(packed(2, "Shelling of Velmora", text=""))) == 1
    nameless = Gathered()
    nameless.add(packed(1, "shelling kills nine", text=""))
    assert nameless.foreign(unpack(packed(2))) is None
