"""What is done about a feed's hub: whom to ask and when, and what to answer."""

from dataclasses import replace
from datetime import timedelta

import pytest

from feeds.core.websub import (
    LONGEST_ADDRESS,
    LONGEST_CHALLENGE,
    PushRules,
    answer,
    ask,
    callback_of,
    failed,
    hub_request,
    named,
    request_form,
    settled,
)
from feeds.model import FeedId, HubLink, PushState, Subscription
from tests.support.builders import NOW

RULES = PushRules()
FEED = "https://news.example/feed"
HUB = "https://hub.example/"
NEVER = (None, None)
OLD, FRESH = callback_of("old"), callback_of("fresh")


def after(seconds):
    return NOW + timedelta(seconds=seconds)


def fresh(**changes):
    return replace(Subscription(FeedId(1), HUB, FEED, NOW), **changes)


def asked(**changes):
    return ask(fresh(**changes), FRESH, now=NOW, rules=RULES)


def active(**changes):
    lease = {"state": PushState.ACTIVE, "callback": OLD, "lease_ends_at": after(1000), "next_at": after(800)}
    return fresh(**{**lease, **changes})


def request(mode="subscribe", *, topic=FEED, challenge="echo me", lease="864000", **more):
    said = {"hub.mode": mode, "hub.topic": topic, "hub.challenge": challenge, "hub.lease_seconds": lease, **more}
    return hub_request((name, value) for name, value in said.items() if value is not None)


def answered(subscription, callback=FRESH, at=NOW, jitter=0.0, **asks):
    return answer(subscription, callback, request(**asks), now=at, rules=RULES, jitter=jitter)


# ------------------------------------------------------------------ discovery (§4)


def test_what_headers_name_goes_before_what_the_document_names():
    there = ("https://other.example/", "https://other.example/feed")
    assert named((HUB, FEED), there, url=FEED) == HubLink(HUB, FEED)
    assert named(NEVER, (HUB, FEED), url="https://x.example/") == HubLink(HUB, FEED)
    assert named((None, FEED), there, url=FEED) == HubLink(*there)  # a self link alone names no hub


def test_without_a_self_link_the_topic_is_what_the_other_place_says_or_what_was_fetched():
    assert named((HUB, None), (None, FEED), url="https://x.example/") == HubLink(HUB, FEED)
    assert named((HUB, None), NEVER, url=FEED) == HubLink(HUB, FEED)


@pytest.mark.parametrize("hub", [None, "", "ftp://hub.example/", "javascript:alert(1)", "http://[", "mailto:a@b"])
def test_what_is_no_address_of_the_web_is_no_hub(hub):
    assert named((hub, FEED), NEVER, url=FEED) is None


def test_addresses_without_end_are_no_hub_and_no_topic():
    endless = HUB + "x" * LONGEST_ADDRESS
    assert named((endless, FEED), NEVER, url=FEED) is None
    assert named((HUB, endless), NEVER, url=FEED) is None


@pytest.mark.parametrize(
    ("hub", "topic", "url", "expected"),
    [
        ("http://hub.example/a", FEED, FEED, "https://hub.example/a"),
        ("HTTP://hub.example/a", "http://news.example/feed", FEED, "https://hub.example/a"),
        ("http://hub.example/a", FEED, "http://news.example/feed", "https://hub.example/a"),
        ("http://hub.example/a", "http://news.example/feed", "http://news.example/feed", "http://hub.example/a"),
        ("https://hub.example/a", "http://news.example/feed", "http://news.example/feed", "https://hub.example/a"),
    ],
)
def test_being_pushed_to_is_never_weaker_than_polling(hub, topic, url, expected):
    assert named((hub, topic), NEVER, url=url).hub == expected


# ------------------------------------------------------------------ asking (§5.1)


def test_a_hub_is_asked_for_a_lease_with_a_callback_and_a_secret():
    assert request_form(asked(), callback="https://us.example/websub/t", secret="s", rules=RULES) == {
        "hub.callback": "https://us.example/websub/t",
        "hub.mode": "subscribe",
        "hub.topic": FEED,
        "hub.lease_seconds": "864000",
        "hub.secret": "s",
    }


def test_who_was_asked_has_some_minutes_to_verify():
    waiting = asked()
    assert (waiting.state, waiting.asked, waiting.next_at) == (PushState.ASKED, FRESH, after(RULES.patience))
    assert settled(waiting, now=after(RULES.patience - 1), rules=RULES, jitter=0) == waiting
    late = settled(waiting, now=after(RULES.patience), rules=RULES, jitter=0)
    assert (late.state, late.asked, late.failures) == (PushState.NONE, None, 1)
    assert late.problem == "the hub took the request and never verified it"
    assert late.next_at == after(RULES.patience + RULES.retry)


def test_failures_are_waited_out_longer_and_longer_and_in_the_end_the_hub_is_left_alone():
    subscription, waits = asked(), []
    for _ in range(RULES.failures + 1):
        subscription = failed(subscription, "no", now=NOW, rules=RULES, jitter=0)
        waits.append((subscription.next_at - NOW).total_seconds())
        if len(waits) < RULES.failures:
            assert subscription.state is PushState.NONE
        else:
            assert subscription.state is PushState.DENIED
    assert waits[:4] == [60, 120, 240, 480]
    assert waits[-2:] == [RULES.rest, RULES.rest]


def test_a_hub_that_says_when_to_come_again_is_not_asked_sooner():
    busy = failed(asked(), "503", now=NOW, rules=RULES, jitter=0, retry_after=7200)
    assert busy.next_at == after(7200)
    assert failed(asked(), "503", now=NOW, rules=RULES, jitter=0, retry_after=1e12).next_at == after(RULES.rest)


def test_a_renewal_that_fails_leaves_the_lease_as_it_is():
    renewing = ask(active(), FRESH, now=after(800), rules=RULES)
    assert (renewing.state, renewing.callback, renewing.asked) == (PushState.ACTIVE, OLD, FRESH)
    failing = failed(renewing, "no", now=after(810), rules=RULES, jitter=0)
    assert (failing.state, failing.callback, failing.asked) == (PushState.ACTIVE, OLD, None)
    assert failing.next_at == after(870)


def test_what_is_to_be_done_is_never_put_off_beyond_the_end_of_a_lease():
    assert ask(active(), FRESH, now=after(900), rules=RULES).next_at == after(1000)
    tired = active(failures=RULES.failures)
    assert failed(tired, "no", now=after(900), rules=RULES, jitter=0).next_at == after(1000)


def test_a_lease_that_ends_is_over_and_the_hub_is_asked_anew():
    over = settled(active(next_at=after(1000)), now=after(1000), rules=RULES, jitter=0)
    assert (over.state, over.callback, over.lease_ends_at) == (PushState.LAPSED, None, None)
    assert over.next_at <= after(1000)
    assert ask(over, FRESH, now=after(1000), rules=RULES).state is PushState.ASKED


def test_a_renewal_on_its_way_is_waited_for_beyond_the_end_of_the_lease():
    renewing = ask(active(), FRESH, now=after(900), rules=RULES)
    over = settled(renewing, now=after(1000), rules=RULES, jitter=0)
    assert (over.state, over.asked, over.next_at) == (PushState.LAPSED, FRESH, after(900 + RULES.patience))


# ------------------------------------------------------------------ verification of intent (§5.3)


def test_what_we_asked_for_is_verified_with_its_challenge():
    found = answered(asked(failures=3, problem="no"))
    assert found.body == "echo me"
    assert (found.after.state, found.after.callback, found.after.asked) == (PushState.ACTIVE, FRESH, None)
    assert found.after.lease_ends_at == after(864000)
    assert (found.after.failures, found.after.problem) == (0, None)


@pytest.mark.parametrize(("jitter", "share"), [(0.0, 0.7), (0.5, 0.8), (1.0, 0.9)])
def test_a_lease_is_renewed_between_seventy_and_ninety_per_cent_of_it(jitter, share):
    found = answered(asked(), jitter=jitter, lease="1000")
    assert found.after.next_at == after(1000 * share)


def test_a_renewal_replaces_the_callback_and_keeps_what_was_earned():
    before = ask(active(delivered_at=NOW), FRESH, now=after(800), rules=RULES)
    found = answered(before, at=after(801))
    assert (found.after.callback, found.after.delivered_at) == (FRESH, NOW)
    lapsed = settled(before, now=after(1000), rules=RULES, jitter=0)
    assert answered(lapsed, at=after(1001)).after.delivered_at is None


@pytest.mark.parametrize(
    "asks",
    [
        {"topic": "https://news.example/other"},
        {"topic": FEED + "/"},
        {"mode": "unsubscribe"},
        {"mode": "publish"},
        {"challenge": None},
        {"challenge": "x" * (LONGEST_CHALLENGE + 1)},
        {"challenge": "a\r\nb"},
        {"challenge": "\x00"},
        {"challenge": "é"},
    ],
)
def test_what_we_did_not_ask_for_is_not_agreed_to(asks):
    found = answered(asked(), **asks)
    assert (found.body, found.is_nothing_new) == (None, True)


def test_a_callback_that_is_not_the_subscriptions_is_not_agreed_to():
    assert answered(asked(), callback=callback_of("guess")).body is None
    assert answered(fresh(), callback=callback_of("guess")).body is None


@pytest.mark.parametrize("topic", ["https://news.example/~a%2fb", "https://news.example/%7Ea%2Fb"])
def test_spellings_of_a_topic_that_hubs_make_one_are_one(topic):
    assert answered(asked(topic="https://news.example/%7ea%2fb"), topic=topic).body == "echo me"


@pytest.mark.parametrize("lease", ["1", "299", "0", "-5", "1e9", "soon", "", "9" * 13])
def test_a_lease_of_no_use_is_refused_and_counts_as_a_failure(lease):
    found = answered(asked(), lease=lease)
    assert found.body is None
    assert (found.after.state, found.after.failures, found.after.callback) == (PushState.NONE, 1, None)
    assert "of no use" in found.after.problem


def test_a_lease_for_ever_is_one_of_thirty_days_and_one_of_no_length_is_what_we_asked_for():
    assert answered(asked(), lease="999999999").after.lease_ends_at == after(RULES.longest)
    assert answered(asked(), lease=None).after.lease_ends_at == after(RULES.lease)


def test_a_hub_may_ask_again_but_that_makes_no_lease_longer():
    found = answered(active(), callback=OLD, lease="864000")
    assert (found.body, found.is_nothing_new) == ("echo me", True)
    assert answered(active(), callback=OLD, at=after(1000)).body is None


@pytest.mark.parametrize(
    "query",
    [
        [],
        [("hub.mode", "subscribe")],
        [("hub.topic", FEED)],
        [("hub.mode", ""), ("hub.topic", FEED)],
        [("hub.mode", "subscribe"), ("hub.topic", FEED), ("hub.topic", "https://evil.example/")],
        [("hub.mode", "subscribe"), ("hub.mode", "denied"), ("hub.topic", FEED)],
        [("HUB.MODE", "subscribe"), ("hub.topic", FEED)],
    ],
)
def test_a_query_that_says_too_little_or_something_twice_is_none_of_a_hubs(query):
    assert hub_request(query) is None


# ------------------------------------------------------------------ denial (§5.2)


def test_a_denial_ends_what_was_asked_for_and_says_why():
    found = answered(asked(), mode="denied", challenge=None, **{"hub.reason": "no\x1b\nroom\x00 " + "x" * 500})
    assert found.body == ""
    assert (found.after.state, found.after.asked, found.after.next_at) == (PushState.DENIED, None, after(RULES.rest))
    assert found.after.problem.startswith("the hub denied the subscription: no room xx")
    assert len(found.after.problem) < 300


def test_a_subscription_that_runs_may_be_denied_as_well():
    found = answered(active(delivered_at=NOW), callback=OLD, mode="denied")
    assert (found.after.state, found.after.callback, found.after.lease_ends_at) == (PushState.DENIED, None, None)
    assert found.after.problem == "the hub denied the subscription"


def test_a_denial_ends_the_one_callback_that_it_came_to():
    both = ask(active(), FRESH, now=NOW, rules=RULES)
    renewal = answered(both, mode="denied").after
    assert (renewal.state, renewal.callback, renewal.asked) == (PushState.ACTIVE, OLD, None)
    assert renewal.next_at == after(1000)
    lease = answered(both, callback=OLD, mode="denied").after
    assert (lease.state, lease.callback, lease.asked) == (PushState.ASKED, None, FRESH)


def test_a_denial_of_something_else_changes_nothing():
    found = answered(asked(), mode="denied", topic="https://news.example/other")
    assert (found.body, found.is_nothing_new) == (None, True)
