"""By which stems open stories are found."""

from feeds.core.found_by import COMPARED, OF_ONE_STEM, FoundBy


def test_stories_that_share_more_stems_come_first():
    index, stories = FoundBy(), range(100)
    for story in range(40):
        index.add([1], story, stories)
    index.add([1, 2], 7, stories)
    found = index.look([1, 2])
    assert found[0] == 7
    assert len(found) == COMPARED


def test_of_equals_the_newest_are_looked_at():
    index, stories = FoundBy(), range(100)
    for story in range(50):
        index.add([1], story, stories)
    assert set(index.look([1])) == set(range(50 - COMPARED, 50))


def test_a_stem_of_many_stories_keeps_the_newest():
    index, stories = FoundBy(), range(10 * OF_ONE_STEM)
    for story in stories:
        index.add([1], story, stories)
    assert len(index._stories[1]) <= 2 * OF_ONE_STEM
    assert max(index.look([1])) == stories[-1]


def test_what_is_closed_is_swept_out():
    index = FoundBy()
    index.add([1, 2], 5, {5, 6})
    index.add([2], 6, {5, 6})
    index.sweep({6})
    assert index.look([1]) == []
    assert index.look([2]) == [6]
