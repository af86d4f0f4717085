"""The language model in the running bot, and what the doctor says of it."""

import pytest

from bot.settings import parse
from bot.tools import check_model, open_model
from feeds.model import Outlet, Terms
from tests.support.chat_server import ChatServer
from tests.support.fakes import FakeSummarise
from tests.support.machine import GOOD, REPORT, as_json
from tests.support.process import until
from tests.support.running import RunningBot, settings_for


def named(url, **more):
    return parse({"HELIOGRAPH_LLM_URL": url, "HELIOGRAPH_LLM_MODEL": "small-1", **more}, {})


@pytest.mark.parametrize("answer", [as_json(*GOOD), as_json(GOOD[0].replace("Nine", "Ninety"))])
def test_the_post_is_edited_where_the_summary_is_borne_out_and_else_stays(telegram, tmp_path, answer):
    bot = RunningBot(settings_for(telegram, tmp_path), tmp_path)
    bot.model = FakeSummarise(answer)
    bot.outlet = Outlet("Arven Herald", terms=Terms.FULL_WITH_CREDIT, credit="Arven Herald, CC BY")
    try:
        bot.start()
        bot.story("Market of Karst shelled", text=REPORT)
        (message,) = telegram.sim.until(telegram.channel, lambda seen: len(seen) == 1)
        assert "language model" not in message.text
        until(lambda: bot.model.asked, what="the model was asked")
        if answer == as_json(*GOOD):
            telegram.sim.until(telegram.channel, lambda seen: "Summary by a language model (small-1)" in seen[0].text)
            bot.until_states("sent", "sent")
        else:
            bot.until_jobs_ran()
            assert bot.states() == ["sent"]
    finally:
        bot.stop()


async def test_the_doctor_asks_the_model_for_a_word():
    async with ChatServer() as server:
        server.says("ready")
        (finding,) = await check_model(named(server.url, HELIOGRAPH_LLM_KEY="sk-hush"))
        assert (finding.ok, finding.text) == (True, "small-1 answers.")
        assert server.keys == ["Bearer sk-hush"]


async def test_the_doctor_says_what_is_wrong_and_never_the_key():
    async with ChatServer() as server:
        server.status(401, body="no such key")
        (finding,) = await check_model(named(server.url, HELIOGRAPH_LLM_KEY="sk-hush"))
        assert not finding.ok
        assert "401: no such key" in finding.text
        assert "HELIOGRAPH_LLM_KEY" in finding.text
        assert "sk-hush" not in finding.text


async def test_where_none_is_named_there_is_nothing_to_say():
    assert await check_model(parse({}, {})) == []
    assert open_model(parse({}, {})) is None
