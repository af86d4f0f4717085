"""The program is killed on the way of a map: while it is drawn, and when it has left. One post each."""

import signal

import psutil
import pytest

from tests.support.process import EVENTS, an_entry, event, until

STRIKES = {
    town: an_entry(f"{what} in {town}, the governor says", summary=f"{what} in {town} on Tuesday. {more}")
    for town, what, more in (
        ("Kharkiv", "Missile strike kills four people", "Rescuers searched the ruins of a market hall."),
        ("Odesa", "Drones set an oil depot on fire", "Two soldiers on guard were wounded by the blaze."),
        ("Sumy", "Artillery shells hit a railway station", "Gunners fired from across the border for an hour."),
    )
}


def drawers(bot):
    """The processes of the program that draw."""
    children = psutil.Process(bot._process.pid).children(recursive=True)
    return [child for child in children if "bot.drawing.worker" in child.cmdline()]


def maps(telegram):
    """The headlines of the posts that show a map."""
    return [seen.text.split("\n")[0] for seen in telegram.sim.messages(telegram.channel) if seen.photo]


def until_sending(room, sent):
    states = "SELECT state, count(*) FROM deliveries WHERE target_kind = 'channel' GROUP BY state"
    until(lambda: dict(room.rows(states)) == {"sent": sent, "sending": 1}, what="the map is on its way")


def restarted(room, telegram, town):
    """Start again, and wait until the post is settled and there."""
    with room.run(HELIOGRAPH_MAPS="on") as bot:
        assert "deliveries_interrupted number=1" in bot.said
        room.until_posted(STRIKES[town].title)
        settled = "SELECT count(*) FROM deliveries WHERE target_kind = 'channel' AND state <> 'sent'"
        until(lambda: room.rows(settled) == [(0,)], what="everything is settled")
        bot.terminate()
        assert bot.wait() == 0
    assert "Traceback" not in bot.said


@pytest.mark.long  # what becomes of a map that broke off is in tests/integration/bot/test_maps_published.py
def test_a_map_on_whose_way_the_program_is_killed_is_posted_once(room, telegram):
    sim = telegram.sim
    room.publish("/herald", event(0))
    with room.run(HELIOGRAPH_MAPS="on") as bot:
        room.until_posted(EVENTS[0][0])
        room.publish("/herald", STRIKES["Kharkiv"])
        room.until_posted(STRIKES["Kharkiv"].title)
        (drawer,) = drawers(bot)
        drawer.send_signal(signal.SIGSTOP)  # it has begun, and never ends
        room.publish("/herald", STRIKES["Odesa"])
        until_sending(room, 2)
        assert len(sim.calls("sendPhoto")) == 1
        bot.kill()
    restarted(room, telegram, "Odesa")

    with room.run(HELIOGRAPH_MAPS="on") as bot:
        sim.fault("stall", "sendPhoto", effect=False)  # drawn and on its way, and never taken
        room.publish("/herald", STRIKES["Sumy"])
        until_sending(room, 3)
        until(lambda: len(sim.calls("sendPhoto")) == 3, what="the upload has begun")
        bot.kill()
    restarted(room, telegram, "Sumy")

    assert room.posts() == [EVENTS[0][0], *(one.title for one in STRIKES.values())]
    assert maps(telegram) == [one.title for one in STRIKES.values()]
