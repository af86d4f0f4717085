"""The ids that readers see."""

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from feeds.store.public_id import ALPHABET, canonical, public_id, story_number

FIRST_OF_FIVE = (1 << 20) + 1
numbers = st.integers(1, 1 << 45)


@given(numbers)
@example(1)
@example(1 << 20)
@example(FIRST_OF_FIVE)
@example((1 << 20) + (1 << 25))
@example((1 << 20) + (1 << 25) + 1)
def test_an_id_leads_back_to_its_number(number):
    assert story_number(public_id(number)) == number


@given(numbers)
def test_an_id_is_read_however_it_is_typed(number):
    spelt = public_id(number)
    sloppy = spelt.lower().replace("0", "o").replace("1", "l")
    assert canonical(f" {sloppy[:2]}-{sloppy[2:]} ") == spelt
    assert canonical(spelt.replace("1", "I").replace("0", "O")) == spelt
    for around in ("#{}", "{}.", "({}),", "“{}”", "\u2068{}\u2069"):
        assert canonical(around.format(spelt)) == spelt


@given(st.text())
def test_any_text_is_an_id_or_none(text):
    spelt = canonical(text)
    number = story_number(text)
    assert (spelt is None) == (number is None)
    assert number is None or public_id(number) == spelt


def test_the_first_million_have_four_letters_each_its_own():
    ids = {public_id(number) for number in range(1, 1 << 20, 7)}
    assert len(ids) == len(range(1, 1 << 20, 7))
    assert {len(one) for one in ids} == {4}
    assert set("".join(ids)) == set(ALPHABET)
    assert len(public_id(1 << 20)) == 4
    assert len(public_id(FIRST_OF_FIVE)) == 5


def test_neighbours_do_not_look_alike():
    ids = [public_id(number) for number in range(1, 20_001)]
    alike = [sum(a == b for a, b in zip(one, other, strict=True)) for one, other in pairwise(ids)]
    assert sum(same >= 2 for same in alike) < len(ids) / 100


def test_the_bijection_is_part_of_the_data():
    """Links in old posts carry these."""
    spelt = ["Z926", "RJNR", "AKZC", "ZKPN", "H4AQ", "P27MC"]
    assert [public_id(number) for number in (1, 2, 3, 1000, 1 << 20, FIRST_OF_FIVE)] == spelt


@pytest.mark.parametrize("number", [0, -1])
def test_there_is_no_story_before_the_first(number):
    with pytest.raises(ValueError, match="starts at 1"):
        public_id(number)
