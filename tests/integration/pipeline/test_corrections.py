"""Corrections and retractions: on the post at once, in answer to it, and to everybody who has it."""

import pytest

from feeds import corrections, moderation
from feeds.corrections import Done
from feeds.errors import NotFound
from feeds.model import (
    CaseState,
    Channel,
    DeliveryState,
    NoteKind,
    PostKind,
    Reason,
    Settlement,
    Standing,
    StoryId,
    Target,
    TargetKind,
)
from feeds.moderation import Resume
from feeds.stories import DeskRules
from tests.integration.pipeline.newsroom import CHANNEL, told
from tests.support.builders import a_party, an_outlet

NEW, EDIT, CORRECTION, RETRACTION = PostKind.NEW, PostKind.EDIT, PostKind.CORRECTION, PostKind.RETRACTION
MIRROR = Target(TargetKind.CHANNEL, "-1009")
NINE = "Nine people were hurt, not ten."


async def posted(newsroom, *, deliver=True, readers=0):
    for number in range(readers):
        await newsroom.subscribe(77 + number)
    await newsroom.hear(await newsroom.add_feed(), told("Karst"))
    if deliver:
        await newsroom.deliver()
        newsroom.sent.clear()
    return await newsroom.story()


async def joins(newsroom, name="Second", *, by=10, outlet=None):
    await newsroom.hear(await newsroom.add_feed(name, outlet or an_outlet(name)), told("Karst", by=by))


async def correct(newsroom, text=NINE, *, public_id=None):
    public_id = public_id or (await newsroom.story()).public_id
    now = newsroom.clock.now()
    return await corrections.correct(newsroom.store, public_id, text, by="ann", rules=newsroom.rules, now=now)


async def retract(newsroom, text="The ministry withdrew it."):
    story = await newsroom.story()
    return await corrections.retract(newsroom.store, story.id, text, by="ann", now=newsroom.clock.now())


def kinds(rows):
    return [(row.kind, row.target.kind) for row in rows]


async def latest(newsroom):
    async with newsroom.store.reading() as uow:
        return await uow.stories.latest(limit=9) + await uow.stories.search("karst", limit=9)


# ------------------------------------------------------------------ corrections


async def test_a_correction_is_on_the_post_at_once_and_answers_it_wherever_it_is(newsroom):
    await posted(newsroom, readers=2)
    effect = await correct(newsroom)
    assert (effect.done, effect.reach.channels, effect.reach.readers) == (Done.DONE, 1, 2)
    sent = await newsroom.deliver()
    assert kinds(sent) == [(EDIT, "channel"), (CORRECTION, "channel"), (CORRECTION, "reader"), (CORRECTION, "reader")]
    assert all(row.payload.notes[-1].text == NINE for row in sent)
    assert sent[1].replies_to == sent[0].edits_message == 1
    assert [row.replies_to for row in sent[2:]] == [2, 3]
    assert await newsroom.log() == ["ann correct"]


async def test_the_same_correction_twice_is_one(newsroom):
    await posted(newsroom)
    await correct(newsroom)
    assert (await correct(newsroom, f" {NINE}\n")).done is Done.BEFORE
    assert len(await newsroom.deliver()) == 2
    assert await newsroom.log() == ["ann correct"]


async def test_a_second_correction_stands_under_the_first(newsroom):
    await posted(newsroom)
    await correct(newsroom, "One.")
    await newsroom.deliver()
    await correct(newsroom, "Two.")
    edit, answer = await newsroom.deliver()
    assert [note.text for note in edit.payload.notes] == ["One.", "Two."]
    assert (answer.kind, answer.payload.text) == (CORRECTION, "Two.")


async def test_a_correction_does_not_wait_for_the_edit_that_gathers(newsroom):
    await posted(newsroom)
    await joins(newsroom)
    await correct(newsroom)
    edit, answer = await newsroom.deliver()
    assert (edit.kind, edit.payload.brief.outlets, answer.kind) == (EDIT, 2, CORRECTION)
    assert edit.payload.change == "second outlet: Second reports it too"
    newsroom.clock.advance(minutes=10)
    assert await newsroom.deliver() == []


async def test_what_comes_after_a_correction_does_not_undo_it(newsroom):
    await posted(newsroom)
    await correct(newsroom)
    await joins(newsroom)
    newsroom.clock.advance(minutes=10)
    *_, last = [row for row in await newsroom.deliver() if row.kind is EDIT]
    assert (last.payload.brief.outlets, [note.text for note in last.payload.notes]) == (2, [NINE])


async def test_an_edit_that_is_tried_again_does_not_undo_a_correction(newsroom):
    """Its sending failed before the correction came; it goes first."""
    await posted(newsroom)
    await joins(newsroom)
    newsroom.clock.advance(minutes=5)
    (due,) = await newsroom.deliver(EDIT, settle=False)
    later = newsroom.clock.advance(seconds=30)
    async with newsroom.store.writing() as uow:
        await uow.outbox.settle(due.id, Settlement(DeliveryState.READY, later, not_before=later))
        await uow.commit()
    newsroom.sent.clear()
    await correct(newsroom)
    newsroom.clock.advance(minutes=5)
    assert [bool(row.payload.notes) for row in await newsroom.deliver(EDIT)] == [False, True]


async def test_a_post_that_waits_is_corrected_before_anybody_sees_it(newsroom):
    await posted(newsroom, deliver=False, readers=1)
    effect = await correct(newsroom)
    assert effect.reach.waiting
    sent = await newsroom.deliver()
    assert kinds(sent) == [(NEW, "channel"), (NEW, "reader")]
    assert all(row.payload.notes[0].text == NINE for row in sent)


async def test_who_gets_the_post_later_gets_the_correction_behind_it(newsroom):
    await posted(newsroom, deliver=False, readers=1)
    await newsroom.deliver(limit=1)
    await correct(newsroom)
    assert kinds(await newsroom.deliver()) == [
        (EDIT, "channel"),
        (CORRECTION, "channel"),
        (NEW, "reader"),
        (CORRECTION, "reader"),
    ]


async def test_every_channel_that_has_it_is_told(newsroom):
    newsroom.rules = DeskRules((Channel(CHANNEL), Channel(MIRROR)))
    newsroom.restart()
    await newsroom.pipeline.start()
    await posted(newsroom)
    assert (await correct(newsroom)).reach.channels == 2
    told = [row.target for row in await newsroom.deliver() if row.kind is CORRECTION]
    assert sorted(told) == [CHANNEL, MIRROR]


async def test_a_story_that_was_a_line_of_a_round_up_is_corrected_where_its_link_leads(newsroom):
    newsroom.restart(posts_per_hour=0)
    await newsroom.pipeline.start()
    await posted(newsroom, deliver=False)
    await newsroom.round_up()
    await newsroom.deliver()
    effect = await correct(newsroom)
    assert (effect.done, effect.reach.out, effect.reach.waiting) == (Done.DONE, False, False)
    assert (await newsroom.story()).notes[0].text == NINE
    assert await newsroom.deliver() == []


async def test_a_story_at_the_desk_cannot_be_corrected_or_withdrawn(newsroom):
    await newsroom.hear(await newsroom.add_feed(outlet=a_party()), told("Karst"))
    assert (await correct(newsroom)).done is Done.UNSEEN
    assert (await retract(newsroom)).done is Done.UNSEEN
    assert (await newsroom.story()).notes == ()
    assert await newsroom.log() == []


async def test_a_story_that_does_not_exist_is_not_found(newsroom):
    with pytest.raises(NotFound):
        await correct(newsroom, public_id="ZZZZ")
    with pytest.raises(NotFound):
        await corrections.reach(newsroom.store, "ZZZZ")
    with pytest.raises(NotFound):
        await corrections.retract(newsroom.store, StoryId(404), "x", by="ann", now=newsroom.clock.now())


async def test_a_correction_brings_its_story_to_the_top_of_the_latest(newsroom):
    story = await posted(newsroom)
    newsroom.clock.advance(hours=1)
    await newsroom.hear(await newsroom.add_feed("b", an_outlet("B")), told("Velmora", published=newsroom.clock.now()))
    await corrections.correct(
        newsroom.store, story.public_id, NINE, by="ann", rules=newsroom.rules, now=newsroom.clock.advance(minutes=1)
    )
    assert (await latest(newsroom))[0].id == story.id


# ------------------------------------------------------------------ retractions


async def test_a_retraction_marks_the_post_and_tells_everybody_who_has_it(newsroom):
    await posted(newsroom, readers=2)
    effect = await retract(newsroom)
    assert (effect.done, effect.reach.channels, effect.reach.readers) == (Done.DONE, 1, 2)
    sent = await newsroom.deliver()
    assert kinds(sent) == [(EDIT, "channel"), (RETRACTION, "channel"), (RETRACTION, "reader"), (RETRACTION, "reader")]
    assert {row.payload.notes[-1].kind for row in sent} == {NoteKind.RETRACTION}
    assert (await newsroom.story()).standing is Standing.RETRACTED
    assert await latest(newsroom) == []
    assert await newsroom.log() == ["ann retract"]


async def test_a_retraction_twice_is_one(newsroom):
    await posted(newsroom)
    await retract(newsroom)
    assert (await retract(newsroom, "Another reason.")).done is Done.BEFORE
    assert (await correct(newsroom)).done is Done.WITHDRAWN
    assert len(await newsroom.deliver()) == 2
    assert len((await newsroom.story()).notes) == 1
    assert await newsroom.log() == ["ann retract"]


async def test_what_nobody_has_seen_is_taken_back(newsroom):
    await posted(newsroom, deliver=False, readers=1)
    effect = await retract(newsroom)
    assert (effect.reach.out, effect.reach.channels, effect.reach.readers) == (False, 0, 0)
    assert await newsroom.deliver() == []
    assert await newsroom.standings() == [Standing.RETRACTED]


async def test_who_has_not_got_it_yet_does_not_get_it_and_who_has_is_told(newsroom):
    await posted(newsroom, deliver=False, readers=1)
    await newsroom.deliver(limit=1)
    await retract(newsroom)
    assert kinds(await newsroom.deliver()) == [(EDIT, "channel"), (RETRACTION, "channel")]


async def test_what_may_have_arrived_is_marked_once_that_is_known(newsroom):
    await posted(newsroom, deliver=False)
    (due,) = await newsroom.deliver(settle=False)
    await retract(newsroom)
    assert await newsroom.deliver() == []
    async with newsroom.store.writing() as uow:
        await uow.outbox.settle(due.id, Settlement(DeliveryState.SENT, newsroom.clock.now(), message_id=50))
        await uow.commit()
    edit, answer = await newsroom.deliver()
    assert (edit.kind, edit.edits_message, answer.kind, answer.replies_to) == (EDIT, 50, RETRACTION, 50)


async def test_a_withdrawn_story_stays_as_it_was_whatever_joins_it(newsroom):
    await posted(newsroom)
    await retract(newsroom)
    await newsroom.deliver()
    before = await newsroom.story()
    for number in range(3):
        await joins(newsroom, f"Outlet{number}", by=10 + number)
    await joins(newsroom, "Ministry", by=30, outlet=a_party())
    newsroom.clock.advance(hours=1)
    assert await newsroom.story() == before
    assert await newsroom.deliver() == []


async def test_an_edit_that_waits_is_not_sent_behind_a_retraction(newsroom):
    await posted(newsroom)
    await joins(newsroom)
    await retract(newsroom)
    newsroom.clock.advance(minutes=10)
    assert [(row.kind, len(row.payload.notes)) for row in await newsroom.deliver()] == [(EDIT, 1), (RETRACTION, 1)]


async def test_a_story_that_waits_for_a_round_up_is_not_listed(newsroom):
    newsroom.restart(posts_per_hour=0)
    await newsroom.pipeline.start()
    await posted(newsroom, deliver=False)
    assert (await retract(newsroom)).done is Done.DONE
    assert await newsroom.round_up() == 0


@pytest.mark.parametrize("choice", [Resume.ROUNDUP, Resume.DROP])
@pytest.mark.parametrize("act", [correct, retract])
async def test_what_mends_a_post_is_not_dropped_with_what_waited(newsroom, act, choice):
    await posted(newsroom)
    await moderation.halt(newsroom.store, by="ann", now=newsroom.clock.now())
    await act(newsroom)
    await moderation.resume(newsroom.store, choice, by="ann", rules=newsroom.rules, now=newsroom.clock.now())
    assert [row.kind for row in await newsroom.deliver()] == [EDIT, CORRECTION if act is correct else RETRACTION]


# ------------------------------------------------------------------ verdicts on what is out


async def degraded_case(newsroom):
    story = await posted(newsroom)
    async with newsroom.store.writing() as uow:
        case_id = await uow.cases.open(story.id, (Reason.DEGRADED,), at=newsroom.clock.now())
        await uow.commit()
    return case_id


async def verdict(newsroom, case_id, state):
    now = newsroom.clock.now()
    return await moderation.decide(newsroom.store, case_id, state, by="bob", rules=newsroom.rules, now=now)


async def test_a_post_that_may_stand_is_not_posted_again(newsroom):
    case_id = await degraded_case(newsroom)
    decision = await verdict(newsroom, case_id, CaseState.APPROVED)
    assert (decision.made, decision.story.standing) == (True, Standing.POSTED)
    assert await newsroom.deliver() == []
    assert len(await newsroom.posts(await newsroom.story())) == 1


async def test_a_post_that_may_not_stand_is_withdrawn(newsroom):
    case_id = await degraded_case(newsroom)
    decision = await verdict(newsroom, case_id, CaseState.REJECTED)
    assert decision.story.standing is Standing.RETRACTED
    assert [row.kind for row in await newsroom.deliver()] == [EDIT, RETRACTION]
    assert await newsroom.log() == ["bob retract", "bob reject"]


@pytest.mark.parametrize("state", [CaseState.APPROVED, CaseState.REJECTED])
async def test_a_retraction_closes_the_case_of_its_story(newsroom, state):
    case_id = await degraded_case(newsroom)
    await retract(newsroom)
    late = await verdict(newsroom, case_id, state)
    assert (late.made, late.case.decided_by, late.story.standing) == (False, "ann", Standing.RETRACTED)
    assert [row.kind for row in await newsroom.deliver()] == [EDIT, RETRACTION]


async def test_a_card_that_is_pressed_has_arrived(newsroom):
    await newsroom.hear(await newsroom.add_feed(outlet=a_party()), told("Karst"))
    (card,) = await newsroom.deliver(settle=False)
    now = newsroom.clock.now()
    async with newsroom.store.writing() as uow:
        await uow.outbox.settle(card.id, Settlement(DeliveryState.READY, now, not_before=now))
        await uow.commit()
    newsroom.clock.advance(minutes=1)
    await moderation.decide(
        newsroom.store, card.payload.case_id, CaseState.REJECTED, by="ann", rules=newsroom.rules, now=now, card=55
    )
    assert await newsroom.deliver() == []
