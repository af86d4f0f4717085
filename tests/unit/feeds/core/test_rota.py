"""Whose turn it is to be polled."""

import pytest

from feeds.core.rota import choose, host_of
from tests.support.builders import a_feed


def at(*hosts: str):
    return [a_feed(number, url=f"https://{host}/{number}") for number, host in enumerate(hosts, 1)]


def chosen(waiting, polling=(), *, room=10, per_host=2):
    begin, rest = choose(waiting, polling, room=room, per_host=per_host)
    return [feed.id for feed in begin], [feed.id for feed in rest]


def test_who_waits_longest_begins_as_far_as_there_is_room():
    assert chosen(at("a", "b", "c"), room=2) == ([1, 2], [3])
    assert chosen(at("a", "b"), room=0) == ([], [1, 2])
    assert chosen([]) == ([], [])


def test_a_host_gets_a_few_places_and_others_go_past_those_that_wait_for_it():
    assert chosen(at("a", "a", "a", "a", "b")) == ([1, 2, 5], [3, 4])


def test_what_is_polled_now_counts():
    assert chosen(at("a", "a", "b"), ["a", "a", "b"]) == ([3], [1, 2])


def test_feeds_that_are_slow_get_a_share_of_the_places_and_others_go_past_those_that_wait_for_it():
    begin, rest = choose(at("a", "b", "c", "d"), [], room=3, per_host=2, slow={1, 2, 3}, for_slow=1)
    assert ([feed.id for feed in begin], [feed.id for feed in rest]) == ([1, 4], [2, 3])
    begin, _ = choose(at("a", "b"), [], room=3, per_host=2, slow={1}, for_slow=-1)
    assert [feed.id for feed in begin] == [2]


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://News.Example:8080/a", "news.example"),
        ("http://[2001:db8::1]/a", "2001:db8::1"),
        ("http://[nonsense/", "http://[nonsense/"),
        ("nonsense", "nonsense"),
    ],
)
def test_the_host_of_an_address(url, host):
    assert host_of(url) == host
