"""By its words alone, the sample wire can be grouped: a plain measure finds what belongs together, and no more."""

import math
import re
from collections import Counter
from html import unescape
from itertools import combinations

import pytest
import snowballstemmer

from bot.demo.wire import load_wire

WIRE = load_wire()
STEMMER = snowballstemmer.stemmer("english")
FUNCTION_WORDS = set(
    re.findall(
        r"\w+",
        """a an and are as at be been before but by for from had has have he in into is it its of on one or other said
        says she that the their them there they this to two was were which who with would said after not up out all""",
    )
)


def tokens(entry):
    text = unescape(re.sub(r"<[^>]+>", " ", f"{entry.title} {entry.summary}")).lower()
    return [STEMMER.stemWord(word) for word in re.findall(r"\w[\w,]*\w|\w", text) if word not in FUNCTION_WORDS]


ENTRIES = [entry for entry in WIRE.entries if entry.at == entry.first_at and entry.feed != "samhara"]
COUNTS = {entry.guid: Counter(tokens(entry)) for entry in ENTRIES}
SPREAD = Counter(token for counts in COUNTS.values() for token in counts)


def vector(guid):
    weights = {
        token: (1 + math.log(count)) * math.log(len(COUNTS) / SPREAD[token]) for token, count in COUNTS[guid].items()
    }
    length = math.sqrt(sum(weight * weight for weight in weights.values()))
    return {token: weight / length for token, weight in weights.items()}


VECTORS = {guid: vector(guid) for guid in COUNTS}
LABELS = {entry.guid: entry.story for entry in ENTRIES}


def likeness(one, other):
    return sum(weight * VECTORS[other].get(token, 0.0) for token, weight in VECTORS[one].items())


PAIRS = {pair: likeness(*pair) for pair in combinations(VECTORS, 2)}


@pytest.mark.parametrize("story", WIRE.expected, ids=lambda story: story.label)
def test_each_report_is_most_like_another_of_its_own_story(story):
    for guid in story.sources:
        others = {other: likeness(guid, other) for other in VECTORS if other != guid}
        nearest = max(others, key=others.__getitem__)
        if len(story.sources) > 1:
            assert LABELS[nearest] == story.label, (guid, nearest)
            assert others[nearest] >= 0.35, (guid, others[nearest])
        else:
            assert others[nearest] < 0.3, (guid, nearest)


def test_reports_of_different_events_are_never_as_alike():
    """What is left is the manner of one ministry, which a measure of words alone cannot see through."""
    alike = {pair: value for pair, value in PAIRS.items() if LABELS[pair[0]] != LABELS[pair[1]] and value >= 0.3}
    assert alike == {}


def test_unrelated_entries_resemble_no_story():
    unrelated = set(WIRE.never["unrelated"])
    apart = {pair: value for pair, value in PAIRS.items() if bool(unrelated & {*pair}) and not unrelated >= {*pair}}
    assert max(apart.values()) < 0.2
