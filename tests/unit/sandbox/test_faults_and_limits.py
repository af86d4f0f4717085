"""Scripted faults as a client sees them, and the published limits."""

import json
import subprocess
import sys
import time

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.client import SimError
from bot.sandbox.faults import Fault, FaultBook, FaultKind
from bot.sandbox.limits import Limiter
from bot.sandbox.options import LimitRules
from tests.support.telegram import LocalTelegram

CUT = (httpx.RemoteProtocolError, httpx.ReadError)


@pytest.fixture(autouse=True)
def fair_weather(place: LocalTelegram):
    yield
    place.sim.clear_faults()
    place.sim.limits(enforce=False)


def send(place: LocalTelegram, chat: int, text: str = "x", **options) -> httpx.Response:
    url = f"{place.api_url}{place.token}/sendMessage"
    return place.http.post(url, json={"chat_id": chat, "text": text}, **options)


def texts(place: LocalTelegram, chat: int) -> list[str]:
    return [message.text for message in place.sim.messages(chat)]


@pytest.mark.parametrize(
    ("kind", "status", "description"),
    [
        ("429", 429, "Too Many Requests: retry after 7"),
        ("500", 500, "Internal Server Error: restart"),
        ("401", 401, "Unauthorized"),
    ],
)
def test_faults_that_are_answers_take_no_effect(place: LocalTelegram, channel, kind, status, description):
    place.sim.fault(kind, "sendMessage", retry_after=7)
    response = send(place, channel)
    assert (response.status_code, response.json()["description"]) == (status, description)
    if kind == "429":
        assert response.headers["retry-after"] == "7"
        assert response.json()["parameters"] == {"retry_after": 7}
    assert texts(place, channel) == []
    assert send(place, channel).status_code == 200


def test_a_gateway_answers_in_html(place: LocalTelegram, channel):
    place.sim.fault("502_html", "sendMessage")
    response = send(place, channel)
    assert response.status_code == 502
    assert response.text.startswith("<html>")
    assert texts(place, channel) == []


@pytest.mark.parametrize(("kind", "kept"), [("reset_before", []), ("reset_after", ["x"])])
def test_a_cut_connection(place: LocalTelegram, channel, kind, kept):
    place.sim.fault(kind, "sendMessage", chat_id=channel)
    with pytest.raises(CUT):
        send(place, channel)
    assert texts(place, channel) == kept
    (call,) = [one for one in place.sim.calls("sendMessage") if one.params["chat_id"] == str(channel)]
    assert call.fault == kind


def test_an_effect_that_comes_late(place: LocalTelegram, channel):
    place.sim.time_factor(0.01)
    try:
        place.sim.fault("late_effect", "sendMessage", seconds=30)
        begun = time.monotonic()
        with pytest.raises(CUT):
            send(place, channel)
        assert time.monotonic() - begun < 0.25
        assert texts(place, channel) == []
        place.sim.until(channel, lambda seen: [one.text for one in seen] == ["x"], timeout=5)
    finally:
        place.sim.time_factor(1)


def test_an_answer_that_comes_late(place: LocalTelegram, channel):
    place.sim.fault("delay", "sendMessage", seconds=0.5)
    with pytest.raises(httpx.ReadTimeout):
        send(place, channel, timeout=0.2)
    assert texts(place, channel) == ["x"]


@pytest.mark.parametrize(("effect", "kept"), [(True, ["x"]), (False, [])])
def test_an_answer_that_never_comes(place: LocalTelegram, channel, effect, kept):
    place.sim.fault("stall", "sendMessage", effect=effect)
    with pytest.raises(httpx.ReadTimeout):
        send(place, channel, timeout=0.2)
    assert texts(place, channel) == kept


def test_rules_hit_the_calls_they_are_meant_for(place: LocalTelegram, channel):
    place.sim.fault("500", "sendMessage", chat_id=channel, times=2)
    assert send(place, place.channel).status_code == 200
    assert [send(place, channel).status_code for _ in range(3)] == [500, 500, 200]
    assert place.sim.faults()[0]["hits"] == 2
    with place.sim.faulty("500"):
        assert place.api("getMe").status_code == 500
        assert place.api("getUpdates").status_code == 200, "getUpdates is hit only by its name"
    assert place.api("getMe").status_code == 200


@pytest.mark.parametrize("method", [["sendMessage", "getChat"], "sendMessage, GETCHAT"])
def test_a_rule_may_name_several_methods(place: LocalTelegram, channel, method):
    place.sim.fault("500", method, times=0)
    assert send(place, channel).status_code == 500
    assert place.api("getChat", chat_id=channel).status_code == 500
    assert place.api("getMe").status_code == 200


def test_a_tenth_of_all_calls_goes_wrong_in_a_storm(place: LocalTelegram, channel):
    kinds = ("429", "500", "502_html", "401")

    def told():
        place.sim.storm(0.1, kinds, seed=4)
        codes = [place.api("getMe").status_code for _ in range(400)]
        assert {place.api("getUpdates").status_code for _ in range(5)} == {200}
        place.sim.clear_faults()
        return codes

    codes = told()
    assert set(codes) == {200, 429, 500, 502, 401}
    assert 20 < sum(code != 200 for code in codes) < 60
    assert told() == codes, "the same seed brings the same storm"


def test_a_storm_has_each_kind_as_often_as_the_others():
    share, book = 0.1 / 4, FaultBook()
    for at, kind in enumerate(("429", "500", "401", "delay")):
        probability = share / (1 - at * share)
        book.add(Fault(FaultKind(kind), times=0, probability=probability, seed=at))
    for _ in range(20_000):
        book.strike("sendMessage", "1")
    assert [round(rule.hits / 20_000, 2) for rule in book.rules] == pytest.approx([share] * 4, abs=0.006)


def test_a_late_effect_outlives_the_process_that_asked_for_it(place: LocalTelegram, channel):
    place.sim.fault("late_effect", "sendMessage", seconds=0.4)
    body = json.dumps({"chat_id": channel, "text": "last words"})
    head = f"POST /bot{place.token}/sendMessage HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    port = int(place.url.rpartition(":")[2])
    data = f"{head}Content-Length: {len(body)}\r\n\r\n{body}".encode()
    script = (
        "import socket, time\n"
        f"line = socket.create_connection(('127.0.0.1', {port}))\n"
        f"line.sendall({data!r})\n"
        "print(flush=True)\n"
        "time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-S", "-c", script], stdout=subprocess.PIPE) as sender:
        sender.stdout.readline()
        sender.kill()
    assert texts(place, channel) == []
    place.sim.until(channel, lambda seen: [one.text for one in seen] == ["last words"], timeout=5)


def test_a_stalled_call_ends_with_its_client(place: LocalTelegram, channel):
    place.sim.fault("stall", "getMe")
    before = place.sim.counters().outcomes.get("getMe", {}).get("cut", 0)
    with pytest.raises(httpx.ReadTimeout):
        place.http.get(f"{place.api_url}{place.token}/getMe", timeout=0.1)
    for _ in range(100):
        if place.sim.counters().outcomes.get("getMe", {}).get("cut", 0) > before:
            break
        time.sleep(0.02)
    else:
        pytest.fail("the call still waits")


@pytest.mark.parametrize(
    "body",
    [{"kind": "meteor"}, {"kind": "500", "colour": "red"}, {"kind": "500", "hits": 3}, {"kind": "500", "times": "few"}],
)
def test_nonsense_is_no_fault(place: LocalTelegram, body):
    kind = body.pop("kind")
    with pytest.raises(SimError) as caught:
        place.sim.fault(kind, **body)
    assert caught.value.status == 400


def test_a_probability_is_the_same_every_time():
    def hits():
        book = FaultBook()
        book.add(Fault(FaultKind.SERVER_ERROR, times=0, probability=0.3, seed=5))
        return [book.strike("sendMessage", "1") is not None for _ in range(200)]

    assert hits() == hits()
    assert 30 < sum(hits()) < 90


def test_the_limits_are_off_until_asked_for(place: LocalTelegram, channel):
    before = place.sim.counters().flood_refusals
    assert {send(place, channel).status_code for _ in range(40)} == {200}
    assert place.sim.counters().flood_refusals == before


def test_a_burst_is_allowed_then_one_a_second(place: LocalTelegram, reader):
    before = place.sim.counters().flood_refusals
    place.sim.limits(enforce=True, chat_burst=3)
    codes = [send(place, reader).status_code for _ in range(4)]
    assert codes == [200, 200, 200, 429]
    refused = send(place, reader)
    assert refused.json() == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 1",
        "parameters": {"retry_after": 1},
    }
    assert refused.headers["retry-after"] == "1"
    place.sim.advance(1.1)
    assert send(place, reader).status_code == 200
    assert place.sim.counters().flood_refusals == before + 2


def test_a_group_takes_twenty_a_minute_edits_too():
    rules = LimitRules(enforce=True)
    limiter = Limiter()
    assert [limiter.admit(rules, -1, now=float(second)) for second in range(20)] == [0] * 20
    assert limiter.admit(rules, -1, now=20.0) == 40
    assert limiter.admit(rules, 5, now=20.0) == 0, "a private chat has no such limit"
    assert limiter.admit(rules, -1, now=60.0) == 0


def test_thirty_a_second_in_all():
    rules = LimitRules(enforce=True)
    limiter = Limiter()
    assert [limiter.admit(rules, chat, now=1.0) for chat in range(1, 31)] == [0] * 30
    assert limiter.admit(rules, 99, now=1.0) == 1
    assert limiter.refused == 1


def test_paid_broadcasts_have_a_limit_of_their_own():
    rules = LimitRules(enforce=True, total_per_second=2, paid_per_second=3)
    limiter = Limiter()
    assert [limiter.admit(rules, chat, now=1.0, paid=True) for chat in range(1, 5)] == [0, 0, 0, 1]
    assert [limiter.admit(rules, chat, now=1.0) for chat in range(11, 14)] == [0, 0, 1]
    assert limiter.admit(rules, 21, now=2.0, paid=True) == 0


@pytest.mark.parametrize(
    ("method", "paid", "answers"),
    [
        ("sendMessage", True, [200, 200]),
        ("sendMessage", False, [200, 429]),
        ("copyMessage", True, [200, 200]),
        ("forwardMessage", True, [200, 429]),
    ],
)
def test_only_sending_and_copying_can_be_paid_for(place: LocalTelegram, channel, method, paid, answers):
    crowd = place.sim.add_crowd(2)
    post = place.sim.write(channel, "x", user=place.owner).id
    place.sim.advance(2)
    place.sim.limits(enforce=True, total_per_second=1)
    content = {"text": "x"} if method == "sendMessage" else {"from_chat_id": channel, "message_id": post}
    codes = [place.api(method, chat_id=one, allow_paid_broadcast=paid, **content).status_code for one in crowd]
    place.sim.limits(enforce=False, total_per_second=30)
    assert codes == answers


@given(st.lists(st.floats(0, 3, allow_nan=False), min_size=1, max_size=60))
def test_whoever_waits_as_told_is_admitted(gaps):
    rules, limiter, now = LimitRules(enforce=True), Limiter(), 0.0
    for gap in gaps:
        now += gap
        if wait := limiter.admit(rules, -7, now):
            now += wait
            assert limiter.admit(rules, -7, now) == 0
