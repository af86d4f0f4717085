"""The chain of revisions: what each kind of damage is called, and what is no damage."""

import tracemalloc
from dataclasses import replace
from datetime import timedelta, timezone

import pytest

from feeds.core.chain import GAPS_LISTED, GENESIS, head_of, link_hash, make_link, read_head, verify, write_head
from feeds.model import ChainFault, ChainHead, PostKind, Unreadable
from tests.support.builders import NOW, minutes
from tests.support.links import WHY, a_chain, erased

LINKS = a_chain("one", "two", "two", "four")


def again(link, **changes):
    """The link with something changed, and the hash that goes with it."""
    changed = replace(link, **changes)
    return replace(changed, hash=link_hash(changed))


def fault(links, **options):
    broken = verify(links, **options).broken
    return broken and (broken.fault, broken.place, broken.number)


def test_a_chain_that_was_left_alone_holds():
    report = verify(LINKS)
    assert report.ok
    assert (report.links, report.erased, report.found_at) == (4, 0, None)
    assert report.head == head_of(LINKS[-1])
    assert report.first_at == LINKS[0].at


def test_two_posts_with_the_same_text_are_two_links():
    assert LINKS[1].text == LINKS[2].text
    assert LINKS[1].hash != LINKS[2].hash


def test_the_first_link_names_no_predecessor():
    assert LINKS[0].number == 1
    assert LINKS[0].previous == GENESIS


def test_a_link_is_timed_in_whole_seconds_of_utc():
    zone = timezone(timedelta(hours=2))
    at = (NOW + timedelta(microseconds=999_999)).astimezone(zone)
    link = make_link(None, "x", salt="00" * 16, public_id="", kind=PostKind.ROUNDUP, revision=0, at=at)
    assert link.at.isoformat() == NOW.isoformat()


def test_a_time_without_a_zone_is_a_programming_error():
    with pytest.raises(ValueError, match="without a zone"):
        link_hash(replace(LINKS[0], at=NOW.replace(tzinfo=None)))


def test_no_link_at_all_shows_nothing():
    assert fault([]) == (ChainFault.EMPTY, 1, None)
    assert fault([], head=LINKS[0].hash) == (ChainFault.EMPTY, 1, None)


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"number": 3}, ChainFault.MISSING),
        ({"number": 1}, ChainFault.ORDER),
        ({"public_id": "7K03"}, ChainFault.LINK),
        ({"kind": PostKind.EDIT}, ChainFault.LINK),
        ({"revision": 2}, ChainFault.LINK),
        ({"at": minutes(9)}, ChainFault.LINK),
        ({"digest": "0" * 64}, ChainFault.LINK),
        ({"previous": "0" * 64}, ChainFault.LINK),
        ({"hash": "0" * 64}, ChainFault.LINK),
        ({"text": "Two"}, ChainFault.TEXT),
        ({"salt": "00" * 16}, ChainFault.TEXT),
        ({"text": None}, ChainFault.GAP),
        ({"salt": None}, ChainFault.GAP),
        ({"text": None, "salt": None}, ChainFault.GAP),
        ({"text": None, "erased_at": NOW}, ChainFault.GAP),
        ({"text": None, "salt": None, "erased_at": NOW}, ChainFault.GAP),
        ({"erased_at": NOW}, ChainFault.GAP),
        ({"erased_why": "hear, hear"}, ChainFault.GAP),
    ],
)
def test_what_is_changed_is_called_by_its_name(changes, found):
    changed = [LINKS[0], replace(LINKS[1], **changes), *LINKS[2:]]
    assert fault(changed) == (found, 2, changed[1].number)


def test_a_link_that_is_changed_with_its_hash_is_found_at_the_next():
    forged = [LINKS[0], again(LINKS[1], revision=9), *LINKS[2:]]
    assert fault(forged) == (ChainFault.PREVIOUS, 3, 3)


def test_a_digest_that_is_changed_with_its_hash_does_not_fit_the_text():
    assert fault([LINKS[0], again(LINKS[1], digest="0" * 64)]) == (ChainFault.TEXT, 2, 2)


@pytest.mark.parametrize(
    ("links", "found"),
    [
        (LINKS[1:], (ChainFault.MISSING, 1, 2)),
        ([*LINKS[:2], LINKS[3]], (ChainFault.MISSING, 3, 4)),
        ([LINKS[0], LINKS[2], LINKS[1]], (ChainFault.MISSING, 2, 3)),
        ([LINKS[0], LINKS[0], LINKS[1]], (ChainFault.ORDER, 2, 1)),
        ([*LINKS, LINKS[1]], (ChainFault.ORDER, 5, 2)),
        ([again(LINKS[1], number=1), LINKS[2]], (ChainFault.PREVIOUS, 1, 1)),
        ([LINKS[0], again(LINKS[2], number=2)], (ChainFault.PREVIOUS, 2, 2)),
    ],
    ids=["first gone", "one gone", "two swapped", "one doubled", "one again at the end", "new first", "one replaced"],
)
def test_what_is_taken_out_put_in_or_moved_is_found(links, found):
    assert fault(links) == found


def test_links_that_are_missing_at_the_end_are_found_by_a_head_that_was_kept():
    kept = LINKS[-1].hash
    assert verify(LINKS[:3]).ok
    assert fault(LINKS[:3], head=kept) == (ChainFault.HEAD, 4, None)
    assert verify(LINKS, head=kept).found_at == 4


def test_a_chain_that_is_made_anew_is_found_by_a_head_that_was_kept():
    anew = a_chain("One", "two", "two", "four")
    assert verify(anew).ok
    assert fault(anew, head=LINKS[1].hash) == (ChainFault.HEAD, 5, None)


def test_a_head_that_was_kept_long_ago_holds_while_the_chain_grows():
    assert verify(LINKS, head=LINKS[1].hash).found_at == 2


def test_erased_texts_are_listed_and_are_no_fault():
    report = verify([LINKS[0], erased(LINKS[1]), erased(LINKS[2]), LINKS[3]], head=LINKS[3].hash)
    assert report.ok
    assert report.erased == 2
    assert [(gap.number, gap.at, gap.why) for gap in report.gaps] == [(2, NOW, WHY), (3, NOW, WHY)]


def test_an_erased_link_is_still_bound():
    assert fault([LINKS[0], replace(erased(LINKS[1]), at=NOW), *LINKS[2:]]) == (ChainFault.LINK, 2, 2)


def test_of_many_gaps_the_first_are_listed_and_all_are_counted():
    links = [erased(link) for link in a_chain(*["x"] * (GAPS_LISTED + 5))]
    report = verify(links)
    assert (report.erased, len(report.gaps)) == (GAPS_LISTED + 5, GAPS_LISTED)


def test_what_is_no_link_ends_the_check():
    cut = verify([LINKS[0], Unreadable("the file ends in the middle of the line", cut=True)])
    assert (cut.broken.fault, cut.broken.place, cut.links) == (ChainFault.CUT, 2, 1)
    odd = verify([Unreadable("the line is not JSON")])
    assert (odd.broken.fault, odd.broken.why) == (ChainFault.UNREADABLE, "the line is not JSON")


def test_a_lone_surrogate_in_anothers_link_is_no_crash():
    assert fault([replace(LINKS[0], text="\ud800")]) == (ChainFault.TEXT, 1, 1)


def test_a_chain_of_any_length_is_checked_in_constant_memory():
    def endless(number):
        before = None
        for index in range(number):
            link = make_link(before, "x" * 2000, salt="00" * 16, public_id="", kind=PostKind.NEW, revision=1, at=NOW)
            before = head_of(link)
            yield erased(link) if index % 2 else link

    verify(endless(10))
    tracemalloc.start()
    try:
        assert verify(endless(2000)).links == 2000
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()


def test_a_head_is_written_and_read():
    head = head_of(LINKS[2])
    assert read_head(write_head(head)) == head


@pytest.mark.parametrize("text", ["", "x", "0 2026-01-01T00:00:00Z " + "0" * 64, f"1 2026-13-01T00:00:00Z {'0' * 64}"])
def test_what_is_no_head_is_refused(text):
    with pytest.raises(ValueError, match=r"no head|month"):
        read_head(text)


def test_a_head_tells_how_long_the_chain_is():
    assert write_head(ChainHead(7, "ab" * 32, NOW)).startswith("7 2026-")
