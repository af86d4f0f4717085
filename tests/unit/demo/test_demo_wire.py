"""The sample wire's contents: what it must have, and that it is of one piece."""

import re
from collections import Counter

import pytest

from bot.demo.wire import DAY_MINUTES, Affiliation, Ending, Format, Terms, load_wire

WIRE = load_wire()
FIRST_VERSIONS = [entry for entry in WIRE.entries if entry.at == entry.first_at]
BY_GUID = {entry.guid: entry for entry in FIRST_VERSIONS}
REVISIONS = [entry for entry in WIRE.entries if entry.at > entry.first_at]
NEVER = [guid for guids in WIRE.never.values() for guid in guids]

#: how the names of real countries and places, or their people, begin
REAL = """
    afghan algeria argentin armenia australia austria azerbaijan belarus belgi brazil britain british bulgaria
    canad china chinese congo croatia czech egypt ethiopia finland france french georgia german greece greek
    hungar india indonesia iran iraq ireland irish israel ital japan jordan kazakh kenya korea kosovo leban
    libya mali mexic moldova morocc myanmar nepal netherlands nigeria norw pakistan palestin poland polish
    portug romania russia saudi serbia slovak slovenia somalia spain sudan swed swiss syria taiwan thailand
    tunisia turk uganda ukrain united america uzbek vietnam yemen gaza donbas crimea karabakh moscow kyiv baku
    yerevan tehran washington beijing nato
"""


def words(text: str) -> str:
    return re.sub(r"<[^>]+>|&\w+;", " ", text)


def test_has_feeds_of_all_formats_terms_and_affiliations():
    assert len(WIRE.feeds) >= 12
    assert {feed.format for feed in WIRE.feeds} == set(Format)
    assert {outlet.terms for outlet in WIRE.outlets} == set(Terms)
    assert {outlet.affiliation for outlet in WIRE.outlets} == set(Affiliation)


def test_each_side_has_official_outlets_and_only_they_speak_for_a_side():
    sides = {country.name for country in WIRE.countries if country.role == "side"}
    party = [outlet for outlet in WIRE.outlets if outlet.affiliation is Affiliation.PARTY]
    assert {outlet.side for outlet in party} == sides
    assert all(outlet.side == "" for outlet in WIRE.outlets if outlet not in party)


def test_an_outlet_has_a_credit_line_exactly_where_its_terms_ask_for_one():
    for outlet in WIRE.outlets:
        assert bool(outlet.credit) == (outlet.terms is Terms.FULL_WITH_CREDIT), outlet.id


def test_has_about_sixty_entries_within_the_day_of_which_at_least_fifteen_are_unrelated():
    assert 60 <= len(FIRST_VERSIONS) <= 80
    assert all(0 <= entry.at < DAY_MINUTES for entry in WIRE.entries)
    assert len(WIRE.never["unrelated"]) >= 15
    assert WIRE.last_minute == max(entry.at for entry in WIRE.entries)


def test_every_entry_belongs_to_a_known_feed_of_the_outlet_in_its_guid():
    for entry in WIRE.entries:
        assert WIRE.feed(entry.feed).outlet == entry.guid.partition(":")[0], entry.guid


@pytest.mark.parametrize("entry", FIRST_VERSIONS, ids=lambda entry: entry.guid)
def test_a_summary_is_as_long_as_feeds_carry(entry):
    assert 28 <= len(words(entry.summary).split()) <= 90


def test_every_label_is_expected_and_every_expected_source_bears_its_label():
    labels = {entry.story for entry in FIRST_VERSIONS if entry.story}
    assert labels == {story.label for story in WIRE.expected}
    for story in WIRE.expected:
        guids = {entry.guid for entry in FIRST_VERSIONS if entry.story == story.label}
        assert guids == {*story.sources, *story.optional}
        assert set(story.copies) < set(story.sources)


def test_every_entry_is_either_a_source_of_one_story_or_never_posted():
    placed = Counter([*(guid for story in WIRE.expected for guid in (*story.sources, *story.optional)), *NEVER])
    assert placed == Counter(entry.guid for entry in FIRST_VERSIONS)
    assert all(BY_GUID[guid].story == "" for guid in NEVER)


def test_reasons_never_to_post_match_the_entries():
    assert {entry.guid for entry in FIRST_VERSIONS if entry.age_hours} == set(WIRE.never["stale"])
    assert {entry.guid for entry in FIRST_VERSIONS if entry.cut} == set(WIRE.never["cut"])
    assert all(BY_GUID[guid].age_hours >= 48 for guid in WIRE.never["stale"])


def test_the_desk_gets_what_one_side_alone_reports_and_nothing_else():
    for story in WIRE.expected:
        if story.label == "chess-siege":  # held for another reason: it may not be about the conflict
            continue
        outlets = [WIRE.outlet(BY_GUID[guid].guid.partition(":")[0]) for guid in story.sources]
        one_side = len({outlet.side for outlet in outlets}) == 1 and outlets[0].affiliation is Affiliation.PARTY
        assert (story.ends is Ending.DESK) == one_side, story.label


def test_what_goes_to_the_channel_is_first_reported_by_no_party_and_an_hour_before_any():
    for story in WIRE.expected:
        if story.ends is Ending.DESK:
            continue
        entries = sorted((BY_GUID[guid] for guid in story.sources), key=lambda entry: entry.at)
        parties = [e for e in entries if WIRE.outlet(e.guid.partition(":")[0]).affiliation is Affiliation.PARTY]
        assert all(entry.at >= entries[0].at + 60 for entry in parties), story.label


def test_copies_repeat_the_wire_report_word_for_word_with_a_credit_line():
    original = BY_GUID["halcyon:pelgrove-substation"].summary
    story = next(story for story in WIRE.expected if story.copies)
    for guid in story.copies:
        assert original in words(BY_GUID[guid].summary)
        assert "Halcyon Newswire" in words(BY_GUID[guid].summary).replace(original, "")


def test_revisions_keep_their_guid_and_date_and_replace_what_they_change():
    assert {entry.guid for entry in REVISIONS} == {
        "halcyon:jorvenna-market",
        "herald:caldrith-ceasefire",
        "relief:tarrow-displaced",
    }
    for revision in REVISIONS:
        first = BY_GUID[revision.guid]
        assert (first.until, first.story, revision.first_at) == (revision.at, revision.story, first.at)
        assert revision.title != first.title


def test_a_retitled_entry_keeps_its_text_and_an_update_changes_its_figures():
    retitled, toll = (
        next(entry for entry in REVISIONS if entry.guid == guid)
        for guid in ("herald:caldrith-ceasefire", "halcyon:jorvenna-market")
    )
    assert retitled.summary == BY_GUID[retitled.guid].summary
    assert "nine" in BY_GUID[toll.guid].summary
    assert "12" in toll.summary


def test_one_version_of_an_entry_stands_at_a_time():
    for minute in range(0, DAY_MINUTES, 5):
        standing = Counter(entry.guid for entry in WIRE.entries if entry.stands(minute))
        assert not [guid for guid, count in standing.items() if count > 1]


def test_nothing_is_due_in_a_feed_that_has_died():
    for feed in WIRE.feeds:
        if feed.fails_at is not None:
            assert all(entry.at < feed.fails_at - 60 for entry in WIRE.entries if entry.feed == feed.id)


def test_the_entry_that_is_cut_is_the_last_of_the_malformed_feed_all_day():
    (feed,) = (feed for feed in WIRE.feeds if feed.malformed)
    for minute in range(5, DAY_MINUTES, 5):
        assert WIRE.due(feed.id, minute)[-1].cut


def test_there_is_an_arabic_outlet_an_entry_without_a_date_and_hostile_titles():
    assert "ar" in {outlet.language for outlet in WIRE.outlets}
    assert any(not entry.dated for entry in WIRE.entries)
    assert any("<script>" in entry.title and entry.story for entry in WIRE.entries)
    assert any(re.search(r"<b>(?!.*</b>)", entry.title) for entry in WIRE.entries)
    assert any(entry.html and "&lt;" in entry.summary and "&amp;" in entry.summary for entry in WIRE.entries)


def test_only_places_of_the_world_are_held_by_its_countries():
    names = {country.name for country in WIRE.countries} | {""}
    assert {place.held_by for place in WIRE.places} <= names
    assert 10 <= len(WIRE.places) <= 15
    assert {country.capital for country in WIRE.countries if country.role == "side"} <= {p.name for p in WIRE.places}


def test_every_place_but_the_capitals_is_in_the_news():
    texts = " ".join(f"{entry.title} {entry.summary}" for entry in WIRE.entries)
    assert [place.name for place in WIRE.places if place.name not in texts] == []


def test_no_real_country_or_place_is_named():
    texts = [f"{entry.title} {entry.summary} {entry.author}" for entry in WIRE.entries]
    texts += [f"{outlet.name} {outlet.country} {outlet.owner} {outlet.credit}" for outlet in WIRE.outlets]
    texts += [f"{place.name} {place.region}" for place in WIRE.places]
    everything = re.findall(r"[A-Z][\w']+", " ".join(texts).replace("Ostrel United", "Ostrel"))
    named = {word for word in everything for real in REAL.split() if word.lower().startswith(real)}
    assert named == set()


def test_unknown_outlets_and_feeds_are_key_errors():
    with pytest.raises(KeyError):
        WIRE.outlet("nobody")
    with pytest.raises(KeyError):
        WIRE.feed("nothing")
