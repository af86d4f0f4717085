"""Reports in little space, and laid open again."""

import sys

import pytest

from feeds.core.packed import cosine, pack, query, unpack
from feeds.core.vectors import Frequencies, report
from feeds.model import ItemId
from feeds.models.words import load
from tests.support.builders import an_item, words


def a_report(**changes):
    return report(an_item(**changes), Frequencies(load()))


def test_what_is_unpacked_is_what_was_packed():
    one, other = query(a_report()), unpack(pack(ItemId(7), a_report()))
    assert list(one.vector) == list(other.vector)
    assert one.vector == pytest.approx(other.vector, abs=1e-6)
    assert one.names == pytest.approx(other.names, rel=1e-5)
    assert one.titled == pytest.approx(other.titled, rel=1e-5)
    assert one.length == other.length
    assert (one.hour, one.dated, one.bare, one.digest) == (other.hour, other.dated, other.bare, other.digest)


def test_a_report_is_its_own_nearest():
    assert cosine(query(a_report()).vector, pack(ItemId(1), a_report())) == pytest.approx(1, abs=1e-6)


def test_a_report_takes_about_a_kilobyte():
    packed = pack(ItemId(1), a_report(text=words(60)))
    arrays = (packed.stems, packed.weights, packed.information, packed.title, packed.names, packed.signature)
    assert sum(map(sys.getsizeof, arrays)) < 2_000
