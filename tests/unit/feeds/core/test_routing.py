from dataclasses import replace

import pytest

from feeds.core.routing import beats_of, route
from feeds.model import Beat, Channel, Target, TargetKind
from tests.support.builders import a_brief, a_source, an_item

RIVER, SEA = Beat("river", ("Karst", "Upper Karst")), Beat("sea", ("Red Harbour", "харбор*"))


def channel(number, **changes):
    return replace(Channel(Target(TargetKind.CHANNEL, str(-number))), **changes)


def brief(title, text="Nothing more is known.", language="en"):
    return a_brief(a_source(an_item(title, text, language=language)))


def routed(story, *channels):
    return [target.address for target in route(story, channels, [RIVER, SEA])]


def test_a_channel_without_beats_takes_everything():
    assert routed(brief("Talks go on"), channel(1)) == ["-1"]


@pytest.mark.parametrize(
    ("title", "text", "covered"),
    [
        ("Shelling of Karst", "", {"river"}),
        ("Shelling of KARST.", "", {"river"}),
        ("Shelling of Karstadt", "", set()),
        ("Shelling in the hills", "The mayor of Karst spoke.", {"river"}),
        ("Ship hit off Red Harbour", "", {"sea"}),
        ("Red lights in the harbour", "", set()),
        ("Ship painted red", "Harbour closed.", set()),
        ("Взрывы в Харборе", "", {"sea"}),
        ("Karst and Red Harbour hit", "", {"river", "sea"}),
        ("", "", set()),
    ],
)
def test_a_story_is_of_the_beats_whose_words_stand_in_it(title, text, covered):
    assert beats_of(brief(title, text), [RIVER, SEA]) == covered


def test_a_story_goes_to_the_channels_of_its_beats():
    river, sea = channel(1, beats=frozenset({"river"})), channel(2, beats=frozenset({"sea"}))
    assert routed(brief("Shelling of Karst"), river, sea, channel(3)) == ["-1", "-3"]
    assert routed(brief("Karst and Red Harbour hit"), river, sea) == ["-1", "-2"]


def test_a_story_of_no_beat_goes_nowhere_where_every_channel_has_one():
    assert routed(brief("Talks go on"), channel(1, beats=frozenset({"river"}))) == []


def test_a_channel_of_a_language_takes_headlines_in_it():
    english, russian = channel(1, languages=frozenset({"en"})), channel(2, languages=frozenset({"ru"}))
    assert routed(brief("Shelling"), english, russian) == ["-1"]
    assert routed(brief("Обстрел", language="ru"), english, russian) == ["-2"]
    assert routed(replace(brief("Shelling"), language="en-gb"), english) == ["-1"]


def test_what_no_channel_asks_for_is_not_looked_for():
    assert beats_of(brief("Shelling of Karst"), []) == frozenset()
