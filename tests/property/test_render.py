"""Properties of what is sent: whatever a feed says, Telegram takes it, and a reader sees what it said."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.callbacks import LatestButton, decode
from bot.render import case, html, post, reply
from feeds.model import CaseId, CaseState, Payload, PostKind, Reason
from tests.support.briefs import BOT, NOON, a_line, a_story, minutes
from tests.support.rendering import addresses, anything, briefs, check, seen, units


def markups():
    """Texts, marked up in every way, in one another and side by side."""
    leaves = st.one_of(anything.map(html.text), anything.map(html.isolate))
    return st.recursive(leaves, _wrapped, max_leaves=6)


def _wrapped(inner):
    return st.one_of(
        inner.map(html.bold),
        inner.map(html.italic),
        inner.map(html.strike),
        inner.map(html.quote),
        st.tuples(inner, addresses).map(lambda pair: html.link(*pair)),
        st.lists(inner, max_size=4).map(html.join),
        st.tuples(st.lists(inner, max_size=3), anything).map(lambda pair: html.join(*pair)),
    )


# ------------------------------------------------------------------ html


@given(anything)
@example("&amp;lt;")
@example("<b>")
def test_any_text_is_seen_as_it_was_written(plain):
    assert seen(html.text(plain)) == re.sub("[\ud800-\udfff]", "\ufffd", plain)


@given(anything)
def test_units_are_utf_16(plain):
    whole = re.sub("[\ud800-\udfff]", "\ufffd", plain)
    assert html.units(whole) == units(whole)


@given(markups())
def test_all_tags_are_closed_and_the_length_is_of_what_is_seen(markup):
    assert html.length(markup) == units(seen(markup))
    assert html.plain(markup) == seen(markup)


@given(markups(), st.integers(1, 300))
def test_what_is_cut_fits_keeps_its_tags_and_is_a_beginning(markup, limit):
    cut = html.clip(markup, limit)
    whole, left = seen(markup), seen(cut)
    assert units(left) <= limit
    if units(whole) <= limit:
        assert cut == markup
    else:
        kept = left.removesuffix("…")
        assert left == f"{kept}…"
        assert whole.startswith(kept)
        assert units(kept + _next_word(whole, kept)) > limit - 1  # nothing was cut without need


def _next_word(whole, kept):
    """White space at the cut, which goes with what was cut, and the character behind it."""
    rest = whole[len(kept) :]
    spaces = len(rest) - len(rest.lstrip())
    return rest[: spaces + 1]


@given(markups())
def test_cutting_twice_is_cutting_once(markup):
    once = html.clip(markup, 50)
    assert html.clip(once, 50) == once


@given(anything, st.integers(3, 100))
def test_isolates_are_closed_however_short(plain, limit):
    text = seen(html.isolate(plain, limit))
    assert units(text) <= limit
    if not {"\u2068", "\u2069"} & set(plain):
        assert text.count("\u2068") == text.count("\u2069")


# ------------------------------------------------------------------ messages


@given(briefs, st.one_of(st.none(), st.text(max_size=200)))
def test_a_post_of_any_brief_can_be_sent_and_ends_with_its_storys_link(brief, change):
    message = post.post(Payload(brief=brief, public_id="7K3F", change=change), PostKind.EDIT, bot_name=BOT, now=NOON)
    check(message)
    assert f'Story <a href="https://t.me/{BOT}?start=s-7K3F">7K3F</a>' in message.html


@given(briefs, st.lists(st.sampled_from(Reason), unique=True), st.one_of(st.none(), anything))
def test_a_card_of_any_brief_can_be_sent_with_reasons_link_and_buttons(brief, reasons, text):
    payload = Payload(brief=brief, public_id="7K3F", case_id=CaseId(1), reasons=tuple(reasons), text=text)
    message = case.card(payload, bot_name=BOT, now=NOON)
    text = check(message)
    assert all(case.SENTENCES[reason] in text for reason in reasons)
    assert ">7K3F</a>" in message.html
    assert [decode(button.data).case_id for row in message.keyboard for button in row] == [1, 1]


@given(briefs, st.text(max_size=128))
def test_a_decided_card_of_any_brief_can_be_sent(brief, name):
    words = case.decided(CaseState.REJECTED, name, NOON, now=NOON)
    message = case.closed(a_story(brief=brief), words, bot_name=BOT, now=NOON)
    check(message)
    assert "7K01</a>" in message.html


@given(st.lists(st.tuples(anything, anything), min_size=1, max_size=20))
def test_no_line_of_a_round_up_is_lost(rows):
    lines = tuple(a_line(title, number=n, outlet=outlet, outlets=1000) for n, (title, outlet) in enumerate(rows))
    message = post.post(Payload(lines=lines), PostKind.ROUNDUP, bot_name=BOT, now=NOON)
    check(message)
    assert all(post.story_url(line.public_id, BOT) in message.html for line in lines)


@settings(max_examples=50)
@given(st.lists(briefs, min_size=1, max_size=20), st.one_of(st.none(), st.integers(-20, 5)), st.booleans())
def test_no_story_is_lost_between_latest_and_the_older_ones(found, seen_at, more):
    stories = [a_story(brief.headline, number=n, brief=brief, updated_at=minutes(-n)) for n, brief in enumerate(found)]
    looked = None if seen_at is None else minutes(seen_at)
    message = reply.latest(stories, seen=looked, offset=0, more=more, bot_name=BOT, now=NOON)
    check(message)
    shown = [story for story in stories if post.story_url(story.public_id, BOT) in message.html]
    assert shown == stories[: len(shown)]
    assert shown
    if more or len(shown) < len(stories):
        assert decode(message.keyboard[0][0].data) == LatestButton(len(shown))
    else:
        assert message.keyboard == ()


@given(st.lists(briefs, max_size=5), anything)
def test_what_a_search_found_can_be_sent(found, words):
    stories = [a_story(brief.headline, brief=brief, number=n) for n, brief in enumerate(found)]
    check(reply.found(stories, words, bot_name=BOT, now=NOON))


@given(anything.filter(str.strip))
def test_any_notice_can_be_sent(text):
    check(case.notice(Payload(text=text)))


@pytest.mark.parametrize("limit", [html.CAPTION_LIMIT, html.TEXT_LIMIT])
def test_a_text_of_exactly_the_limit_is_left_whole(limit):
    whole = html.bold(html.text("🕊" * (limit // 2)))
    assert html.clip(whole, limit) == whole
    assert html.length(html.clip(whole + html.text("x"), limit)) <= limit
