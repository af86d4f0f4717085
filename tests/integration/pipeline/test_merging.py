"""Two stories that turn out to be one: a feed rewords its report, and it is another story's event."""

import pytest

from bot.ledger import Ledger
from feeds import corrections, failures, moderation
from feeds.core.normalise import read
from feeds.corrections import Done
from feeds.errors import StoreError
from feeds.failures import Fate
from feeds.intake import Document, Intake
from feeds.model import Channel, DeliveryState, PostKind, Settlement, Standing, Target, TargetKind
from feeds.models.words import load
from feeds.moderation import Regroup
from feeds.stories import DeskRules
from tests.integration.pipeline.newsroom import CHANNEL, Newsroom, told
from tests.support.builders import a_party, an_outlet
from tests.support.fakes import BrokenDisk

NEW, EDIT, CORRECTION = PostKind.NEW, PostKind.EDIT, PostKind.CORRECTION
MIRROR = Target(TargetKind.CHANNEL, "-1009")


async def opens(newsroom, name, outlet):
    """A story of its own about the event; its feed."""
    url = await newsroom.add_feed(outlet.name, outlet)
    await newsroom.hear(url, told(name, guid="the report"))
    return url


async def rewords(newsroom, url, name="Karst"):
    """The feed's report says now what another reported of the event."""
    await newsroom.hear(url, told(name, by=2, guid="the report"))


async def two(newsroom, *, deliver=True, outlet=None):
    """Two stories, and the feed of the later one."""
    await opens(newsroom, "Karst", an_outlet("First"))
    if deliver:
        await newsroom.deliver()
    newsroom.clock.advance(minutes=1)
    url = await opens(newsroom, "Osk", outlet or an_outlet("Second"))
    if deliver:
        await newsroom.deliver()
    newsroom.sent.clear()
    return url


async def latest(newsroom):
    async with newsroom.store.reading() as uow:
        return await uow.stories.latest(limit=9) + await uow.stories.search("karst", limit=9)


async def receipts(newsroom, story):
    async with newsroom.store.reading() as uow:
        return await uow.outbox.receipts(story.id)


async def settle_all(newsroom):
    """Let all that is on its way arrive."""
    async with newsroom.store.writing() as uow:
        for number, due in enumerate(await uow.outbox.in_flight(), 50):
            await uow.outbox.settle(due.id, Settlement(DeliveryState.SENT, newsroom.clock.now(), message_id=number))
        await uow.commit()


async def minutes_later(newsroom, minutes=5):
    newsroom.clock.advance(minutes=minutes)
    return await newsroom.deliver()


async def mirrored(newsroom):
    newsroom.rules = DeskRules((Channel(CHANNEL), Channel(MIRROR)))
    newsroom.restart()
    await newsroom.pipeline.start()


async def test_of_two_posted_stories_the_later_ones_post_says_where_it_goes_on(newsroom):
    await rewords(newsroom, await two(newsroom))
    first, second = await newsroom.stories()
    assert (first.standing, first.brief.outlets, first.merged_into) == (Standing.POSTED, 2, None)
    assert second.merged_into == first.public_id
    sent = {row.payload.public_id: row for row in await minutes_later(newsroom)}
    assert [row.kind for row in sent.values()] == [EDIT, EDIT]
    assert (sent[second.public_id].edits_message, sent[second.public_id].payload.merged_into) == (2, first.public_id)
    assert (sent[first.public_id].edits_message, sent[first.public_id].payload.merged_into) == (1, None)
    assert sent[first.public_id].payload.brief.outlets == 2


async def test_readers_see_the_story_that_goes_on_alone_and_the_others_id_leads_to_it(newsroom):
    await rewords(newsroom, await two(newsroom))
    first, second = await newsroom.stories()
    assert {story.id for story in await latest(newsroom)} == {first.id}
    async with newsroom.store.reading() as uow:
        assert await uow.stories.by_public_id(second.public_id) == first
    assert "policy merge" in await newsroom.log()


async def test_every_channel_is_told(newsroom):
    await mirrored(newsroom)
    await rewords(newsroom, await two(newsroom))
    told_of = [(row.target, row.payload.merged_into is not None) for row in await minutes_later(newsroom)]
    assert sorted(told_of) == sorted([(CHANNEL, True), (MIRROR, True), (CHANNEL, False), (MIRROR, False)])


async def test_a_reader_who_got_the_other_post_sees_on_it_where_it_goes_on_and_gets_no_message(newsroom):
    await newsroom.subscribe()
    await rewords(newsroom, await two(newsroom))
    first, second = await newsroom.stories()
    (copy,) = [row for row in await minutes_later(newsroom) if row.target.kind is TargetKind.READER]
    assert (copy.kind, copy.payload.public_id, copy.payload.merged_into) == (EDIT, second.public_id, first.public_id)
    (his,) = [message for target, message in await receipts(newsroom, second) if target == copy.target]
    assert copy.edits_message == his


async def test_a_reader_who_subscribed_in_between_is_told_too_and_one_who_came_later_is_not(newsroom):
    await opens(newsroom, "Karst", an_outlet("First"))
    await newsroom.deliver()
    await newsroom.subscribe()
    newsroom.clock.advance(minutes=1)
    url = await opens(newsroom, "Osk", an_outlet("Second"))
    await newsroom.deliver()
    await newsroom.subscribe(78)
    await rewords(newsroom, url)
    copies = [row for row in await minutes_later(newsroom) if row.target.kind is TargetKind.READER]
    assert [(row.kind, row.edits_message is not None) for row in copies] == [(EDIT, True)]


async def test_a_reader_whose_copy_was_in_flight_is_told_once_it_has_arrived(newsroom):
    await newsroom.subscribe()
    await opens(newsroom, "Karst", an_outlet("First"))
    await newsroom.deliver()
    newsroom.clock.advance(minutes=1)
    url = await opens(newsroom, "Osk", an_outlet("Second"))
    await newsroom.deliver(NEW, settle=False)
    await rewords(newsroom, url)
    _, second = await newsroom.stories()
    assert await minutes_later(newsroom) == []
    await settle_all(newsroom)
    copies = [row for row in await newsroom.deliver() if row.target.kind is TargetKind.READER]
    assert {row.payload.public_id for row in copies if row.kind is EDIT} == {second.public_id}
    assert all(row.edits_message for row in copies if row.kind is EDIT)


async def test_what_is_corrected_later_reaches_the_reader_who_got_the_other_post_once(newsroom):
    await opens(newsroom, "Karst", an_outlet("First"))
    await newsroom.deliver()
    await newsroom.subscribe()
    newsroom.clock.advance(minutes=1)
    url = await opens(newsroom, "Osk", an_outlet("Second"))
    await newsroom.deliver()
    await rewords(newsroom, url)
    await minutes_later(newsroom)
    first, _ = await newsroom.stories()
    now = newsroom.clock.now()
    done = await corrections.correct(
        newsroom.store, first.public_id, "It was Osk.", by="ann", rules=newsroom.rules, now=now
    )
    assert (done.done, done.reach.readers) == (Done.DONE, 1)
    to_reader = [row for row in await minutes_later(newsroom) if row.target.kind is TargetKind.READER]
    assert [(row.kind, row.payload.public_id) for row in to_reader] == [(CORRECTION, first.public_id)]


async def test_a_reader_who_got_both_posts_is_told_of_a_correction_once(newsroom):
    await newsroom.subscribe()
    await rewords(newsroom, await two(newsroom))
    await minutes_later(newsroom)
    first, _ = await newsroom.stories()
    now = newsroom.clock.now()
    await corrections.correct(newsroom.store, first.public_id, "It was Osk.", by="ann", rules=newsroom.rules, now=now)
    to_reader = [row for row in await minutes_later(newsroom) if row.target.kind is TargetKind.READER]
    assert [(row.kind, row.replies_to is not None) for row in to_reader] == [(CORRECTION, True)]


async def test_a_reader_who_never_got_the_other_post_hears_nothing_of_it(newsroom):
    await newsroom.subscribe()
    url = await two(newsroom, deliver=False)
    await rewords(newsroom, url)
    copies = [row for row in await newsroom.deliver() if row.target.kind is TargetKind.READER]
    assert [row.kind for row in copies] == [NEW]


async def test_what_comes_later_changes_the_post_that_goes_on_and_no_other(newsroom):
    url = await two(newsroom)
    await rewords(newsroom, url)
    await minutes_later(newsroom)
    await newsroom.hear(await newsroom.add_feed("c", an_outlet("Third")), told("Karst", by=3))
    await newsroom.hear(url, told("Karst", by=4, guid="the report"))
    first, _ = await newsroom.stories()
    assert {row.payload.public_id for row in await minutes_later(newsroom)} == {first.public_id}
    assert first.brief.outlets == 3


async def test_the_same_report_again_merges_nothing_twice(newsroom):
    url = await two(newsroom)
    await rewords(newsroom, url)
    await minutes_later(newsroom)
    before = await newsroom.stories()
    await rewords(newsroom, url)
    assert await newsroom.stories() == before
    assert await minutes_later(newsroom) == []
    assert (await newsroom.log()).count("policy merge") == 1


async def test_a_post_that_has_not_left_is_taken_back(newsroom):
    await rewords(newsroom, await two(newsroom, deliver=False))
    (sent,) = await newsroom.deliver(NEW)
    assert (sent.payload.brief.outlets, len(await minutes_later(newsroom))) == (2, 0)


async def test_a_post_in_flight_is_edited_once_it_has_arrived(newsroom):
    url = await two(newsroom, deliver=False)
    await newsroom.deliver(NEW, limit=1)
    await newsroom.deliver(NEW, limit=1, settle=False)
    await rewords(newsroom, url)
    _, second = await newsroom.stories()
    assert [post.kind for post in await newsroom.posts(second)] == [NEW, EDIT]
    assert second.public_id not in {row.payload.public_id for row in await minutes_later(newsroom)}


async def test_a_story_that_waits_leaves_the_round_up_for_the_one_that_is_posted(newsroom):
    newsroom.restart(posts_per_hour=1)
    await newsroom.pipeline.start()
    url = await two(newsroom)
    assert await newsroom.standings() == [Standing.POSTED, Standing.WAITING]
    await rewords(newsroom, url)
    first, second = await newsroom.stories()
    assert (first.brief.outlets, second.merged_into) == (2, first.public_id)
    assert await newsroom.round_up() == 0
    assert [row.payload.merged_into for row in await minutes_later(newsroom)] == [None]


async def test_a_story_that_is_held_takes_its_case_along(newsroom):
    url = await two(newsroom, outlet=a_party("Ministry"))
    first, second = await newsroom.stories()
    assert (second.standing, (await newsroom.case(second)) is not None) == (Standing.HELD, True)
    await rewords(newsroom, url)
    assert await newsroom.case(second) is None
    assert [story.merged_into for story in await newsroom.stories()] == [None, first.public_id]


async def test_a_posted_story_goes_on_although_the_other_is_older(newsroom):
    await opens(newsroom, "Karst", a_party("Ministry"))
    url = await opens(newsroom, "Osk", an_outlet("Second"))
    await newsroom.deliver()
    await rewords(newsroom, url)
    first, second = await newsroom.stories()
    assert (first.merged_into, second.standing) == (second.public_id, Standing.POSTED)
    assert await newsroom.case(first) is None


async def test_a_waiting_story_that_takes_another_in_is_not_lost(newsroom):
    newsroom.restart(posts_per_hour=0)
    await newsroom.pipeline.start()
    await rewords(newsroom, await two(newsroom))
    assert [story.merged_into is None for story in await newsroom.stories()] == [True, False]
    assert await newsroom.round_up() == 1


@pytest.mark.parametrize("standing", [Standing.RETRACTED, Standing.REJECTED])
async def test_what_a_person_took_back_is_never_merged(newsroom, standing):
    url = await two(newsroom)
    first, _ = await newsroom.stories()
    await newsroom.set_standing(first, standing)
    await rewords(newsroom, url)
    assert [story.merged_into for story in await newsroom.stories()] == [None, None]


async def test_what_a_person_keeps_apart_stays_apart_also_after_a_restart(newsroom):
    url = await two(newsroom)
    first, second = await newsroom.stories()
    async with newsroom.store.writing() as uow:
        await uow.stories.keep_apart(second.id, first.id)
        await uow.commit()
    newsroom.restart()
    await newsroom.pipeline.start()
    await rewords(newsroom, url)
    assert [story.merged_into for story in await newsroom.stories()] == [None, None]


async def test_corrections_go_along_and_reach_those_who_have_the_post(newsroom):
    await newsroom.subscribe()
    url = await two(newsroom)
    first, second = await newsroom.stories()
    now = newsroom.clock.now()
    await corrections.correct(newsroom.store, second.public_id, "Nine.", by="ann", rules=newsroom.rules, now=now)
    await rewords(newsroom, url)
    assert [note.text for note in (await newsroom.stories())[0].notes] == ["Nine."]
    sent = await minutes_later(newsroom)
    answers = [(row.target.kind, row.payload.public_id) for row in sent if row.kind is CORRECTION]
    assert answers == [(TargetKind.CHANNEL, second.public_id), (TargetKind.READER, second.public_id)]
    edits = {row.payload.public_id: [note.text for note in row.payload.notes] for row in sent if row.kind is EDIT}
    assert edits == {first.public_id: ["Nine."], second.public_id: ["Nine."]}


async def test_a_story_that_went_into_another_is_not_withdrawn_in_its_place(newsroom):
    await rewords(newsroom, await two(newsroom))
    _, second = await newsroom.stories()
    effect = await corrections.retract(newsroom.store, second.id, "Wrong.", by="ann", now=newsroom.clock.now())
    assert (effect.done, effect.reach.story.standing) == (Done.MERGED, Standing.ARCHIVED)


async def test_three_stories_become_one_and_every_id_leads_to_it(newsroom):
    await two(newsroom)
    third = await opens(newsroom, "Velmora", an_outlet("Third"))
    await newsroom.deliver()
    await rewords(newsroom, third, "Osk")
    _, second, gone = await newsroom.stories()
    assert gone.merged_into == second.public_id
    for name in ("Second", "Third"):
        await rewords(newsroom, f"https://feeds.example/{name}")
    first, *others = await newsroom.stories()
    assert [story.merged_into for story in others] == [first.public_id, first.public_id]
    assert first.brief.outlets == 3


async def attempted(newsroom, state):
    """Two stories, of which the later one's post was attempted and ended so; its feed, and the delivery."""
    url = await two(newsroom, deliver=False)
    await newsroom.deliver(NEW, limit=1)
    (row,) = await newsroom.deliver(NEW, limit=1, settle=False)
    await settled(newsroom, row, state)
    return url, row


async def settled(newsroom, row, state):
    now = newsroom.clock.now()
    async with newsroom.store.writing() as uow:
        await uow.outbox.settle(row.id, Settlement(state, now, not_before=now))
        await uow.commit()


async def test_a_post_that_did_not_arrive_after_all_is_not_sent_again(newsroom):
    url, row = await attempted(newsroom, DeliveryState.UNCERTAIN)
    await rewords(newsroom, url)
    await settled(newsroom, row, DeliveryState.READY)
    async with newsroom.store.writing() as uow:
        assert await uow.outbox.claim(row.id, at=newsroom.clock.now())
        again = await uow.outbox.get(row.id)
        assert await Ledger().claimed(uow, again, now=newsroom.clock.now()) is None
        await uow.commit()
    assert row.payload.public_id not in {sent.payload.public_id for sent in await minutes_later(newsroom)}


async def test_a_post_that_was_refused_is_outdated_by_the_story_that_goes_on(newsroom):
    url, row = await attempted(newsroom, DeliveryState.REJECTED)
    await rewords(newsroom, url)
    settled_as = await failures.settle(newsroom.store, row.id, again=True, by="ann", now=newsroom.clock.now())
    assert settled_as.fate is Fate.OUTDATED


# ------------------------------------------------------------------ by hand


async def by_hand(newsroom, use_case, one, other):
    return await use_case(newsroom.store, one.public_id, other.public_id, by="ann", now=newsroom.clock.now())


async def test_a_person_makes_two_stories_one_and_what_comes_next_knows(newsroom):
    await two(newsroom)
    first, second = await newsroom.stories()
    word = await by_hand(newsroom, moderation.merge, second, first)
    assert (word.done, word.one.id, word.other.merged_into) == (Regroup.DONE, first.id, first.public_id)
    await newsroom.hear(await newsroom.add_feed("c", an_outlet("Third")), told("Osk", by=3))
    first, second = await newsroom.stories()
    assert (first.brief.outlets, second.standing) == (3, Standing.ARCHIVED)
    assert await newsroom.log() == ["ann merge"]


async def test_the_post_follows_with_whatever_is_taken_in_next(newsroom):
    await two(newsroom)
    await by_hand(newsroom, moderation.merge, *await newsroom.stories())
    await newsroom.hear(await newsroom.add_feed("c", an_outlet("Third")), told("Velmora"))
    first, *_ = await newsroom.stories()
    assert first.brief.outlets == 2


async def test_made_one_by_hand_twice_is_once(newsroom):
    await two(newsroom)
    stories = await newsroom.stories()
    await by_hand(newsroom, moderation.merge, *stories)
    assert (await by_hand(newsroom, moderation.merge, *stories)).done is Regroup.ONE
    assert (await by_hand(newsroom, moderation.keep_apart, *stories)).done is Regroup.ONE
    assert await newsroom.log() == ["ann merge"]


async def test_what_was_withdrawn_is_not_made_one_by_hand_either(newsroom):
    await two(newsroom)
    first, second = await newsroom.stories()
    await newsroom.set_standing(first, Standing.RETRACTED)
    assert (await by_hand(newsroom, moderation.merge, first, second)).done is Regroup.DECIDED
    assert await newsroom.log() == []


async def test_what_a_person_keeps_apart_stays_apart_at_once_until_a_person_says_otherwise(newsroom):
    url = await two(newsroom)
    first, second = await newsroom.stories()
    assert (await by_hand(newsroom, moderation.keep_apart, second, first)).done is Regroup.DONE
    await rewords(newsroom, url)
    assert [story.merged_into for story in await newsroom.stories()] == [None, None]
    assert (await by_hand(newsroom, moderation.merge, first, second)).done is Regroup.DONE
    assert await newsroom.log() == ["ann keep apart", "ann merge"]


# ------------------------------------------------------------------ what breaks off


async def taken_in_without_a_look(newsroom, url):
    """What a process does that is killed between the two steps."""
    intake = Intake(newsroom.store, newsroom.clock, rules=newsroom.rules, words=load())
    await intake.reload()
    found = read([told("Karst", by=2, guid="the report")], language="en", now=newsroom.clock.now()).items

    async def nothing(*_):
        return None

    await intake.record([Document(await newsroom.feed(url), found, nothing)])


async def test_a_kill_before_the_look_loses_nothing(newsroom):
    await taken_in_without_a_look(newsroom, await two(newsroom))
    first, second = await newsroom.stories()
    assert (first.brief.outlets, second.merged_into) == (1, first.public_id)
    newsroom.restart()
    await newsroom.pipeline.start()
    first, second = await newsroom.stories()
    assert first.brief.outlets == 2
    assert sorted(row.payload.merged_into or "" for row in await minutes_later(newsroom)) == ["", first.public_id]


async def test_a_disk_that_refuses_leaves_two_stories_and_the_next_poll_makes_them_one(store):
    newsroom = await Newsroom(BrokenDisk(store)).running()
    url = await two(newsroom)
    newsroom.carry(url, told("Karst", by=2, guid="the report"))
    feed = await newsroom.feed(url)
    newsroom.store.gone = True
    with pytest.raises(StoreError):
        await newsroom.pipeline.poll(feed)
    newsroom.store.gone = False
    assert [story.merged_into for story in await newsroom.stories()] == [None, None]
    await rewords(newsroom, url)
    first, second = await newsroom.stories()
    assert (first.brief.outlets, second.merged_into) == (2, first.public_id)


async def test_the_chain_holds_what_the_post_says_where_the_story_goes_on(newsroom):
    await rewords(newsroom, await two(newsroom))
    _, second = await newsroom.stories()
    *_, post = await newsroom.posts(second)
    async with newsroom.store.writing() as uow:
        await uow.chain.append(post.id, at=newsroom.clock.now())
        await uow.commit()
    async with newsroom.store.reading() as uow:
        (link,) = await uow.chain.links(after=0, limit=5)
    assert (link.public_id, link.kind) == (second.public_id, EDIT)
    assert f"\nmerged: {second.merged_into}\n" in link.text
