"""What becomes of stories: opened, grown, held, kept, capped, rounded up, and chosen at the very first start."""

from dataclasses import replace
from datetime import timedelta

import pytest

from feeds import stories
from feeds.core.policy import Review
from feeds.errors import TimedOut
from feeds.first_start import end_first_start
from feeds.model import CaseState, Channel, PostKind, Reason, Standing
from feeds.stories import FIRST_CHOICE, ROUNDUP_LINES
from tests.integration.pipeline.newsroom import CHANNEL, DESK, Newsroom, told
from tests.support.builders import NOW, a_doubtful_outlet, a_party, an_entry, an_outlet, minutes

TOWNS = [f"Town{letter}" for letter in "abcdefghijklmnopqrstuvwxyz"]


async def rounds(newsroom, number, *, first=0):
    """Let a feed tell of so many events, each a story."""
    url = await newsroom.add_feed("rounds")
    entries = [told(town, published=newsroom.clock.now()) for town in TOWNS[first : first + number]]
    await newsroom.hear(url, *entries)
    return url


# ------------------------------------------------------------------ freshness


async def test_a_stale_entry_is_kept_and_not_posted(newsroom):
    url = await newsroom.add_feed()
    await newsroom.hear(url, told("Karst", published=NOW - newsroom.policy.fresh - timedelta(minutes=1)))
    assert await newsroom.standings() == [Standing.ARCHIVED]
    assert await newsroom.deliver() == []


@pytest.mark.parametrize("published", [None, NOW.replace(year=1970), NOW + timedelta(days=400)])
async def test_entries_without_a_usable_date_are_no_news_when_a_feed_is_first_read(newsroom, published):
    url = await newsroom.add_feed(read_before=False)
    await newsroom.hear(url, told("Karst", published=published))
    assert await newsroom.standings() == [Standing.ARCHIVED]


@pytest.mark.parametrize("published", [None, NOW.replace(year=1970), NOW + timedelta(days=400)])
async def test_entries_without_a_usable_date_are_news_when_they_come_later(newsroom, published):
    url = await newsroom.add_feed()
    await newsroom.hear(url, told("Karst", published=published))
    assert await newsroom.standings() == [Standing.POSTED]
    assert (await newsroom.story()).brief.first_at == newsroom.clock.now()


async def test_a_first_read_that_failed_was_no_reading(newsroom):
    url = await newsroom.add_feed(read_before=False)
    newsroom.fetch.fail(url, TimedOut("slow", url=url))
    await newsroom.poll(url)
    await newsroom.hear(url, told("Karst", published=None))
    assert await newsroom.standings() == [Standing.ARCHIVED]


async def test_an_undated_entry_that_was_no_news_is_none_when_its_text_changes(newsroom):
    url = await newsroom.add_feed(read_before=False)
    await newsroom.hear(url, told("Karst", published=None))
    await newsroom.hear(url, told("Karst", published=None, summary="A word was corrected in this old report."))
    assert await newsroom.standings() == [Standing.ARCHIVED]
    assert await newsroom.deliver() == []


async def test_dated_entries_of_a_first_read_are_news(newsroom):
    url = await newsroom.add_feed(read_before=False)
    await newsroom.hear(url, told("Karst"))
    assert await newsroom.standings() == [Standing.POSTED]


async def test_a_fresh_report_brings_a_stale_story_back(newsroom):
    url, other = await newsroom.add_feed(), await newsroom.add_feed("b", an_outlet("Other"))
    await newsroom.hear(url, told("Karst", published=NOW - timedelta(hours=8)))
    await newsroom.hear(other, told("Karst", by=2))
    assert (await newsroom.story()).standing is Standing.POSTED


async def test_events_older_than_memory_open_stories_of_their_own(newsroom):
    url = await newsroom.add_feed()
    await newsroom.hear(url, told("Karst"))
    newsroom.clock.advance(days=5)
    await newsroom.hear(url, told("Karst", by=2, published=newsroom.clock.now()))
    assert len(await newsroom.stories()) == 2


# ------------------------------------------------------------------ growing


async def test_reports_of_one_event_are_one_story(newsroom):
    for number, name in enumerate("abc", 1):
        await newsroom.hear(await newsroom.add_feed(name, an_outlet(name)), told("Karst", by=number))
    brief = (await newsroom.story()).brief
    assert (brief.outlets, brief.independent) == (3, 3)


async def test_copies_of_one_wire_report_are_one_story_with_one_independent_outlet(newsroom):
    for name in "abc":
        entry = told("Karst", guid=name, title=f"Soldiers killed in strike, writes {name.upper()}")
        await newsroom.hear(await newsroom.add_feed(name, an_outlet(name)), entry)
    brief = (await newsroom.story()).brief
    assert (brief.outlets, brief.independent) == (3, 1)


async def test_reports_of_two_events_are_two_stories(newsroom):
    await newsroom.hear(await newsroom.add_feed(), told("Karst"), told("Velmora"))
    assert len(await newsroom.stories()) == 2


async def test_every_item_about_conflict_is_in_one_story(newsroom):
    url = await rounds(newsroom, 8)
    await newsroom.hear(url, *(told(town, by=2) for town in TOWNS[:8]))
    async with newsroom.store.reading() as uow:
        members = [item.id for story in await newsroom.stories() for item in await uow.items.of_story(story.id)]
    assert len(members) == len(set(members)) == 16


async def test_a_restart_finds_the_open_stories_again(newsroom):
    url = await newsroom.add_feed()
    await newsroom.hear(url, told("Karst"))
    newsroom.restart()
    await newsroom.pipeline.start()
    await newsroom.hear(url, told("Karst", by=2))
    assert len(await newsroom.stories()) == 1


# ------------------------------------------------------------------ holding


@pytest.mark.parametrize(
    ("outlet", "reason"), [(a_party(), Reason.SINGLE_SIDE), (a_doubtful_outlet(), Reason.LOW_TRUST)]
)
async def test_what_policy_holds_is_a_case_at_the_desk(newsroom, outlet, reason):
    await newsroom.hear(await newsroom.add_feed(outlet=outlet), told("Karst"))
    story = await newsroom.story()
    case = await newsroom.case(story)
    assert (story.standing, case.state, case.reasons) == (Standing.HELD, CaseState.OPEN, (reason,))
    (card,) = await newsroom.deliver()
    assert (card.kind, card.target) == (PostKind.CASE, DESK)
    assert (card.payload.case_id, card.payload.reasons, card.payload.brief) == (case.id, (reason,), story.brief)


async def test_what_may_be_about_something_else_is_a_case(newsroom):
    newsroom.restart(relevant=1.0, unsure=0.5)
    await newsroom.pipeline.start()
    await newsroom.hear(await newsroom.add_feed(), told("Karst"))
    assert (await newsroom.case(await newsroom.story())).reasons == (Reason.NEAR_THRESHOLD,)


async def test_below_the_threshold_of_doubt_there_is_no_story(newsroom):
    newsroom.restart(relevant=1.0, unsure=1.0)
    await newsroom.pipeline.start()
    await newsroom.hear(await newsroom.add_feed(), told("Karst"))
    assert await newsroom.stories() == []


async def test_where_everything_is_reviewed_nothing_is_posted(newsroom):
    newsroom.restart(review=Review.ALL)
    await newsroom.pipeline.start()
    await newsroom.hear(await newsroom.add_feed(), told("Karst"))
    assert (await newsroom.case(await newsroom.story())).reasons == (Reason.REVIEW_ALL,)
    assert [row.kind for row in await newsroom.deliver()] == [PostKind.CASE]


async def test_where_nothing_is_reviewed_nothing_is_held(newsroom):
    newsroom.restart(review=Review.AUTO)
    await newsroom.pipeline.start()
    await newsroom.hear(await newsroom.add_feed(outlet=a_party()), told("Karst"))
    assert [row.kind for row in await newsroom.deliver()] == [PostKind.NEW]


async def test_a_deployment_without_a_desk_keeps_its_cases(store):
    newsroom = Newsroom(store, rules=stories.DeskRules((Channel(CHANNEL),)))
    await newsroom.running()
    await newsroom.hear(await newsroom.add_feed(outlet=a_party()), told("Karst"))
    assert (await newsroom.case(await newsroom.story())).state is CaseState.OPEN
    assert await newsroom.deliver() == []


async def test_a_held_story_that_an_independent_outlet_confirms_is_posted_and_its_case_closed(newsroom):
    await newsroom.hear(await newsroom.add_feed("party", a_party()), told("Karst"))
    case = await newsroom.case(await newsroom.story())
    await newsroom.hear(await newsroom.add_feed("free", an_outlet("Free")), told("Karst", by=2))
    story = await newsroom.story()
    assert (story.standing, await newsroom.case(story)) == (Standing.POSTED, None)
    async with newsroom.store.reading() as uow:
        assert (await uow.cases.get(case.id)).decided_by == "policy"
    assert await newsroom.log() == ["policy approve"]
    sent = await newsroom.deliver(PostKind.NEW)
    assert [row.payload.brief.outlets for row in sent] == [2]


async def test_a_held_story_that_grows_on_one_side_stays_held_in_one_case(newsroom):
    for number, name in enumerate(["Ministry", "Army"], 1):
        await newsroom.hear(await newsroom.add_feed(name, a_party(name)), told("Karst", by=number))
    assert (await newsroom.story()).standing is Standing.HELD
    assert len(await newsroom.deliver()) == 1


async def test_a_held_story_does_not_become_stale_news_on_its_own(newsroom):
    await newsroom.hear(await newsroom.add_feed("party", a_party()), told("Karst"))
    newsroom.clock.advance(hours=10)
    old = told("Karst", by=2, published=minutes(-5))
    await newsroom.hear(await newsroom.add_feed("free", an_outlet("Free")), old)
    assert (await newsroom.story()).standing is Standing.HELD


# ------------------------------------------------------------------ the hourly cap


async def test_what_the_channel_cannot_bear_waits_for_one_round_up(newsroom):
    newsroom.restart(posts_per_hour=2)
    await newsroom.pipeline.start()
    await rounds(newsroom, 5)
    assert sorted(await newsroom.standings()) == [Standing.POSTED] * 2 + [Standing.WAITING] * 3
    assert await newsroom.round_up() == 3
    assert sorted(await newsroom.standings()) == [Standing.LISTED] * 3 + [Standing.POSTED] * 2
    *posts, roundup = await newsroom.deliver()
    assert [row.kind for row in posts] == [PostKind.NEW] * 2
    listed = [story for story in await newsroom.stories() if story.standing is Standing.LISTED]
    assert {line.public_id for line in roundup.payload.lines} == {story.public_id for story in listed}
    assert {line.headline for line in roundup.payload.lines} == {story.headline for story in listed}


async def test_a_line_says_who_reports_it_and_where_to_read(newsroom):
    newsroom.restart(posts_per_hour=0)
    await newsroom.pipeline.start()
    await newsroom.hear(await newsroom.add_feed(), told("Karst", link="https://news.example/k"))
    await newsroom.round_up()
    ((line,),) = [row.payload.lines for row in await newsroom.deliver()]
    assert (line.outlet, line.url, line.outlets) == ("Courier", "https://news.example/k", 1)


async def test_a_round_up_with_nothing_in_it_is_none(newsroom):
    assert await newsroom.round_up() == 0
    assert await newsroom.deliver() == []


async def test_there_is_one_round_up_an_hour_and_what_comes_later_waits_for_the_next(newsroom):
    newsroom.restart(posts_per_hour=0)
    await newsroom.pipeline.start()
    url = await rounds(newsroom, 1)
    assert await newsroom.round_up() == 1
    await newsroom.hear(url, told("Later"))
    assert await newsroom.round_up() == 0
    newsroom.clock.advance(hours=1)
    assert await newsroom.round_up() == 1
    assert len(await newsroom.deliver()) == 2


async def test_a_long_round_up_leaves_the_least_important_for_the_next(newsroom):
    newsroom.restart(posts_per_hour=0)
    await newsroom.pipeline.start()
    await rounds(newsroom, ROUNDUP_LINES + 3)
    assert await newsroom.round_up() == ROUNDUP_LINES
    assert (await newsroom.standings()).count(Standing.WAITING) == 3
    newsroom.clock.advance(hours=1)
    assert await newsroom.round_up() == 3


async def test_the_cap_is_by_the_hour(newsroom):
    newsroom.restart(posts_per_hour=1)
    await newsroom.pipeline.start()
    url = await rounds(newsroom, 1)
    newsroom.clock.advance(hours=1, seconds=1)
    await newsroom.hear(url, told("Later", published=newsroom.clock.now()))
    assert await newsroom.standings() == [Standing.POSTED, Standing.POSTED]


async def test_breaking_news_does_not_wait_for_the_cap(newsroom):
    """A story becomes breaking as more and more outlets report it."""
    newsroom.restart(posts_per_hour=0)
    await newsroom.pipeline.start()
    for number, name in enumerate("abcdef", 1):
        entry = told("Karst", by=number, title=f"Airstrike kills hostages in Karst, massacre feared ({number})")
        await newsroom.hear(await newsroom.add_feed(name, an_outlet(name)), entry)
    story = await newsroom.story()
    assert story.importance >= newsroom.policy.breaking
    assert story.standing is Standing.POSTED
    assert [row.kind for row in await newsroom.deliver()] == [PostKind.NEW]


async def test_what_was_a_line_of_a_round_up_is_not_posted_again(newsroom):
    newsroom.restart(posts_per_hour=0)
    await newsroom.pipeline.start()
    url = await newsroom.add_feed()
    await newsroom.hear(url, told("Karst"))
    await newsroom.round_up()
    newsroom.restart(posts_per_hour=10)
    await newsroom.pipeline.start()
    await newsroom.hear(url, told("Karst", by=2))
    assert (await newsroom.story()).standing is Standing.LISTED
    assert len(await newsroom.deliver()) == 1


# ------------------------------------------------------------------ the very first start


async def first_day(newsroom, number):
    await newsroom.pipeline.start()
    url = await newsroom.add_feed(read_before=False)
    await newsroom.hear(url, *(told(town) for town in TOWNS[:number]))
    return url


async def ends(newsroom, *, give_up=False):
    return await end_first_start(
        newsroom.pipeline, newsroom.store, rules=newsroom.rules, now=newsroom.clock.now(), give_up=give_up
    )


async def test_the_very_first_start_posts_only_the_most_important(new_newsroom):
    newsroom = new_newsroom
    await first_day(newsroom, FIRST_CHOICE + 4)
    grave = told("Grave", title="Airstrike kills hostages, massacre feared")
    await newsroom.hear(await newsroom.add_feed("b", an_outlet("B"), read_before=False), grave)
    assert set(await newsroom.standings()) == {Standing.WAITING}
    assert await newsroom.deliver() == []
    assert await ends(newsroom)
    assert (await newsroom.standings()).count(Standing.POSTED) == FIRST_CHOICE
    assert (await newsroom.standings()).count(Standing.ARCHIVED) == 5
    headlines = [row.payload.brief.headline for row in await newsroom.deliver()]
    assert len(headlines) == FIRST_CHOICE
    assert headlines[0].startswith("Airstrike")


async def test_a_quiet_first_start_posts_what_there_is(new_newsroom):
    await first_day(new_newsroom, 2)
    assert await new_newsroom.choose_first() == 2


async def test_the_first_start_is_not_over_until_every_feed_was_tried(new_newsroom):
    newsroom = new_newsroom
    await first_day(newsroom, 1)
    untried = await newsroom.add_feed("slow", read_before=False)
    assert not await ends(newsroom)
    await newsroom.hear(untried)
    assert await ends(newsroom)


async def test_the_first_start_gives_up_on_feeds_that_take_too_long(new_newsroom):
    await first_day(new_newsroom, 1)
    await new_newsroom.add_feed("slow", read_before=False)
    assert await ends(new_newsroom, give_up=True)
    assert await new_newsroom.standings() == [Standing.POSTED]


async def test_the_first_start_ends_once(new_newsroom):
    newsroom = new_newsroom
    await first_day(newsroom, 1)
    assert await ends(newsroom)
    assert await ends(newsroom)
    assert len(await newsroom.deliver()) == 1


async def test_a_first_start_that_was_interrupted_goes_on_after_a_restart(new_newsroom):
    newsroom = new_newsroom
    await first_day(newsroom, FIRST_CHOICE + 1)
    newsroom.restart()
    await newsroom.pipeline.start()
    assert await newsroom.choose_first() == FIRST_CHOICE


async def test_there_is_no_round_up_during_the_first_start(new_newsroom):
    await first_day(new_newsroom, 3)
    assert await new_newsroom.round_up() == 0


async def test_a_later_start_is_no_first_one(new_newsroom):
    newsroom = new_newsroom
    url = await first_day(newsroom, 1)
    await ends(newsroom)
    newsroom.restart()
    await newsroom.pipeline.start()
    await newsroom.hear(url, told("Later"))
    assert await newsroom.standings() == [Standing.POSTED, Standing.POSTED]


async def test_a_held_story_of_the_first_start_goes_to_the_desk(new_newsroom):
    newsroom = new_newsroom
    await newsroom.pipeline.start()
    await newsroom.hear(await newsroom.add_feed(outlet=a_party(), read_before=False), told("Karst"))
    await ends(newsroom)
    assert await newsroom.standings() == [Standing.HELD]
    assert [row.kind for row in await newsroom.deliver()] == [PostKind.CASE]


# ------------------------------------------------------------------ revisions


async def posted(newsroom, *, deliver=True):
    url = await newsroom.add_feed()
    await newsroom.hear(url, told("Karst"))
    if deliver:
        await newsroom.deliver()
    return url


async def reported_by(newsroom, *names, by=10):
    for number, name in enumerate(names, by):
        await newsroom.hear(await newsroom.add_feed(name, an_outlet(name)), told("Karst", by=number))


async def test_a_post_that_nobody_has_seen_is_rewritten(newsroom):
    await posted(newsroom, deliver=False)
    await reported_by(newsroom, "Second", "Third")
    (sent,) = await newsroom.deliver()
    assert (sent.kind, sent.payload.brief.outlets, sent.payload.change) == (PostKind.NEW, 3, None)
    assert len(await newsroom.posts(await newsroom.story())) == 1


async def test_a_sent_post_gets_one_edit_that_gathers_what_came(newsroom):
    await posted(newsroom)
    await reported_by(newsroom, "Second", "Third")
    assert await newsroom.deliver() == []
    newsroom.clock.moment += newsroom.rules.edit_after
    (edit,) = await newsroom.deliver()
    assert (edit.kind, edit.payload.brief.outlets) == (PostKind.EDIT, 3)
    assert edit.payload.change == "Second and Third report it too"
    assert edit.edits_message == 1


async def test_a_second_edit_says_what_changed_since_the_first(newsroom):
    await posted(newsroom)
    for name, by in (("Second", 10), ("Third", 20)):
        await reported_by(newsroom, name, by=by)
        newsroom.clock.advance(minutes=5)
        await newsroom.deliver()
    told = [None, "second outlet: Second reports it too", "Third reports it too"]
    assert [row.payload.change for row in newsroom.sent] == told


async def test_a_revision_while_a_post_is_on_its_way_becomes_an_edit(newsroom):
    await posted(newsroom, deliver=False)
    (flying,) = await newsroom.deliver(settle=False)
    await reported_by(newsroom, "Second")
    assert flying.payload.brief.outlets == 1
    first, edit = await newsroom.posts(await newsroom.story())
    assert (first.payload.brief.outlets, edit.kind, edit.payload.brief.outlets) == (1, PostKind.EDIT, 2)


async def test_a_changed_report_is_told_as_such(newsroom):
    url = await posted(newsroom)
    newsroom.clock.advance(seconds=1)
    await newsroom.hear(url, told("Karst", summary="Ten soldiers died when a missile hit Karst, officials said."))
    newsroom.clock.advance(minutes=5)
    (edit,) = await newsroom.deliver()
    assert edit.payload.change == "new report from Courier"
    assert edit.payload.brief.excerpts[0].text.startswith("Ten soldiers")
    assert (await newsroom.story()).revision == 2


async def test_a_change_that_is_taken_back_before_it_was_seen_is_not_claimed(newsroom):
    url = await posted(newsroom)
    await newsroom.hear(url, told("Karst", summary="Ten soldiers died."))
    await newsroom.hear(url, told("Karst"))
    newsroom.clock.advance(minutes=5)
    assert [row.payload.change for row in await newsroom.deliver()] in ([], [None])


async def test_a_revision_that_readers_would_not_notice_makes_no_edit(newsroom):
    url = await newsroom.add_feed()
    long = " ".join(f"Sentence {n} about the strike on Karst and its soldiers." for n in range(20))
    await newsroom.hear(url, told("Karst", summary=long))
    await newsroom.deliver()
    await newsroom.hear(url, told("Karst", summary=f"{long} A last word."))
    assert (await newsroom.story()).revision == 2
    assert len(await newsroom.posts(await newsroom.story())) == 1


async def test_an_edit_that_was_dropped_does_not_keep_later_ones_from_readers(newsroom):
    await posted(newsroom)
    await reported_by(newsroom, "Second")
    async with newsroom.store.writing() as uow:
        await uow.outbox.drop_pending(at=newsroom.clock.now())
        await uow.commit()
    await reported_by(newsroom, "Third", by=20)
    newsroom.clock.advance(minutes=5)
    (edit,) = await newsroom.deliver()
    assert edit.payload.brief.outlets == 3
    assert edit.payload.change == "Second and Third report it too"


async def test_subscribers_get_the_first_post_and_the_channel_its_edits(newsroom):
    await newsroom.subscribe()
    await posted(newsroom)
    await reported_by(newsroom, "Second")
    newsroom.clock.advance(minutes=5)
    await newsroom.deliver()
    assert [(row.kind, row.target.kind) for row in newsroom.sent] == [
        (PostKind.NEW, "channel"),
        (PostKind.NEW, "reader"),
        (PostKind.EDIT, "channel"),
    ]


async def test_a_story_that_is_kept_grows_without_a_post(newsroom):
    url = await newsroom.add_feed()
    await newsroom.hear(url, told("Karst", published=NOW - timedelta(hours=8)))
    await newsroom.hear(url, told("Karst", by=2, published=NOW - timedelta(hours=7)))
    story = await newsroom.story()
    assert (story.standing, story.revision, await newsroom.posts(story)) == (Standing.ARCHIVED, 2, [])


async def test_a_report_that_says_nothing_of_war_by_itself_still_joins_its_story(newsroom):
    url = await newsroom.add_feed()
    await newsroom.hear(url, told("Karst"))
    before = (await newsroom.story()).relevance
    copy = replace(told("Karst", guid="copy"), title="Bakery wins prize for bread and cakes")
    await newsroom.hear(await newsroom.add_feed("b", an_outlet("B")), copy)
    story = await newsroom.story()
    assert story.relevance >= before
    assert story.brief.outlets == 2


async def test_texts_in_arabic_make_a_story_in_arabic(newsroom):
    url = await newsroom.add_feed(outlet=an_outlet(language="ar"))
    await newsroom.hear(url, an_entry("قصف صاروخي ومقتل جنود في كارست", "قتل جنود في هجوم بصواريخ.", guid="ar"))
    brief = (await newsroom.story()).brief
    assert (brief.language, brief.excerpts[0].language) == ("ar", "ar")
