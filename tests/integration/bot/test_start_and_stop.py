"""Starting and stopping the real application: what it waits for, what it refuses, what it leaves behind."""

import socket
import threading
import time

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families as families

from bot.errors import CannotRun
from feeds.errors import StoreError
from feeds.model import Condition
from tests.support.gate import Gate
from tests.support.process import until
from tests.support.running import RunningBot, running_bot, settings_for

FLOOD_WAIT = pytest.mark.filterwarnings("ignore:.*retry_after:telegram.warnings.PTBDeprecationWarning")


def methods(sim):
    return [call.method for call in sim.calls() if call.method != "getUpdates"]


# ------------------------------------------------------------------ starting


def test_telegram_is_asked_who_we_are_and_where_we_write_before_anything_is_polled_or_sent(telegram, tmp_path):
    with running_bot(telegram, tmp_path) as bot:
        bot.story("Shelling by the river")
        bot.until_states("sent")
        until(lambda: telegram.sim.calls("getUpdates"), what="updates are asked for")
    order = [call.method for call in telegram.sim.calls()]
    assert order[0] == "getMe"
    places = [number for number, method in enumerate(order) if method in {"getChat", "getChatMember"}]
    later = [number for number, method in enumerate(order) if method in {"getUpdates", "sendMessage"}]
    assert max(places) < min(later)


@FLOOD_WAIT
@pytest.mark.parametrize(
    ("fault", "method"),
    [
        ("500", "getMe"),
        ("502_html", "getChat"),
        ("429", "getChat"),
        ("reset_before", "getChatMember"),
    ],
)
def test_a_telegram_that_fails_at_the_start_is_asked_again(telegram, tmp_path, fault, method):
    telegram.sim.fault(fault, method)
    with running_bot(telegram, tmp_path) as bot:
        bot.story("Shelling by the river")
        bot.until_states("sent")


def test_a_network_that_is_down_at_the_start_is_waited_for(telegram, tmp_path):
    port = int(telegram.url.rpartition(":")[2])
    with Gate(port, is_open=False) as gate:
        threading.Timer(0.5, gate.open).start()
        with running_bot(telegram, tmp_path, api_url=f"http://127.0.0.1:{gate.port}/bot") as bot:
            bot.story("Shelling by the river")
            bot.until_states("sent")


def test_an_outage_while_running_is_survived(telegram, tmp_path):
    port = int(telegram.url.rpartition(":")[2])
    with (
        Gate(port) as gate,
        running_bot(telegram, tmp_path, api_url=f"http://127.0.0.1:{gate.port}/bot") as bot,
    ):
        assert telegram.sim.reply_to(telegram.owner, "/latest").text.startswith("No story yet.")
        gate.close()
        bot.story("Shelling by the river")
        until(lambda: bot.deliveries()[0].problem, what="the network is down")
        gate.open()
        bot.pass_time(3600)
        bot.until_states("sent")
        assert telegram.sim.reply_to(telegram.owner, "/latest", timeout=30).text.startswith("Shelling by the river")


def test_a_menu_that_is_refused_for_one_owner_is_set_for_the_others(telegram, tmp_path):
    never_wrote = telegram.sim.add_user("Nora")
    with running_bot(telegram, tmp_path, owners=[never_wrote, telegram.owner]):
        assert "halt" in [one["command"] for one in telegram.sim.menu(telegram.owner)]


@pytest.mark.parametrize("fault", ["500", "reset_before"])
def test_menus_that_cannot_be_set_are_no_reason_not_to_work(telegram, tmp_path, fault):
    with telegram.sim.faulty(fault, "setMyCommands"), running_bot(telegram, tmp_path) as bot:
        bot.story("Shelling by the river")
        bot.until_states("sent")


@pytest.fixture
def refused(telegram, tmp_path):
    """Start a bot that must not start; what it says."""

    def start(**changes):
        bot = RunningBot(settings_for(telegram, tmp_path, **changes), tmp_path)
        try:
            with pytest.raises((CannotRun, StoreError, OSError)) as caught:
                bot.start()
        finally:
            bot.stop()
        assert "\n" not in str(caught.value)
        assert not telegram.sim.calls("getUpdates")
        assert not telegram.sim.calls("sendMessage")
        return str(caught.value)

    return start


def test_a_token_that_is_none_is_refused(refused, telegram):
    telegram.sim.revoke()
    assert "HELIOGRAPH_BOT_TOKEN" in refused()


@pytest.mark.parametrize("channel", ["@nowhere_at_all", "-1009999999999"])
def test_a_channel_that_is_unknown_is_refused(refused, channel):
    assert refused(channel=[channel]).startswith(f"HELIOGRAPH_CHANNEL is {channel}, and Telegram says: Chat not found")


@pytest.mark.parametrize("standing", ["member", "left", "kicked"])
def test_a_channel_where_the_bot_is_no_administrator_is_refused(refused, telegram, standing):
    telegram.sim.set_member(telegram.channel, "bot", standing)
    said = refused()
    assert "HELIOGRAPH_CHANNEL" in said
    assert "administrator" in said


def test_a_channel_where_the_bot_may_not_post_is_refused(refused, telegram):
    telegram.sim.set_member(telegram.channel, "bot", rights=["can_edit_messages"])
    assert "may not post in “Conflict wire”" in refused()


def test_one_bad_channel_among_good_ones_is_refused_by_name(refused, telegram):
    assert "@nowhere_at_all" in refused(channel=[str(telegram.channel), "@nowhere_at_all"])


def test_a_desk_that_is_a_channel_is_refused(refused, telegram):
    assert "HELIOGRAPH_DESK is “Conflict wire”, a channel" in refused(desk=telegram.channel)


def test_a_desk_that_is_public_is_refused(refused, telegram):
    telegram.sim.change_chat(telegram.desk, username="public_desk")
    assert "which is public; moderators need a private group" in refused()


def test_a_desk_that_the_bot_was_put_out_of_is_refused(refused, telegram):
    telegram.sim.set_member(telegram.desk, "bot", "kicked")
    assert refused().startswith(f"HELIOGRAPH_DESK is {telegram.desk}, and Telegram says: ")


def test_a_list_of_feeds_that_cannot_be_read_is_refused(refused, tmp_path):
    assert "cannot be read" in refused(feeds=str(tmp_path / "nowhere.opml"))


def test_an_address_that_is_taken_is_refused(refused):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert f"cannot listen on 127.0.0.1:{port}" in refused(listen=f"127.0.0.1:{port}")


# ------------------------------------------------------------------ health


def test_health_is_told_over_http(telegram, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    with running_bot(telegram, tmp_path, listen=f"127.0.0.1:{port}") as bot, httpx.Client(trust_env=False) as client:
        answer = client.get(f"http://127.0.0.1:{port}/healthz")
        until(lambda: client.get(f"http://127.0.0.1:{port}/healthz").status_code == 200, what="it is well")
        bot.held("Shelling by the river")
        telegram.sim.fault("401", "sendMessage", chat_id=telegram.channel)
        bot.story("Troops cross the border")
        until(lambda: client.get(f"http://127.0.0.1:{port}/healthz").status_code == 503, what="it is not well")
        bot.until_states("ready")
        answer = client.get(f"http://127.0.0.1:{port}/healthz").json()
    assert answer["publishing_stopped"] == "Telegram does not accept the token"
    assert (answer["ok"], answer["posts_waiting"], answer["cases_open"]) == (False, 1, 1)
    assert answer["articles"] == {"waiting": 0, "taken": 0, "left": 0}


def test_figures_for_prometheus_are_told_over_http(telegram, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    with running_bot(telegram, tmp_path, listen=f"127.0.0.1:{port}") as bot, httpx.Client(trust_env=False) as client:
        bot.held("Shelling by the river")
        until(lambda: client.get(f"http://127.0.0.1:{port}/healthz").status_code == 200, what="it is well")
        answer = client.get(f"http://127.0.0.1:{port}/metrics")
        well = client.get(f"http://127.0.0.1:{port}/healthz").json()
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    samples = [sample for family in families(answer.text) for sample in family.samples]
    found = {" ".join((sample.name, *sample.labels.values())): sample.value for sample in samples}
    assert (found["heliograph_well"], found["heliograph_cases_open"]) == (1, 1)
    feeds = {name.split()[1]: value for name, value in found.items() if name.startswith("heliograph_feeds ")}
    assert set(feeds) == set(Condition)
    assert {name: value for name, value in feeds.items() if value} == well["feeds"]


def test_a_bot_that_has_stopped_looking_is_not_well(telegram, bot):
    until(lambda: bot.ask(bot.app.health())[0], what="it is well")
    bot.clock.advance(600)
    well, facts = bot.ask(_health_at_once(bot))
    assert (well, facts["stalled"]) == (False, True)


async def _health_at_once(bot):
    bot.app._last_poll = None
    return await bot.app.health()


# ------------------------------------------------------------------ stopping


def test_a_send_in_flight_is_ended_and_its_receipt_kept(telegram, tmp_path):
    with running_bot(telegram, tmp_path) as bot:
        telegram.sim.fault("delay", "sendMessage", chat_id=telegram.channel, seconds=0.6)
        bot.story("Shelling by the river")
        until(telegram.posts, what="the message is on its way")
        assert bot.states() == ["sending"]
    assert bot.states() == ["sent"]


def test_what_waits_when_it_stops_is_sent_after_the_next_start(telegram, tmp_path):
    with running_bot(telegram, tmp_path) as bot:
        telegram.sim.reply_to(telegram.owner, "/halt")
        bot.story("Shelling by the river")
        bot.story("Troops cross the border")
    with running_bot(telegram, tmp_path) as bot:
        question = telegram.sim.reply_to(telegram.owner, "/resume")
        telegram.sim.press(telegram.owner, question.id, "▶️ Send all 2")
        bot.until_states("sent", "sent")
    assert len(telegram.posts()) == 2


def test_an_answer_in_flight_is_ended(telegram, tmp_path):
    with running_bot(telegram, tmp_path):
        telegram.sim.fault("delay", "sendMessage", chat_id=telegram.owner, seconds=0.4)
        sent = telegram.sim.write(telegram.owner, "/help")
        until(lambda: telegram.sim.calls("sendMessage"), what="the answer is on its way")
    assert telegram.sim.messages(telegram.owner, since=sent.id)[0].text.startswith("Commands")


def test_updates_that_were_answered_do_not_come_again_after_a_restart(telegram, tmp_path):
    with running_bot(telegram, tmp_path):
        telegram.sim.reply_to(telegram.owner, "/help")
    with running_bot(telegram, tmp_path):
        telegram.sim.reply_to(telegram.owner, "/latest")
    answers = [message.text.split("\n")[0] for message in telegram.sim.messages(telegram.owner)]
    assert answers.count("Commands") == 1


def test_commands_that_came_while_it_was_down_are_answered(telegram, tmp_path):
    with running_bot(telegram, tmp_path):
        pass
    sent = telegram.sim.write(telegram.owner, "/help")
    with running_bot(telegram, tmp_path):
        assert telegram.sim.messages(telegram.owner, since=sent.id, wait=10)[0].text.startswith("Commands")


def test_a_telegram_that_does_not_answer_cannot_hold_it_for_long(telegram, tmp_path):
    port = int(telegram.url.rpartition(":")[2])
    with Gate(port) as gate:
        with running_bot(telegram, tmp_path, api_url=f"http://127.0.0.1:{gate.port}/bot"):
            gate.close()
            began = time.monotonic()
        assert time.monotonic() - began < 15


def test_stopping_twice_and_stopping_what_never_started_is_harmless(telegram, tmp_path):
    with running_bot(telegram, tmp_path) as bot:
        bot.ask(bot.app.stop())
