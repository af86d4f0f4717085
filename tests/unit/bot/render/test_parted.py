"""The list of a story's reports: what is chosen is read back from the message, and a long one is paged."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.callbacks import Step, decode
from bot.render import html, parted
from bot.render.parted import PAGE, Parted, Parting
from feeds.splitting import Listing
from tests.support.briefs import NOON, a_story
from tests.support.builders import a_source, an_item, an_outlet

NUMBER = 2 * PAGE + 3


def a_listing(number=NUMBER, title="Shelling"):
    sources = (
        a_source(an_item(f"{title} {at}", key=f"{at}"), an_outlet(f"Outlet {at}"), number=at)
        for at in range(1, number + 1)
    )
    return Listing(a_story(), tuple(sources))


def shown(chosen=(), page=0, **changes):
    return parted.reports(a_listing(**changes), frozenset(chosen), page=page, now=NOON)


def steps(message):
    return [decode(button.data).step for row in message.keyboard for button in row]


@given(st.frozensets(st.integers(1, NUMBER)), st.integers(-1, 5))
@settings(max_examples=50, deadline=None)
def test_what_is_chosen_is_read_back_from_any_page(chosen, page):
    assert parted.chosen_in(shown(chosen, page).plain, NUMBER) == chosen


@pytest.mark.parametrize("text", ["", "Chosen: 2", "Chosen: two", "2", "Chosen: none of it"])
def test_a_message_that_shows_no_choice_gives_none(text):
    assert parted.chosen_in(f"{text}.", NUMBER) is None


def test_a_headline_cannot_pass_for_a_choice():
    assert parted.chosen_in(shown({2}, number=3, title="\nChosen: 3").plain, 3) == {2}


def test_a_long_list_is_paged():
    pages = [shown(page=page) for page in range(4)]
    assert [steps(message).count(Step.PICK) for message in pages] == [PAGE, PAGE, 3, 3]
    assert [steps(message).count(Step.PAGE) for message in pages] == [1, 2, 1, 1]
    assert f"Reports {PAGE + 1}–{2 * PAGE} of {NUMBER}" in pages[1].plain


def test_nothing_is_split_off_where_none_or_all_are_chosen():
    assert Step.GO not in steps(shown())
    assert Step.GO not in steps(shown(range(1, NUMBER + 1)))
    assert Step.GO in steps(shown({1}))


def test_the_longest_list_fits_into_a_message():
    message = shown(range(1, 300, 3), page=2, number=300, title="Shelling <of> " + "a" * 300)
    assert parted.fits(range(1, 300, 3))
    assert html.length(message.text) <= html.TEXT_LIMIT
    assert message.plain.endswith("298")


def test_a_choice_of_too_many_single_numbers_does_not_fit():
    assert not parted.fits(range(1, 2000, 2))


@pytest.mark.parametrize("done", list(Parting))
def test_every_outcome_has_words(done):
    told = html.plain(parted.parted(Parted(done, a_story(), "9ABC", 2, 3), "Ada (7)").text)
    assert told.startswith(f"Story {a_story().public_id} (")
    assert "None" not in told or done is Parting.GONE


def test_what_is_amiss_has_words():
    assert "“<b>" in parted.bad_number("<b>" + "x" * 50, 4)
    assert len(parted.bad_number("x" * 5000, 4)) < 100
    assert "/split 7K3F" in parted.needed()
    assert "spans" in parted.too_many()


def test_a_story_that_is_kept_says_who_kept_it():
    assert html.plain(parted.kept(a_story(), "Ada <7>").text).endswith("stays whole, as Ada <7> decided.")


def test_where_nobody_had_the_post_nobody_is_told():
    assert "told" not in html.plain(parted.parted(Parted(Parting.DONE, a_story(), "9ABC", 1), "Ada").text)
