"""Which picture a brief has."""

from itertools import permutations

import pytest

from feeds.core.brief import compose
from feeds.model import Picture, Terms
from tests.support.builders import TEXT, a_source, an_item, an_outlet, words


def reported(name, *, number, title="Short", text=None, pictures=True, **outlet):
    """An outlet's report with a picture; a headline of good length is preferred to a short one."""
    item = an_item(
        title,
        text or words(30, of=name.lower()),
        key=f"k{number}",
        pictures=(Picture(f"https://{name}.example/p.jpg"),),
    )
    return a_source(item, an_outlet(name, pictures=pictures, **outlet), number=number)


GOOD = "Shelling of Karst kills nine in the market district"


def chosen(*sources):
    """Whose picture it is, whatever the order of the items."""
    names = {picture.credit if (picture := compose(order).picture) else None for order in permutations(sources)}
    assert len(names) == 1
    return names.pop()


def test_the_headlines_picture_goes_first():
    assert chosen(reported("A", number=1), reported("B", number=2, title=GOOD), reported("C", number=3)) == "B"


@pytest.mark.parametrize("closed", [{"pictures": False}, {"terms": Terms.LINK_ONLY}])
def test_where_the_headlines_outlet_lends_none_the_earliest_other_does(closed):
    assert (
        chosen(reported("A", number=3), reported("B", number=2, title=GOOD, **closed), reported("C", number=4)) == "A"
    )


def test_what_repeats_others_is_asked_last_and_only_where_its_outlet_permits():
    original = reported("A", number=1, title=GOOD, text=TEXT, pictures=False)
    copy, other = reported("B", number=2, text=TEXT), reported("C", number=3)
    assert chosen(original, copy, other) == "C"
    assert chosen(original, copy) == "B"
    assert chosen(original, reported("B", number=2, text=TEXT, pictures=False)) is None


def test_nobody_lends_one():
    assert chosen(reported("A", number=1, pictures=False)) is None
