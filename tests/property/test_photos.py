"""Whatever texts and pictures a story has: what is sent under a picture, behind it or without it, Telegram takes.

Judged by the local Telegram's own reading of texts: the limits hold after it has parsed them, in UTF-16 units and in
code points, nothing is empty, and the delivery is known again by its nonce, with markup and without.
"""

from dataclasses import replace
from itertools import groupby

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot import delivery
from bot.render import html
from bot.sandbox.text.formatted import Formatted, make_formatted
from bot.sandbox.text.html import parse_html
from bot.sandbox.text.links import parse_address
from feeds.core import pictures
from feeds.core.normalise import normalise
from feeds.model import (
    Affiliation,
    DeliveryId,
    DueDelivery,
    Entry,
    MachineText,
    Note,
    NoteKind,
    Payload,
    Picture,
    PostId,
    PostKind,
    Said,
    Target,
    TargetKind,
    Task,
)
from feeds.model.places import MapSpot
from tests.support.briefs import BOT, NOON, a_brief, a_source, an_excerpt

NONCE = "c0ffee1234"
tried = settings(max_examples=30, deadline=None)  # machines differ

#: Any text, lone surrogates and control characters among it, and much of what is hard to measure, cut or escape.
anything = st.one_of(
    st.text(st.characters(exclude_categories=()), max_size=80),
    st.text("<>&;\"'b/a =#x🕊é\u0301ק\u200b\u200f\u202e\u2066\0\r\n", max_size=80),
    st.sampled_from(["</b>", "<a href='", "&amp;", "&#60;", "\ud83d", "\udd4a\ud83d", "قصف " * 900, "\u200b" * 10_000])
    | st.sampled_from(
        ["&" * 10_000, "🕊" * 10_000, "word " * 2000, "\u0301" * 10_000, "数" * 10_000, "\u202e" * 10_000]
    ),
)
addresses = st.one_of(
    st.none(),
    anything,
    anything.map(lambda rest: f"https://a.example/{rest}"),
    st.sampled_from(
        ["https://a.example/?" + "&" * 1900, 'https://a.example/"><b>', "https://a.example/\0", "http://a"]
    ),
)
found = st.builds(
    Picture,
    url=addresses.map(lambda url: url or ""),
    width=st.none() | st.integers(),
    height=st.none() | st.integers(),
    description=st.none() | anything,
    credit=st.none() | anything,
    sensitive=st.booleans(),
)
sources = st.builds(
    lambda outlet, url, affiliation, side, copy: a_source(
        outlet, url=url, affiliation=affiliation, side=side, copy=copy
    ),
    anything,
    addresses,
    st.sampled_from(Affiliation),
    st.none() | anything,
    st.booleans(),
)
excerpts = st.builds(
    lambda text, outlet, credit, whole: an_excerpt(text, outlet, credit=credit, whole=whole),
    anything,
    anything,
    st.none() | anything,
    st.booleans(),
)
said = st.builds(
    lambda text, outlets, credit: Said(text, tuple(outlets), tuple(credit)),
    anything,
    st.lists(anything, max_size=3),
    st.lists(anything, max_size=2),
)
written = st.builds(
    lambda task, language, model, sentences, headline: MachineText(task, language, model, tuple(sentences), headline),
    st.sampled_from(Task),
    st.sampled_from(["de", "ar", "", "xx"]),
    anything,
    st.lists(said, max_size=4),
    st.none() | anything,
)
briefs = st.builds(
    lambda headline, pieces, lines, number, picture, machine: a_brief(
        headline,
        headline_outlet=headline,
        excerpts=tuple(pieces),
        sources=tuple(lines),
        outlets=number,
        independent=number,
        picture=picture,
        machine=tuple(machine),
    ),
    anything,
    st.lists(excerpts, max_size=3),
    st.lists(sources, min_size=1, max_size=10),
    st.integers(1, 2000),
    st.none() | found,
    st.lists(written, max_size=2),
)
notes = st.lists(st.builds(Note, kind=st.sampled_from(NoteKind), text=anything, at=st.just(NOON)), max_size=5)
edits = st.fixed_dictionaries({"change": st.none() | anything, "notes": notes.map(tuple)})
NOTES = tuple(Note(NoteKind.CORRECTION, "&" * 5000, NOON) for _ in range(9))
HEAVY = a_brief(
    "&" * 400,
    excerpts=tuple(an_excerpt("&" * 5000, "&" * 500, credit="&" * 5000) for _ in range(3)),
    sources=tuple(a_source("&" * 99, url="https://a.example/?" + "&" * 1900, side="&" * 99) for _ in range(10)),
    picture=Picture("https://a.example/a.jpg", credit="&" * 500),
)

TOLD = MachineText(Task.TRANSLATION, "de", "🕊" * 99, (Said("&" * 900, ("&" * 99,) * 9, ("&" * 999,)),) * 4, "&" * 900)
WRITTEN = replace(HEAVY, machine=(TOLD,))
MAPPED = replace(HEAVY, picture=None, map=MapSpot("&" * 99, 50.0, 36.0))


def a_delivery(brief, edit, *, kind=PostKind.NEW, part=0):
    return DueDelivery(
        id=DeliveryId(1),
        post_id=PostId(1),
        kind=kind,
        target=Target(TargetKind.CHANNEL, "-1001"),
        payload=Payload(brief=brief, public_id="7K3F", **edit),
        attempts=1,
        story_id=None,
        edits_message=None,
        nonce=NONCE,
        part=part,
    )


def taken(text: str, *, markup: bool, limit: int) -> Formatted:
    """What Telegram makes of a text; fails where it would refuse it."""
    assert len(text.encode()) <= html.MOST_BYTES
    kept = make_formatted(*parse_html(text)) if markup else make_formatted(text)
    assert 0 < len(kept.text) <= html.units(kept.text) <= limit
    return kept


def check(message, *, limit):
    marked, plain = taken(message.html, markup=True, limit=limit), taken(message.plain, markup=False, limit=limit)
    assert any(NONCE in entity.url for entity in marked.entities)
    assert NONCE in plain.text
    return marked


@tried
@given(briefs, edits, st.sampled_from([PostKind.NEW, PostKind.EDIT]))
@example(HEAVY, {"change": "&" * 5000, "notes": NOTES}, PostKind.EDIT)
@example(MAPPED, {"change": "&" * 5000, "notes": NOTES}, PostKind.EDIT)
@example(replace(MAPPED, machine=(TOLD,)), {"change": None, "notes": ()}, PostKind.NEW)
def test_any_caption_is_taken_with_a_photo_that_is_asked_for_by_a_proper_address(brief, edit, kind):
    message = delivery.render(a_delivery(brief, edit, kind=kind), bot_name=BOT, now=NOON, caption=True)
    check(message, limit=html.CAPTION_LIMIT)
    if message.photo is not None:
        address = parse_address(message.photo)
        assert message.photo.startswith(("http://", "https://"))
        assert "." in address.host
        assert not address.userinfo
        assert message.photo.isascii()
        assert message.photo.isprintable()


@tried
@given(briefs, edits)
@example(HEAVY, {"change": "&" * 5000, "notes": NOTES})
@example(WRITTEN, {"change": "&" * 5000, "notes": NOTES})
def test_any_text_that_goes_in_a_pictures_place_is_taken(brief, edit):
    message = delivery.render(a_delivery(brief, edit), bot_name=BOT, now=NOON)
    assert message.photo is None
    check(message, limit=html.TEXT_LIMIT)


@tried
@given(briefs, edits)
@example(HEAVY, {"change": None, "notes": NOTES})
@example(WRITTEN, {"change": None, "notes": NOTES})
def test_any_rest_is_taken(brief, edit):
    message = delivery.render(a_delivery(brief, edit, part=1), bot_name=BOT, now=NOON)
    assert message.photo is None
    check(message, limit=html.TEXT_LIMIT)


@tried
@given(briefs, edits)
def test_what_a_caption_leaves_out_follows_and_nothing_follows_what_is_whole(brief, edit):
    caption = delivery.render(a_delivery(brief, edit), bot_name=BOT, now=NOON, caption=True)
    if not caption.rest and all(note.kind is NoteKind.CORRECTION for note in edit["notes"]):
        quotations = groupby((piece.item_id, piece.outlet, piece.credit) for piece in brief.excerpts)
        assert caption.html.count("</blockquote>") == sum(1 for _ in quotations)


@tried
@given(found, anything, anything)
def test_any_picture_that_is_kept_can_be_stored_and_asked_for(picture, title, text):
    item = normalise(Entry(title, text, pictures=(picture,)), language=None, now=NOON)
    for kept in item.pictures if item else ():
        assert pictures.address(kept.url, "") == kept.url
        for words in (kept.url, kept.description or "", kept.credit or ""):
            words.encode()
            assert "\0" not in words


@tried
@given(addresses, addresses.map(lambda url: url or ""))
def test_an_address_in_its_one_spelling_stays_as_it_is(value, base):
    url = pictures.address(value, base)
    assert url is None or pictures.address(url, "") == url


@pytest.mark.parametrize("text", ["&" * 4096, "🕊" * 2048, "数" * 4096])
def test_the_heaviest_texts_are_not_too_heavy(text):
    assert len(html.text(text).html.encode()) <= html.MOST_BYTES
