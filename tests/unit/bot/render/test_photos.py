"""Posts under a picture: captions beside files that hold them word for word, and the text that follows where not all
fits. A file is the message's HTML and, behind a line of dashes, what stands over it and whether a text must follow.
"""

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from bot.render import html, post
from feeds.model import Affiliation, Note, NoteKind, Payload, Picture, PostKind
from feeds.model.places import MapSpot
from tests.support.briefs import BOT, NOON, a_brief, a_source, an_excerpt, minutes

FOLDER = Path(__file__).parents[3] / "data" / "render" / "photos"
NONCE = "c0ffee1234"
PICTURE = Picture("https://cdn.example/river.jpg", 1200, 800, "The river", "Ann <Lee> & Co")
LONG = a_brief(
    excerpts=tuple(an_excerpt(f"{outlet} says so. " * 22, outlet, whole=False) for outlet in ("Arven", "Sarn", "Dorn")),
    sources=tuple(a_source(f"Outlet {n}") for n in range(1, 12)),
    outlets=11,
    independent=9,
    picture=PICTURE,
)


def caption(brief, kind=PostKind.NEW, *, now=NOON, nonce=NONCE, **payload):
    told = Payload(brief=brief, public_id="7K3F", **payload)
    return post.post(told, kind, bot_name=BOT, now=now, nonce=nonce, caption=True)


def rest(brief, **payload):
    return post.rest(Payload(brief=brief, public_id="7K3F", **payload), bot_name=BOT, now=NOON, nonce=NONCE)


GOLDENS = {
    "short": caption(a_brief(picture=PICTURE)),
    "covered": caption(a_brief(picture=replace(PICTURE, sensitive=True))),
    "right-to-left": caption(
        a_brief("قصف على قرية حدودية", language="ar", picture=replace(PICTURE, credit="صوت الوادي"))
    ),
    "edited": caption(
        a_brief(updated_at=minutes(32), picture=PICTURE),
        PostKind.EDIT,
        now=minutes(33),
        change="Salo Radio reports it too",
    ),
    "map": caption(a_brief(map=MapSpot("Karst", 50.0, 36.0), places=("Karst",))),
    "map-long": caption(replace(LONG, picture=None, map=MapSpot("Karst", 50.0, 36.0))),
    "long": caption(LONG),
    "long-rest": rest(LONG),
    "first-excerpt-too-long": caption(replace(LONG, excerpts=(an_excerpt("word and word " * 90, "Arven Herald"),))),
}


def shown(message):
    rest = "a text follows" if message.rest else ""
    of_map = f"map of {message.map.name}" if message.map else ""
    facts = [message.photo or of_map, "covered" if message.spoiler else "", rest]
    return "\n".join([message.html, *(["-----", *filter(None, facts)] if any(facts) else [])]) + "\n"


@pytest.mark.parametrize("name", GOLDENS)
def test_captions_look_as_they_are_meant_to(name):
    file = FOLDER / f"{name}.html"
    assert file.exists(), f"write down in {file} what this looks like:\n{shown(GOLDENS[name])}"
    assert shown(GOLDENS[name]) == file.read_text("utf-8")


def test_no_file_is_left_of_a_caption_that_is_no_more():
    assert {file.stem for file in FOLDER.glob("*.html")} == set(GOLDENS)


def test_without_a_picture_a_post_is_what_it_was():
    brief, told = a_brief(), partial(post.post, kind=PostKind.NEW, bot_name=BOT, now=NOON, nonce=NONCE)
    plain = told(Payload(brief=brief, public_id="7K3F"))
    pictured = told(Payload(brief=replace(brief, picture=PICTURE), public_id="7K3F"))
    assert plain == pictured
    assert (plain.photo, plain.spoiler, plain.rest, plain.limit) == (None, False, False, html.TEXT_LIMIT)


def test_a_caption_without_a_picture_of_its_own_is_for_the_photo_that_is_there():
    message = caption(a_brief(), PostKind.EDIT, change="new headline")
    assert (message.photo, message.limit) == (None, html.CAPTION_LIMIT)
    assert "Photo:" not in message.html


def test_a_picture_from_no_address_is_none():
    assert caption(a_brief(picture=replace(PICTURE, url="file:///etc/passwd"))).photo is None


def test_excerpts_give_way_from_the_end_and_none_goes_without_its_outlet():
    message = caption(LONG)
    assert message.rest
    assert message.html.count("<blockquote>") == message.html.count("\n— ") == 2
    assert all(f"— {outlet}</blockquote>" in rest(LONG).html for outlet in ("Arven", "Sarn", "Dorn"))


def test_a_first_excerpt_that_does_not_fit_is_cut_and_says_whose_it_is():
    message = GOLDENS["first-excerpt-too-long"]
    assert "…”\n— Arven Herald</blockquote>" in message.html
    assert message.rest


def test_where_even_sources_do_not_fit_fewer_are_named_and_link_and_credit_stay():
    lines = tuple(
        a_source(f"{n} " + "O" * 90, affiliation=Affiliation.PARTY, side="S" * 90, copy=True) for n in range(9)
    )
    message = caption(replace(LONG, headline="Headline " * 50, sources=lines, excerpts=()))
    assert message.rest
    assert ", 6 more" in message.html
    assert NONCE in message.html
    assert "Photo: Ann &lt;Lee&gt; &amp; Co" in message.html
    assert "Sources: " in rest(replace(LONG, sources=lines, excerpts=())).html


def test_where_nothing_but_link_and_credit_fits_they_are_there():
    text = post.story(Payload(LONG, "7K3F"), bot_name=BOT, now=NOON, limit=80, credit=html.text("Photo: Ann"))
    assert html.length(text) <= 80
    assert html.plain(text).endswith("Story 7K3F\nPhoto: Ann")


@pytest.mark.parametrize("units", range(-3, 4))
def test_a_rest_follows_exactly_where_the_caption_is_not_the_whole(units):
    empty = caption(a_brief(excerpts=(an_excerpt("", "O"),), picture=PICTURE))
    room = html.CAPTION_LIMIT - len(empty.trace) - 1 - html.length(empty.text)
    message = caption(a_brief(excerpts=(an_excerpt("x" * (room + units), "O"),), picture=PICTURE))
    assert message.rest is (units > 0)
    assert ("…" in message.html) is (units > 0)


def test_a_caption_whose_markup_was_refused_still_carries_credit_and_nonce():
    message = caption(LONG)
    assert "Photo: Ann <Lee> & Co" in message.plain
    assert message.plain.endswith(f"-{NONCE}")
    assert html.units(message.plain) <= html.CAPTION_LIMIT


def test_corrections_that_do_not_fit_under_the_photo_stand_in_the_rest():
    notes = tuple(Note(NoteKind.CORRECTION, f"{n}: {'it was not so ' * 25}", minutes(n)) for n in range(3))
    message = caption(LONG, notes=notes)
    assert message.rest
    assert NONCE in message.html
    assert "Photo: Ann" in message.html
    assert all(f"{n}: it was not so" in rest(LONG, notes=notes).html for n in range(3))


def test_a_withdrawn_storys_words_stand_nowhere_any_more():
    notes = (Note(NoteKind.RETRACTION, "It did not happen.", NOON),)
    for message in (caption(LONG, notes=notes), rest(LONG, notes=notes)):
        assert "It did not happen." in message.html
        assert "says so" not in message.html


def test_the_words_of_a_story_that_goes_on_as_another_stand_there_alone():
    message = caption(LONG, merged_into="9ABC")
    assert "?start=s-9ABC" in message.html
    assert not message.rest
    assert all("says so" not in one.html for one in (message, rest(LONG, merged_into="9ABC")))


def test_the_rest_of_nothing_is_a_loud_mistake():
    with pytest.raises(ValueError, match="needs a brief"):
        post.rest(Payload(), bot_name=BOT, now=NOON)
