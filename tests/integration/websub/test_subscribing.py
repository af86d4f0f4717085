"""Subscribing at a real hub: asking, being verified, renewing, and what becomes of it where a hub misbehaves."""

import asyncio
from datetime import timedelta

import pytest

from feeds.core.websub import PushRules
from feeds.errors import AddressRefused, BadRedirect, HttpStatus, TimedOut, Unreachable
from feeds.model import PushState
from tests.integration.pipeline.newsroom import told
from tests.integration.websub.room import FEED
from tests.support.builders import NOW
from tests.support.feed_server import FeedServer

RULES = PushRules()
PATIENCE = timedelta(seconds=RULES.patience)


# ------------------------------------------------------------------ as it should be


async def test_a_hub_that_a_feed_names_is_asked_and_verifies(room, hub):
    found = await room.subscribe()
    assert (found.state, found.problem) == (PushState.ACTIVE, None)
    assert found.lease_ends_at == NOW + timedelta(days=10)
    (asked,) = hub.requests
    assert (asked["hub.mode"], asked["hub.topic"], asked["hub.lease_seconds"]) == ("subscribe", FEED, "864000")
    assert len(asked["hub.secret"]) == 64
    assert hub.subscribers == [asked["hub.callback"]]


async def test_the_challenge_is_answered_as_what_no_browser_takes_for_a_page(room, hub):
    hub.behave(challenge="<script>alert(1)</script>")
    await room.subscribe()
    (verified,) = hub.verifications
    assert (verified["status"], verified["good"]) == (200, True)
    assert verified["headers"]["content-type"] == "application/octet-stream"
    assert verified["headers"]["x-content-type-options"] == "nosniff"


async def test_a_hub_that_verifies_before_it_answers_is_understood(room, hub):
    hub.behave(first=True)
    assert (await room.subscribe()).state is PushState.ACTIVE


async def test_a_hub_that_has_verified_may_answer_what_it_likes(room, hub):
    hub.behave(first=True, status=500)
    assert (await room.subscribe()).state is PushState.ACTIVE


async def test_neither_the_callback_nor_the_secret_can_be_read_from_the_database(room, hub):
    await room.subscribe()
    token, secret = room.path_of().rpartition("/")[2], hub.requests[0]["hub.secret"]
    assert len(token) >= 43
    held = b"".join(path.read_bytes() for path in room.database.parent.iterdir())
    assert token.encode() not in held
    assert secret.encode() not in held
    assert bytes.fromhex(secret) not in held


async def test_a_hub_is_asked_once_and_then_left_alone_until_the_lease_wears_on(room, hub):
    await room.subscribe()
    await room.poll()
    assert await room.ask() == 0
    await room.at(NOW + timedelta(days=7.9))
    assert len(hub.requests) == 1


async def test_a_lease_is_renewed_with_a_new_callback_and_a_new_secret_and_without_a_gap(room, hub):
    await room.subscribe()
    old = room.path_of()
    hub.behave(verify=False)
    await room.at(NOW + timedelta(days=8))
    assert (await room.subscription()).state is PushState.ACTIVE
    assert await room.push(told("Karst")) == [202]  # while the renewal is not verified
    hub.behave(verify=True)
    await room.at(NOW + timedelta(days=8) + PATIENCE)
    await room.at(NOW + timedelta(days=8) + PATIENCE * 1.2)
    renewed = await room.until(lambda it: it.lease_ends_at > NOW + timedelta(days=17))
    assert renewed.delivered_at is not None
    assert len({asked["hub.callback"] for asked in hub.requests}) == 3
    assert len({asked["hub.secret"] for asked in hub.requests}) == 3
    assert sorted(await room.push(told("Velmora"))) == [202, 410]  # the old callback says that it is not needed
    assert room.titles() == ["Missile strike kills soldiers in Karst", "Missile strike kills soldiers in Velmora"]
    assert (await room.call("GET", old)).status_code == 404


async def test_a_feed_that_moves_to_another_hub_is_followed_and_one_that_names_none_is_forgotten(room, hubs):
    await room.subscribe()
    other = hubs.hub()
    await room.poll(hub=other.url)
    await room.ask()
    await room.until(lambda it: it.hub == other.url and it.asked is None)
    assert await room.push(told("Karst"), hub=other) == [202]
    await room.poll(told("Karst"), hub=None)
    assert await room.subscription() is None
    assert await room.push(told("Velmora"), hub=other) == [202]  # not taken in, as the subscription is gone
    assert await room.push(told("Velmora"), hub=other) == [410]
    assert len(room.titles()) == 1


async def test_a_restart_knows_the_callbacks_and_looks_for_what_was_pushed_meanwhile(room):
    await room.subscribe()
    await room.push(told("Karst"))
    await room.poll(told("Karst"))
    assert await room.next_check() == timedelta(hours=1)
    room.build()
    await room.door.start()
    assert await room.next_check() == timedelta()
    assert room.subscriptions.known(room.path_of().rpartition("/")[2])


# ------------------------------------------------------------------ hubs that misbehave


async def failing(room):
    """The subscription after the hub was asked."""
    await room.poll()
    await room.ask()
    return await room.subscription()


@pytest.mark.parametrize(("status", "retry_after", "wait"), [(503, 7200, 7200), (404, 1, 63)])
async def test_a_hub_that_refuses_is_asked_again_later(room, hub, status, retry_after, wait):
    hub.behave(status=status, retry_after=retry_after, verify=False)
    found = await failing(room)
    assert found.problem.startswith(f"the server answered {status}")
    assert found.next_at - NOW >= timedelta(seconds=wait - 1)
    hub.behave(status=202, verify=True)
    await room.at(NOW + timedelta(seconds=wait * 1.1))
    await room.until(lambda it: it.state is PushState.ACTIVE)


async def test_a_hub_that_never_verifies_is_asked_again_with_another_callback(room, hub):
    hub.behave(verify=False)
    assert (await failing(room)).state is PushState.ASKED
    await room.at(NOW + PATIENCE)
    found = await room.subscription()
    assert (found.state, found.problem) == (PushState.NONE, "the hub took the request and never verified it")
    hub.behave(verify=True)
    await room.at(NOW + PATIENCE + timedelta(seconds=70))
    await room.until(lambda it: it.state is PushState.ACTIVE)
    assert hub.requests[0]["hub.callback"] != hub.requests[1]["hub.callback"]


async def until_called(hub):
    async with asyncio.timeout(5):
        while not (calls := await asyncio.to_thread(lambda: hub.verifications)):
            await asyncio.sleep(0.01)
    return calls[-1]


async def test_a_verification_of_another_topic_is_not_agreed_to(room, hub):
    hub.behave(topic="http://news.example/other")
    await failing(room)
    assert (await until_called(hub))["status"] == 404
    assert (await room.subscription()).state is PushState.ASKED
    assert hub.subscribers == []


@pytest.mark.parametrize("lease", [1, "forever"])
async def test_a_lease_of_a_second_is_refused(room, hub, lease):
    hub.behave(lease=lease)
    await failing(room)
    assert (await until_called(hub))["status"] == 404
    found = await room.subscription()
    assert (found.state, found.problem) == (PushState.NONE, f"the hub grants a lease of {lease} s, of no use")


async def test_a_lease_that_cannot_be_renewed_ends_and_the_feed_is_polled_at_once(room, hub):
    hub.behave(lease=1000)
    await room.subscribe()
    await room.push(told("Karst"))
    await room.poll(told("Karst"))
    assert await room.next_check() == timedelta(hours=1)
    hub.behave(status=503)
    for second in (800, 900, 1000):
        await room.at(NOW + timedelta(seconds=second))
    found = await room.subscription()
    assert found.state in {PushState.LAPSED, PushState.NONE}
    assert await room.next_check() == timedelta()
    assert await room.push(told("Velmora")) == [410]


async def test_a_denial_is_heeded_for_a_week_and_polling_goes_on(room, hub):
    hub.behave(deny="this topic is not for you")
    await failing(room)
    found = await room.until(lambda it: it.state is PushState.DENIED)
    assert found.problem == "the hub denied the subscription: this topic is not for you"
    await room.at(NOW + timedelta(days=6.9))
    assert len(hub.requests) == 1
    await room.at(NOW + timedelta(days=7))
    assert len(hub.requests) == 2


async def test_a_subscription_that_is_denied_while_it_runs_is_over(room, hub):
    await room.subscribe()
    await room.push(told("Karst"))
    await room.poll(told("Karst"))
    assert await asyncio.to_thread(hub.verify, "denied", **{"hub.reason": "closed"}) == [200]
    assert (await room.subscription()).state is PushState.DENIED
    assert await room.next_check() == timedelta()


async def test_a_hub_that_moves_is_followed_with_the_form(room, hubs):
    other = hubs.hub()
    room.hub.behave(redirect=other.url)
    await room.subscribe()
    assert other.subscribers == [other.requests[0]["hub.callback"]]


# ------------------------------------------------------------------ what a form is not sent to


async def test_a_form_is_not_led_into_private_networks(room, hub):
    """The room may reach 127.0.0.1, where its hub is, and nothing else of this machine."""
    hub.behave(redirect="http://127.0.0.2:1/")
    with pytest.raises(AddressRefused, match=r"redirects to one that is refused: 127\.0\.0\.2 is not a public address"):
        await room.client.post(hub.url, {"a": "b"})
    for place in ("http://10.0.0.1/", "http://[::1]/", "http://169.254.169.254/latest", "file:///etc/passwd"):
        with pytest.raises(AddressRefused):
            await room.client.post(place, {"a": "b"})


async def test_a_redirect_that_would_make_another_request_of_a_form_is_not_followed(room, hub):
    for status in (301, 302, 303):
        hub.behave(redirect=room.url, status=status)
        with pytest.raises(HttpStatus, match=str(status)):
            await room.client.post(hub.url, {"a": "b"})


async def test_redirects_of_forms_end(room, hub):
    hub.behave(redirect=hub.url)
    with pytest.raises(BadRedirect, match="more than 5 times"):
        await room.client.post(hub.url, {"a": "b"})


async def test_servers_that_are_no_hubs_harm_nobody(ground, hub):
    async with ground.push_room(hub, total=0.3) as room:
        with FeedServer() as server:
            server.stall("/stall")
            server.reset("/reset")
            server.noise("/noise")
            server.oversize("/endless", 50 * 2**20)
            await room.client.post(server.url("/endless"), {"a": "b"})
            with pytest.raises(TimedOut):
                await room.client.post(server.url("/stall"), {"a": "b"})
            for path in ("/reset", "/noise"):
                with pytest.raises(Unreachable):
                    await room.client.post(server.url(path), {"a": "b"})


async def test_a_hub_that_is_slow_is_not_waited_for_for_ever_and_may_verify_late_all_the_same(ground, hub):
    hub.behave(delay=0.5, first=True)
    async with ground.push_room(hub, total=0.2) as room:
        await room.poll()
        await room.ask()
        assert (await room.subscription()).state is PushState.ASKED
        await room.until(lambda it: it.state is PushState.ACTIVE)


# ------------------------------------------------------------------ twins


async def test_a_feed_that_names_its_own_subscriber_as_hub_asks_into_the_void(room):
    await room.poll(hub=f"{room.url}/websub/x")
    await room.ask()
    found = await room.subscription()
    assert (found.state, found.problem) == (PushState.NONE, "the server answered 410 Gone")


async def test_a_feed_that_names_a_hub_for_another_feeds_topic_gets_no_hold_of_that_feed(room, hubs):
    """What it is sent counts as its own, however true: it could have said so itself."""
    twin = hubs.hub()
    await room.subscribe()
    await room.add_feed("http://evil.example/feed", "Evil Twin")
    room.fetch.serve(
        "http://evil.example/feed", b"<feed xmlns='http://www.w3.org/2005/Atom'/>", hub=twin.url, topic=FEED
    )
    await room.pipeline.poll(await room.feed("http://evil.example/feed"))
    await room.ask()
    await room.until(lambda it: it.state is PushState.ACTIVE, "http://evil.example/feed")
    assert await room.push(told("Karst"), hub=twin) == [202]
    assert room.rows("SELECT feeds.url FROM feeds JOIN items ON feeds.id = feed_id") == [("http://evil.example/feed",)]
    assert (await room.subscription()).delivered_at is None


async def test_a_paused_feed_is_not_renewed(room, hub):
    await room.subscribe()
    await room.pause()
    await room.at(NOW + timedelta(days=9))
    assert len(hub.requests) == 1
