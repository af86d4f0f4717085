"""A story that gathered reports of two events is taken apart by hand, and stays so."""

import pytest

from feeds import corrections, moderation, splitting
from feeds.errors import NotFound, StoreError
from feeds.model import DeliveryState, NoteKind, Picture, PostKind, Settlement, Standing, TargetKind
from feeds.models.words import load
from feeds.moderation import Regroup
from feeds.splitting import Judging, Parting
from tests.integration.pipeline.newsroom import Newsroom, told
from tests.support.builders import a_party, an_outlet
from tests.support.fakes import BrokenDisk

NEW, EDIT, CORRECTION = PostKind.NEW, PostKind.EDIT, PostKind.CORRECTION
OUTLETS = ("First", "Second", "Third", "Fourth")


async def gathered(newsroom, *outlets, deliver=True):
    """A story of several outlets' reports."""
    them = [an_outlet(outlet) if isinstance(outlet, str) else outlet for outlet in outlets or OUTLETS]
    for by, outlet in enumerate(them, 1):
        await newsroom.hear(await newsroom.add_feed(outlet.name, outlet), told("Karst", by=by))
    if deliver:
        await newsroom.deliver()
        newsroom.clock.advance(minutes=5)
        await newsroom.deliver()
    newsroom.sent.clear()
    return await newsroom.story()


async def listing(newsroom, story):
    return await splitting.listing(newsroom.store, story.id)


async def take_out(newsroom, story, *numbers):
    """Take the reports with these numbers out of a story."""
    ids = (await listing(newsroom, story)).ids
    return await part(newsroom, story, [ids[number - 1] for number in numbers])


async def part(newsroom, story, ids):
    judging = Judging(newsroom.rules, load())
    return await splitting.split(newsroom.store, story.id, ids, by="ann", judging=judging, now=newsroom.clock.now())


async def look(newsroom):
    newsroom.pipeline.look_soon()
    await newsroom.pipeline.settle()


async def outlets(newsroom):
    return [sorted(line.outlet for line in story.brief.sources) for story in await newsroom.stories()]


async def test_the_reports_that_are_chosen_become_a_story_of_their_own(newsroom):
    story = await gathered(newsroom)
    done = await take_out(newsroom, story, 2, 4)
    await look(newsroom)
    old, new = await newsroom.stories()
    assert (done.done, done.own_id, done.taken, done.told) == (Parting.DONE, new.public_id, 2, 1)
    assert await outlets(newsroom) == [["First", "Third"], ["Fourth", "Second"]]
    assert (old.standing, new.standing) == (Standing.POSTED, Standing.POSTED)
    assert await newsroom.log() == ["ann split"]


async def test_the_old_post_is_put_right_at_once_and_whoever_has_it_is_told(newsroom):
    await newsroom.subscribe()
    story = await gathered(newsroom)
    done = await take_out(newsroom, story, 2, 4)
    sent = await newsroom.deliver()
    assert {row.payload.public_id for row in sent} == {story.public_id}
    (edit,) = [row for row in sent if row.kind is EDIT]
    assert sorted(line.outlet for line in edit.payload.brief.sources) == ["First", "Third"]
    answers = [row for row in sent if row.kind is CORRECTION]
    assert [row.target.kind for row in answers] == [TargetKind.CHANNEL, TargetKind.READER]
    words = "2 reports told here (Second and Fourth) of another event, which is judged as a story of its own, "
    assert {row.payload.text for row in answers} == {f"{words}{done.own_id}."}
    await look(newsroom)
    (first, *_) = await newsroom.stories()
    assert [note.kind for note in first.notes] == [NoteKind.CORRECTION]


async def test_the_new_story_goes_out_as_any_other(newsroom):
    await newsroom.subscribe()
    story = await gathered(newsroom)
    done = await take_out(newsroom, story, 2, 4)
    await look(newsroom)
    new = [row for row in await newsroom.deliver() if row.kind is NEW]
    assert [(row.target.kind, row.payload.public_id) for row in new] == [
        (TargetKind.CHANNEL, done.own_id),
        (TargetKind.READER, done.own_id),
    ]
    newsroom.clock.advance(minutes=10)
    await look(newsroom)
    assert await newsroom.deliver() == []


async def test_a_new_story_that_policy_holds_goes_to_the_desk_first(newsroom):
    story = await gathered(newsroom, "First", a_party("Ministry"), "Third")
    await take_out(newsroom, story, 2)
    await look(newsroom)
    _, new = await newsroom.stories()
    assert (new.standing, (await newsroom.case(new)) is not None) == (Standing.HELD, True)


async def test_what_was_stale_stays_unposted(newsroom):
    story = await gathered(newsroom)
    newsroom.clock.advance(hours=8)
    await take_out(newsroom, story, 2)
    await look(newsroom)
    assert await newsroom.standings() == [Standing.POSTED, Standing.ARCHIVED]


async def test_a_post_that_nobody_has_yet_is_written_anew_and_nothing_is_corrected(newsroom):
    story = await gathered(newsroom, deliver=False)
    done = await take_out(newsroom, story, 2, 4)
    sent = await newsroom.deliver()
    assert [row.kind for row in sent] == [NEW]
    assert sorted(line.outlet for line in sent[0].payload.brief.sources) == ["First", "Third"]
    assert (done.told, (await newsroom.stories())[0].notes) == (0, ())


async def test_a_post_in_flight_is_put_right_once_it_has_arrived(newsroom):
    story = await gathered(newsroom, deliver=False)
    (row,) = await newsroom.deliver(NEW, settle=False)
    await take_out(newsroom, story, 2, 4)
    assert await newsroom.deliver() == []
    receipt = Settlement(DeliveryState.SENT, newsroom.clock.now(), message_id=5)
    async with newsroom.store.writing() as uow:
        await uow.outbox.settle(row.id, receipt)
        await uow.commit()
    sent = [(one.kind, one.edits_message, one.replies_to) for one in await newsroom.deliver()]
    assert sent == [(EDIT, 5, None), (CORRECTION, None, 5)]


async def test_a_line_of_a_round_up_says_what_is_left_behind_its_link(newsroom):
    newsroom.restart(posts_per_hour=0)
    await newsroom.pipeline.start()
    story = await gathered(newsroom, deliver=False)
    assert await newsroom.round_up() == 1
    await newsroom.deliver()
    await take_out(newsroom, story, 2, 4)
    await look(newsroom)
    assert await newsroom.standings() == [Standing.LISTED, Standing.WAITING]
    assert await outlets(newsroom) == [["First", "Third"], ["Fourth", "Second"]]


async def test_the_photo_of_what_is_taken_out_is_owned_up_to(newsroom):
    shot = Picture("https://cdn.example/river.jpg", 1200, credit="Photo: Ann Lee")
    first = an_outlet("First", pictures=True)
    await newsroom.hear(await newsroom.add_feed("a", first), told("Karst", pictures=(shot,)))
    await newsroom.hear(await newsroom.add_feed("b", an_outlet("Second")), told("Karst", by=2))
    await newsroom.deliver()
    story = await newsroom.story()
    assert story.brief.picture is not None
    await take_out(newsroom, story, 1)
    notes = (await newsroom.stories())[0].notes
    assert notes[-1].text.endswith("The photo is of that one.")


async def test_a_held_story_gets_a_card_that_says_what_is_left_and_is_voted_on_anew(newsroom):
    story = await gathered(newsroom, a_party("Ministry"), a_party("Office"), a_party("Staff"), deliver=False)
    (card,) = await newsroom.deliver(PostKind.CASE)
    await take_out(newsroom, story, 2)
    again = next(row for row in await newsroom.deliver(PostKind.CASE) if row.payload.public_id == story.public_id)
    assert again.payload.case_id == card.payload.case_id
    assert sorted(line.outlet for line in again.payload.brief.sources) == ["Ministry", "Staff"]
    await moderation.decide(
        newsroom.store, card.payload.case_id, "approved", by="ann", rules=newsroom.rules, now=newsroom.clock.now()
    )
    (new,) = await newsroom.deliver(NEW)
    assert sorted(line.outlet for line in new.payload.brief.sources) == ["Ministry", "Staff"]


# ------------------------------------------------------------------ it stays so


async def rewords(newsroom, by, **changes):
    """An outlet rewords its report; it says what all say."""
    url = f"https://feeds.example/{OUTLETS[by - 1]}"
    await newsroom.hear(url, told("Karst", by=by + 10, guid=f"Karst-{by}", **changes))


@pytest.mark.parametrize("restarted", [False, True])
async def test_no_program_makes_the_two_one_again(newsroom, restarted):
    story = await gathered(newsroom)
    await take_out(newsroom, story, 2, 4)
    if restarted:
        newsroom.restart()
        await newsroom.pipeline.start()
    for by in (1, 2, 3, 4):
        await rewords(newsroom, by)
    assert await outlets(newsroom) == [["First", "Third"], ["Fourth", "Second"]]
    assert [story.merged_into for story in await newsroom.stories()] == [None, None]


async def test_no_program_makes_them_one_when_their_reports_are_reworded_long_after(newsroom):
    story = await gathered(newsroom)
    await take_out(newsroom, story, 2, 4)
    await rewords(newsroom, 1)
    newsroom.clock.advance(days=30)  # both are closed, and nothing of them is remembered
    await newsroom.hear(await newsroom.add_feed("e"), told("Osk", published=newsroom.clock.now()))
    for by in (1, 2, 3, 4):
        await rewords(newsroom, by, published=newsroom.clock.now(), title=f"Missile strike hits Karst again, {by}")
    assert await outlets(newsroom) == [["First", "Third"], ["Fourth", "Second"], ["Courier"]]


@pytest.mark.parametrize("restarted", [False, True])
async def test_what_comes_next_joins_the_story_whose_reports_it_is_like(newsroom, restarted):
    story = await gathered(newsroom, "First", "Second")
    url = await newsroom.add_feed("c", an_outlet("Fifth"))
    await newsroom.hear(url, told("Osk", by=2, guid="stray"))
    await moderation.merge(
        newsroom.store, story.public_id, (await newsroom.stories())[1].public_id, by="ann", now=newsroom.clock.now()
    )
    await take_out(newsroom, story, 3)
    if restarted:
        newsroom.restart()
        await newsroom.pipeline.start()
    await newsroom.hear(await newsroom.add_feed("d", an_outlet("Sixth")), told("Osk", by=3))
    first, _, third = await newsroom.stories()
    assert first.brief.outlets == 2
    assert sorted(line.outlet for line in third.brief.sources) == ["Fifth", "Sixth"]


async def test_a_person_may_make_the_two_one_again(newsroom):
    story = await gathered(newsroom)
    done = await take_out(newsroom, story, 2, 4)
    await look(newsroom)
    word = await moderation.merge(newsroom.store, story.public_id, done.own_id, by="ann", now=newsroom.clock.now())
    assert (word.done, word.one.id) == (Regroup.DONE, story.id)
    await look(newsroom)
    assert (await newsroom.stories())[0].brief.outlets == 4


async def test_a_story_that_went_into_it_leads_to_where_its_reports_are_now(newsroom):
    story = await gathered(newsroom, "First", "Second")
    url = await newsroom.add_feed("c", an_outlet("Fifth"))
    await newsroom.hear(url, told("Osk"))
    await newsroom.deliver()
    _, stray = await newsroom.stories()
    await moderation.merge(newsroom.store, story.public_id, stray.public_id, by="ann", now=newsroom.clock.now())
    await newsroom.deliver()
    done = await take_out(newsroom, story, 3)
    sent = [row for row in await newsroom.deliver(EDIT) if row.payload.public_id == stray.public_id]
    assert [row.payload.merged_into for row in sent] == [done.own_id]
    await look(newsroom)
    async with newsroom.store.reading() as uow:
        assert (await uow.stories.by_public_id(stray.public_id)).public_id == done.own_id


async def test_a_reader_who_got_its_post_sees_on_it_where_its_reports_are_now(newsroom):
    story = await gathered(newsroom, "First", "Second")
    await newsroom.subscribe()
    await newsroom.hear(await newsroom.add_feed("c", an_outlet("Fifth")), told("Osk"))
    await newsroom.deliver()
    _, stray = await newsroom.stories()
    await moderation.merge(newsroom.store, story.public_id, stray.public_id, by="ann", now=newsroom.clock.now())
    await newsroom.deliver()
    done = await take_out(newsroom, story, 3)
    sent = [row for row in await newsroom.deliver() if row.target.kind is TargetKind.READER]
    assert [(row.kind, row.payload.public_id, row.payload.merged_into) for row in sent] == [
        (EDIT, stray.public_id, done.own_id)
    ]


# ------------------------------------------------------------------ bad input


async def test_the_same_split_twice_is_once(newsroom):
    story = await gathered(newsroom)
    ids = (await listing(newsroom, story)).ids
    first = await part(newsroom, story, ids[1:2])
    again = await part(newsroom, story, ids[1:2])
    assert (again.done, again.own_id) == (Parting.BEFORE, first.own_id)
    assert len((await listing(newsroom, story)).items) == 3
    assert await newsroom.log() == ["ann split"]


async def test_all_none_and_others_reports_are_refused_and_change_nothing(newsroom):
    story = await gathered(newsroom, "First", "Second")
    ids = (await listing(newsroom, story)).ids
    before = await newsroom.stories()
    said = [(await part(newsroom, story, some)).done for some in (ids, [], [ids[0], 999], [999])]
    assert said == [Parting.ALL, Parting.NONE, Parting.ELSEWHERE, Parting.ELSEWHERE]
    assert (await newsroom.stories(), await newsroom.log(), await newsroom.deliver()) == (before, [], [])


async def test_reports_of_two_other_stories_are_not_taken_for_one_split(newsroom):
    story = await gathered(newsroom)
    ids = (await listing(newsroom, story)).ids
    await part(newsroom, story, ids[1:2])
    await part(newsroom, story, ids[2:3])
    assert (await part(newsroom, story, ids[1:3])).done is Parting.ELSEWHERE


@pytest.mark.parametrize("standing", [Standing.RETRACTED, Standing.REJECTED])
async def test_what_a_person_took_back_is_not_taken_apart(newsroom, standing):
    story = await gathered(newsroom)
    await newsroom.set_standing(story, standing)
    assert (await take_out(newsroom, story, 2)).done is Parting.DECIDED


async def test_a_story_that_went_into_another_is_not_taken_apart_itself(newsroom):
    story = await gathered(newsroom, "First", "Second")
    await newsroom.hear(await newsroom.add_feed("c", an_outlet("Fifth")), told("Osk"))
    _, stray = await newsroom.stories()
    ids = (await listing(newsroom, stray)).ids
    await moderation.merge(newsroom.store, story.public_id, stray.public_id, by="ann", now=newsroom.clock.now())
    assert (await part(newsroom, stray, ids)).done is Parting.GONE
    by_id = await splitting.listing(newsroom.store, stray.public_id)
    assert (by_id.story.id, len(by_id.items)) == (story.id, 3)


async def test_an_unknown_story_is_not_found(newsroom):
    with pytest.raises(NotFound):
        await splitting.listing(newsroom.store, "ZZZZ")
    with pytest.raises(NotFound):
        await splitting.split(
            newsroom.store, 999, [1], by="ann", judging=Judging(newsroom.rules, load()), now=newsroom.clock.now()
        )


# ------------------------------------------------------------------ what breaks off


async def test_a_disk_that_refuses_leaves_the_story_whole(store):
    newsroom = await Newsroom(BrokenDisk(store)).running()
    story = await gathered(newsroom)
    ids = (await listing(newsroom, story)).ids
    newsroom.store.gone = True
    with pytest.raises(StoreError):
        await part(newsroom, story, ids[:1])
    newsroom.store.gone = False
    assert (await newsroom.story(), await newsroom.log()) == (story, [])
    assert (await part(newsroom, story, ids[:1])).done is Parting.DONE


async def test_a_kill_before_the_look_loses_nothing(newsroom):
    story = await gathered(newsroom)
    await take_out(newsroom, story, 2, 4)
    newsroom.restart()
    await newsroom.pipeline.start()
    assert await outlets(newsroom) == [["First", "Third"], ["Fourth", "Second"]]


async def test_what_may_do_harm_is_not_shown_before_the_desk_has_approved_it(newsroom):
    harmful = "Soldiers killed: missile strike on Karst while soldiers are sheltering in the school on Lenin Street"
    first = await newsroom.add_feed("a", an_outlet("First"))
    await newsroom.hear(first, told("Karst"))
    await newsroom.deliver()
    url = await newsroom.add_feed("b", an_outlet("Second"))
    await newsroom.hear(url, told("Karst", by=2, title=harmful))
    story = await newsroom.story()
    await take_out(newsroom, story, 1)
    await look(newsroom)
    old, _ = await newsroom.stories()
    assert (old.brief, [note.kind for note in old.notes]) == (story.brief, [NoteKind.CORRECTION])
    case = await newsroom.case(old)
    for voter in ("ann", "bob"):
        now = newsroom.clock.now()
        await moderation.decide(newsroom.store, case.id, "approved", by=voter, rules=newsroom.rules, now=now)
    await look(newsroom)
    assert await outlets(newsroom) == [["Second"], ["First"]]


@pytest.mark.parametrize("standing", [Standing.WAITING, Standing.ARCHIVED])
async def test_what_may_do_harm_is_not_found_either_before_the_desk_has_approved_it(newsroom, standing):
    harmful = "Soldiers killed: missile strike on Karst while soldiers are sheltering in the school on Lenin Street"
    await newsroom.hear(await newsroom.add_feed("a", an_outlet("First")), told("Karst"))
    await newsroom.hear(await newsroom.add_feed("b", an_outlet("Second")), told("Karst", by=2, title=harmful))
    story = await newsroom.story()
    await newsroom.set_standing(story, standing)
    await take_out(newsroom, story, 1)
    assert (await newsroom.stories())[0].brief == story.brief
    await look(newsroom)
    old, _ = await newsroom.stories()
    assert (old.standing, old.headline) == (Standing.HELD, harmful)
    assert await newsroom.case(old) is not None


async def test_a_correction_that_is_still_on_its_way_is_not_lost(newsroom):
    story = await gathered(newsroom)
    now = newsroom.clock.now()
    await corrections.correct(newsroom.store, story.public_id, "Nine.", by="ann", rules=newsroom.rules, now=now)
    await take_out(newsroom, story, 2)
    sent = [row.payload.text for row in await newsroom.deliver() if row.kind is CORRECTION]
    assert (sent[0], len(sent)) == ("Nine.", 2)
    assert [note.text for note in (await newsroom.stories())[0].notes] == sent
