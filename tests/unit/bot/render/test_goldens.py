"""What readers and moderators see, beside files that hold it word for word: ``tests/data/render``.

A file is the message's HTML and, behind a line of dashes, a line a button: its label and what it carries.
"""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot import handlers
from bot.callbacks import LatestButton, decode
from bot.render import case, chain, html, post, reply
from bot.render.message import Rendered
from feeds.model import (
    Affiliation,
    CaseId,
    CaseState,
    DeliveryId,
    FeedHealth,
    FeedId,
    FeedState,
    Outlet,
    Payload,
    PostKind,
    Reason,
    Standing,
)
from tests.support.briefs import BOT, NOON, a_brief, a_line, a_source, a_story, an_excerpt, minutes
from tests.unit.bot.render.harmful import ADA, CARDS
from tests.unit.bot.render.listed import LISTED
from tests.unit.bot.render.mended import MENDED
from tests.unit.bot.render.told import TOLD

FOLDER = Path(__file__).parents[3] / "data" / "render"

BOTH_SIDES = a_brief(
    "Army <says> bridge & depot were hit near Port Salo",
    excerpts=(
        an_excerpt("The depot was hit at dawn, a witness said.", "Arven Herald", whole=True),
        an_excerpt("Our forces struck a depot", "Ministry of Defence of Arven", whole=False),
        an_excerpt("A bridge was damaged.", "Relief Watch", credit="Relief Watch, CC BY 4.0", whole=True),
    ),
    sources=(
        a_source("Arven Herald", url="https://herald.example/?a=1&b=2"),
        a_source("Ministry of Defence of Arven", affiliation=Affiliation.PARTY, side="Arven", url=None),
        a_source("Salo Radio", affiliation=Affiliation.STATE, copy=True),
        a_source("Relief Watch", affiliation=Affiliation.UN_NGO),
        a_source("Voice of Somewhere", affiliation=Affiliation.PARTY),
    ),
    outlets=5,
    independent=3,
    first_at=datetime(2026, 3, 2, 23, 50, tzinfo=UTC),
)
MANY = a_brief(sources=tuple(a_source(f"Outlet {n}") for n in range(1, 12)), outlets=11, independent=11)
RIGHT_TO_LEFT = a_brief(
    "قصف على قرية حدودية",
    language="ar",
    excerpts=(an_excerpt("قُصفت قريتان يوم الإثنين.", "صوت الوادي"),),
    sources=(a_source("صوت الوادي"), a_source("Arven Herald")),
    outlets=2,
    independent=2,
)


def a_feed(name, number, **changes):
    feed = FeedHealth(
        id=FeedId(number),
        url=f"https://feed.example/{number}",
        title=None,
        outlet=Outlet(name, home="https://home.example/"),
        state=FeedState.ACTIVE,
        items=3,
        next_check_at=NOON,
        last_checked_at=NOON,
        last_ok_at=NOON,
        last_new_at=minutes(-5),
        failures=0,
        problem=None,
    )
    return replace(feed, **changes)


def new(brief, **changes):
    return post.post(Payload(brief=brief, public_id="7K3F", **changes), PostKind.NEW, bot_name=BOT, now=NOON)


def latest(count, **changes):
    stories = [a_story(f"Story number {n}", number=n, updated_at=minutes(-n)) for n in range(1, count + 1)]
    given = {"seen": None, "offset": 0, "more": False, **changes}
    return reply.latest(stories, bot_name=BOT, now=NOON, **given)


HELD = Payload(
    brief=a_brief(), public_id="7K3F", case_id=CaseId(12), reasons=(Reason.SINGLE_SIDE, Reason.NEAR_THRESHOLD)
)
ROUNDUP = Payload(lines=(a_line(), a_line("Convoy <stopped> & searched", number=2, outlets=3), a_line("قصف", number=3)))

HEAD = f"1234 2026-03-01T23:59:59Z {'0123456789abcdef' * 4}"

GOLDENS: dict[str, Rendered] = {
    "post-one-outlet": new(a_brief()),
    "post-both-sides": new(BOTH_SIDES),
    "post-many-outlets": new(MANY),
    "post-right-to-left": new(RIGHT_TO_LEFT),
    "post-link-only": new(a_brief(excerpts=())),
    "post-edited": post.post(
        Payload(brief=a_brief(updated_at=minutes(32)), public_id="7K3F", change="Salo Radio reports it too"),
        PostKind.EDIT,
        bot_name=BOT,
        now=minutes(33),
    ),
    "post-that-is-known-again": post.post(
        Payload(brief=a_brief(), public_id="7K3F"), PostKind.NEW, bot_name=BOT, now=NOON, nonce="c0ffee1234"
    ),
    "post-roundup": post.post(ROUNDUP, PostKind.ROUNDUP, bot_name=BOT, now=NOON),
    "case-card": case.card(HELD, bot_name=BOT, now=NOON),
    "case-card-all-reasons": case.card(
        replace(HELD, reasons=tuple(reason for reason in Reason if reason not in case._OUT)),
        bot_name=BOT,
        now=NOON,
    ),
    "case-closed": case.closed(
        a_story(),
        case.decided(CaseState.APPROVED, "Ada <Editor> (77)", minutes(2), now=minutes(3)),
        bot_name=BOT,
        now=minutes(3),
    ),
    "case-question": case.question(Payload(text="Did story 7K3F arrive in the channel?", delivery_id=DeliveryId(5))),
    "case-notice": case.notice(Payload(text="Telegram refuses the channel; <kept> & tried again.")),
    "case-resume-nothing": case.resume_question(0, NOON, now=minutes(5)),
    "case-resume-one": case.resume_question(1, NOON, now=minutes(5)),
    "case-resume-many": case.resume_question(12, minutes(-24 * 60), now=minutes(5)),
    "chain-head": chain.head(Payload(text=HEAD), bot_name=BOT),
    "chain-head-that-is-known-again": chain.head(
        Payload(text=HEAD.replace("1234 ", "1 ")), bot_name=BOT, nonce="c0ffee1234"
    ),
    "reply-welcome": reply.welcome(channel="@conflict_wire", subscribed=False),
    "reply-welcome-back": reply.welcome(channel=None, subscribed=True),
    "reply-help": reply.help_text([(row.name, row.what) for row in handlers.COMMANDS]),
    "reply-latest": latest(3),
    "reply-latest-none": latest(0),
    "reply-latest-two-new": latest(4, seen=minutes(-2.5), more=True),
    "reply-latest-all-new": latest(2, seen=minutes(-60), more=True),
    "reply-latest-nothing-new": latest(2, seen=NOON),
    "reply-latest-older": latest(2, offset=5, more=True),
    "reply-latest-older-none": latest(0, offset=5),
    "reply-latest-waiting": reply.latest(
        [a_story(standing=Standing.WAITING, brief=BOTH_SIDES)], seen=None, offset=0, more=False, bot_name=BOT, now=NOON
    ),
    "reply-found": reply.found([a_story(), a_story("Convoy stopped", number=2)], "a & b", bot_name=BOT, now=NOON),
    "reply-found-none": reply.found([], "קול <b>", bot_name=BOT, now=NOON),
    "reply-sources": reply.sources(
        [
            a_feed("Arven Herald", 1),
            a_feed("Arven Herald", 2, last_new_at=None, failures=2),
            a_feed("Silent Post", 3, last_new_at=None),
            a_feed("Dead Letter", 4, failures=3),
            a_feed("Paused & gone", 5, state=FeedState.PAUSED, outlet=Outlet("Paused & gone")),
            a_feed("صوت الوادي", 6),
        ],
        now=NOON,
    ),
    "reply-sources-none": reply.sources([], now=NOON),
    **CARDS,
    **MENDED,
    **LISTED,
    **TOLD,
}


def shown(message):
    buttons = [f"[{button.label}] {button.data or button.url}" for row in message.keyboard for button in row]
    return "\n".join([message.html, *(["-----", *buttons] if buttons else [])]) + "\n"


@pytest.mark.parametrize("name", GOLDENS)
def test_messages_look_as_they_are_meant_to(name):
    file = FOLDER / f"{name}.html"
    assert file.exists(), f"write down in {file} what this looks like:\n{shown(GOLDENS[name])}"
    assert shown(GOLDENS[name]) == file.read_text("utf-8")


def test_no_file_is_left_of_a_message_that_is_no_more():
    assert {file.stem for file in FOLDER.glob("*.html")} == set(GOLDENS)


@pytest.mark.parametrize(
    ("counted", "alone", "words"),
    [
        (True, False, "Approved 1 of 2: Ada <Editor> (77). Another moderator must approve as well."),
        (
            False,
            False,
            "You approved before. Approved 1 of 2: Ada <Editor> (77). Another moderator must approve as well.",
        ),
        (
            True,
            True,
            f"Approved 1 of 2: Ada <Editor> (77). {case._ALONE}",
        ),
    ],
)
def test_a_moderator_is_told_what_his_approval_is_worth(counted, alone, words):
    assert case.voted([ADA], 2, counted=counted, alone=alone) == words


@pytest.mark.parametrize(
    "broken",
    [
        lambda: post.post(Payload(), PostKind.NEW, bot_name=BOT, now=NOON),
        lambda: post.post(Payload(brief=a_brief()), PostKind.EDIT, bot_name=BOT, now=NOON),
        lambda: case.card(Payload(brief=a_brief(), public_id="7K3F"), bot_name=BOT, now=NOON),
    ],
)
def test_a_post_without_what_it_needs_is_a_loud_mistake(broken):
    with pytest.raises(ValueError, match="needs a brief"):
        broken()


def test_latest_shows_as_many_as_fit_and_the_button_goes_on_behind_them():
    stories = [a_story("Headline " * 30, number=n, brief=a_brief(headline_outlet="O" * 90)) for n in range(20)]
    message = reply.latest(stories, seen=None, offset=20, more=False, bot_name=BOT, now=NOON)
    shown = message.html.count("?start=s-")
    assert 10 <= shown < 20
    assert decode(message.keyboard[0][0].data) == LatestButton(20 + shown)
    assert "…</b>" not in message.html[-200:]


def test_a_question_without_its_delivery_is_a_loud_mistake():
    with pytest.raises(ValueError, match="needs the delivery"):
        case.question(Payload(text="Did it arrive?"))


@pytest.mark.parametrize("kind", [PostKind.NEW, PostKind.ROUNDUP])
def test_a_post_is_known_again_where_its_markup_was_refused(kind):
    long = a_brief(excerpts=tuple(an_excerpt("word " * 400) for _ in range(3)))
    message = post.post(
        Payload(brief=long, public_id="7K3F", lines=(a_line(),)), kind, bot_name=BOT, now=NOON, nonce="c0ffee1234"
    )
    assert message.plain.endswith("-c0ffee1234")
    assert html.units(message.plain) <= html.TEXT_LIMIT


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_a_sentence(reason):
    assert case.SENTENCES[reason].endswith(".")
