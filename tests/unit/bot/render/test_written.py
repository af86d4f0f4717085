"""What a language model wrote is shown as that, whole sentences at a time, and never in the way of what must stand."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.render import html, post, written
from feeds.model import MachineText, Note, NoteKind, Payload, Picture, PostKind, Said, Task
from tests.support.briefs import BOT, NOON, a_brief, an_excerpt
from tests.support.rendering import briefs, seen, units

SUMMARY = MachineText(
    Task.SUMMARY,
    "en",
    "small-1",
    (
        Said("Two villages were hit, the mayor said.", ("Arven Herald", "Relief Watch"), ("Relief Watch, CC BY 4.0",)),
        Said("Arven denied it.", ("Arven Herald",)),
    ),
)
GERMAN = MachineText(
    Task.TRANSLATION, "de", "small-1", (Said("Zwei Dörfer wurden getroffen.", ("Arven Herald",)),), headline="Beschuss"
)
USUAL = (an_excerpt(),)


def shown(*machine, limit=html.TEXT_LIMIT, notes=(), merged_into=None, excerpts=USUAL):
    payload = Payload(a_brief(machine=machine, excerpts=excerpts), "7K3F", notes=notes, merged_into=merged_into)
    return seen(post.story(payload, bot_name=BOT, now=NOON, limit=limit))


def test_a_summary_is_labelled_and_every_sentence_names_its_outlets():
    text = shown(SUMMARY)
    assert (
        "Summary by a language model (small-1), checked by program:\n"
        "Two villages were hit, the mayor said. (Arven Herald, Relief Watch) Arven denied it. (Arven Herald)\n"
        "Relief Watch, CC BY 4.0"
    ) in text


def test_the_outlets_own_words_follow_it():
    text = shown(SUMMARY)
    assert text.index("Summary by") < text.index("“Two villages were hit on Monday.”")


def test_a_translation_is_labelled_and_stands_instead_of_the_summary():
    text = shown(SUMMARY, GERMAN)
    assert "Machine translation into German (small-1):\nBeschuss\nZwei Dörfer wurden getroffen. (Arven Herald)" in text
    assert "Summary by" not in text
    assert "Shelling reported by the river" in text


def test_a_language_without_a_name_is_told_by_its_code():
    assert "Machine translation into eo (" in shown(MachineText(Task.TRANSLATION, "eo", "m", (Said("Jes.", ()),)))


def test_a_headline_alone_is_a_translation_and_a_summary_without_sentences_is_none():
    assert "Beschuss" in shown(MachineText(Task.TRANSLATION, "de", "m", (), "Beschuss"))
    assert "Summary by" not in shown(MachineText(Task.SUMMARY, "en", "m", ()))


def test_without_one_the_post_is_as_it_was():
    assert "language model" not in shown()


@pytest.mark.parametrize("kind", NoteKind)
def test_of_a_story_that_was_withdrawn_nothing_of_it_is_shown(kind):
    notes = (Note(kind, "It was not so.", NOON),)
    assert ("Summary by" in shown(SUMMARY, notes=notes)) is (kind is NoteKind.CORRECTION)


def test_nor_of_one_that_goes_on_elsewhere():
    assert "Summary by" not in shown(SUMMARY, merged_into="9ABC")


def test_where_room_is_short_whole_sentences_go_the_last_first():
    whole = written.block(a_brief(machine=(SUMMARY,)), 4096)
    fewer = written.block(a_brief(machine=(SUMMARY,)), html.length(whole) - 1)
    assert "Two villages were hit, the mayor said." in seen(fewer)
    assert "Arven denied it." not in seen(fewer)
    assert written.block(a_brief(machine=(SUMMARY,)), 60) == html.EMPTY


def test_a_credit_line_goes_with_its_sentence_only():
    turned = MachineText(Task.SUMMARY, "en", "m", SUMMARY.sentences[::-1])
    short = written.block(a_brief(machine=(turned,)), 100)
    assert "Arven denied it." in seen(short)
    assert "CC BY" not in seen(short)


def test_the_most_important_words_of_an_outlet_stand_before_it():
    """A denial is never given up for a machine's words."""
    denial = an_excerpt("Arven's army denied that it had fired at the villages. " * 4, whole=True)
    text = shown(SUMMARY, excerpts=(denial,), limit=420)
    assert "denied that it had fired" in text
    assert "Summary by" not in text


def test_under_a_picture_it_gives_way_and_stands_in_the_text_that_follows():
    long = an_excerpt("The depot was hit at dawn, a witness said. " * 20, whole=True)
    brief = a_brief(machine=(SUMMARY,), excerpts=(long,), picture=Picture("https://a.example/p.jpg"))
    payload = Payload(brief, "7K3F")
    caption = post.post(payload, PostKind.NEW, bot_name=BOT, now=NOON, caption=True)
    assert units(seen(caption.text)) <= html.CAPTION_LIMIT
    assert caption.rest
    assert "Summary by a language model" in seen(post.rest(payload, bot_name=BOT, now=NOON).text)


@given(briefs, st.integers(0, 1200))
def test_it_fits_and_always_says_what_it_is(brief, room):
    text = seen(written.block(brief, room))
    assert units(text) <= room
    assert not text or re.match("\u2068?(Summary by a language model|Machine translation into)", text)
