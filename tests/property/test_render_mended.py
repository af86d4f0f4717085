"""Properties of what corrects, withdraws, answers and lists: whatever it is about, Telegram takes it and it says so."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.render import corrections, failures, post, reply
from feeds.corrections import Reach
from feeds.failures import LISTED, Fate, Settled
from feeds.model import (
    DeliveryId,
    Failure,
    Missed,
    Note,
    NoteKind,
    Payload,
    PostId,
    PostKind,
    TargetKind,
)
from tests.support.briefs import BOT, NOON, a_brief, a_story
from tests.support.rendering import anything, briefs, check

few = settings(max_examples=40)
notes = st.lists(st.builds(Note, st.just(NoteKind.CORRECTION), anything, st.just(NOON)), max_size=8).map(tuple)
RETRACTION = Note(NoteKind.RETRACTION, "It was wrong.", NOON)


@few
@given(briefs, notes)
def test_a_corrected_post_of_any_brief_can_be_sent_and_says_so(brief, corrections):
    message = post.post(
        Payload(brief=brief, public_id="7K3F", notes=corrections), PostKind.EDIT, bot_name=BOT, now=NOON
    )
    assert check(message).count("Corrected 12:00 UTC:") >= min(len(corrections), post.NOTES)
    assert f'Story <a href="https://t.me/{BOT}?start=s-7K3F">7K3F</a>' in message.html


@few
@given(briefs, notes)
def test_a_withdrawn_post_of_any_brief_begins_with_that_and_quotes_nobody(brief, corrections):
    payload = Payload(brief=brief, public_id="7K3F", notes=(*corrections, RETRACTION), change="x")
    message = post.post(payload, PostKind.EDIT, bot_name=BOT, now=NOON)
    assert check(message).startswith("WITHDRAWN 12:00 UTC: It was wrong.")
    assert "<blockquote>" not in message.html
    assert "Sources: " in message.html


@few
@given(briefs, anything, st.sampled_from([PostKind.DEVELOPMENT, PostKind.CORRECTION, PostKind.RETRACTION]))
def test_an_answer_of_any_brief_can_be_sent_and_names_its_story(brief, words, kind):
    note = () if kind is PostKind.DEVELOPMENT else (Note(NoteKind(kind), words, NOON),)
    message = post.post(
        Payload(brief=brief, public_id="7K3F", notes=note, change=words[:200]), kind, bot_name=BOT, now=NOON
    )
    check(message)
    assert "?start=s-7K3F" in message.html


@few
@given(
    st.lists(st.builds(Missed, st.just("7K01"), anything, st.just(NOON)), max_size=10), st.lists(briefs, max_size=20)
)
def test_what_was_missed_is_listed_whatever_stands_below(missed, found):
    stories = [a_story(brief.headline, number=n, brief=brief) for n, brief in enumerate(found, 2)]
    message = reply.latest(stories, seen=None, offset=0, more=False, missed=missed, bot_name=BOT, now=NOON)
    check(message)
    assert message.html.count("?start=s-7K01") == len(missed)


@few
@given(st.lists(st.sampled_from(Fate)), anything, anything, anything)
def test_any_list_of_what_was_refused_can_be_sent(fates, headline, problem, name):
    payload = Payload(brief=a_brief(headline), public_id="7K3F")
    letters = [
        Failure(PostId(n), PostKind.EDIT, TargetKind.READER, payload, 10**6, problem, NOON, DeliveryId(n + 1))
        for n in range(LISTED + 1)
    ]
    settled = [failures.fate(Settled(fate, "the edit of story 7K3F in the channel"), by=name[:130]) for fate in fates]
    message = failures.listed(letters, now=NOON, said=" ".join(settled[:1]) or None)
    check(message)
    assert len(message.keyboard) == LISTED


@few
@given(anything, anything.filter(str.strip))
def test_any_retraction_can_be_asked_about_and_the_reason_ends_the_question(headline, reason):
    reason = " ".join(reason.split())[:200]
    message = corrections.question(Reach(a_story(headline), 2, 10**6), reason)
    assert check(message).endswith(re.sub("[\ud800-\udfff]", "\ufffd", reason))
