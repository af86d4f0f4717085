"""No secret is printed: the program runs at debug level while whatever can fail does, and every byte is searched."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import quote

import pytest

from tests.support.machine import REPORT
from tests.support.process import PATIENCE, Newsroom, an_entry, event
from tests.support.telegram import local_telegram, set_scene

TOKEN = "424242:AAE-half_of_the_token_that_counts"
DATA_KEY = "c2VjcmV0LWRhdGEta2V5LW9mLTMyLWJ5dGVzLWxvbmc="
PROXY_PASSWORD = "pr0xy/passw0rd"
DATABASE_PASSWORD = "d@tabase:passw0rd"
MODEL_KEY = "sk-a_key_that_costs"


def spellings(secret):
    return {secret, quote(secret, safe=""), secret.encode().hex()}


SECRETS = [
    spelt
    for secret in (TOKEN, TOKEN.partition(":")[2], DATA_KEY, PROXY_PASSWORD, DATABASE_PASSWORD)
    for spelt in spellings(secret)
]


def found_in(log):
    written = log.read_bytes()
    assert written
    return [secret for secret in SECRETS if secret.encode() in written]


@pytest.fixture(scope="module")
def telegram():
    with local_telegram() as server:
        server.sim.reset()
        yield set_scene(server.sandbox, server.sim, server.http, token=TOKEN)


@pytest.fixture
def room(telegram, feeds, tmp_path):
    found = Newsroom(telegram, feeds, tmp_path)
    found.outlet("/herald", "Arven Herald")
    found.outlet("/down", "Down Daily")
    feeds.reset("/down")
    return found


def test_a_bot_at_debug_level_prints_no_secret_while_everything_fails(room, telegram):
    sim = telegram.sim
    for method in ("getMe", "setMyCommands", "getUpdates"):
        sim.fault("reset_before", method)
    room.publish("/herald", event(0))
    with room.run("--log-level", "debug", wait=False, HELIOGRAPH_DATA_KEY=DATA_KEY) as bot:
        bot.until_said("first_start_over")
        reader = sim.add_user("Rita")
        for fault in ("500", "reset_after", "502_html"):
            sim.fault(fault, "sendMessage", chat_id=reader)
            asked = sim.write(reader, "/latest").id
            sim.until(
                reader,
                lambda seen, asked=asked: any("went wrong" in one.text for one in seen if one.id > asked),
                timeout=PATIENCE,
            )
        sim.fault("429", "sendMessage", chat_id=reader)
        sim.write(reader, "/latest")
        bot.until_said("reply_dropped")
        sim.fault("401", "sendMessage", chat_id=telegram.channel)
        room.publish("/herald", event(1))
        bot.until_said("Telegram does not accept the token")
        sim.revoke()
        bot.until_said("Aborting retry loop")  # the poller has ended by it, which does not spoil the end of the others
        bot.terminate()
        ended = bot.wait()
        sim.revoke(revoked=False)
        assert ended == 0, bot.said[-3000:]
    assert "handler_failed" in bot.said
    assert found_in(bot.log) == []


def test_a_wrong_proxy_does_not_print_its_password(room):
    proxy = f"http://reader:{quote(PROXY_PASSWORD, safe='')}@127.0.0.1:9"
    with room.run("--log-level", "debug", wait=False, HELIOGRAPH_PROXY=proxy, HELIOGRAPH_DATA_KEY=DATA_KEY) as bot:
        bot.until_said("telegram_unreachable")
        bot.terminate()
        assert bot.wait() == 0  # asked to stop while it waits for the network, it stops
    assert found_in(bot.log) == []


def test_a_database_server_that_is_not_there_does_not_print_its_password(room):
    url = f"postgresql+psycopg://heliograph:{quote(DATABASE_PASSWORD, safe='')}@127.0.0.1:9/heliograph"
    with room.process("run", "--log-level", "debug", HELIOGRAPH_DATABASE_URL=url) as bot:
        assert bot.wait() == 1
    assert "Traceback" not in bot.said
    assert "cannot be reached" in bot.said
    assert found_in(bot.log) == []


@pytest.mark.parametrize(
    ("command", "name", "value"),
    [
        (["db", "check"], "HELIOGRAPH_BOT_TOKEN", f"{TOKEN}?"),
        (["db", "check"], "HELIOGRAPH_PROXY", f"reader:{PROXY_PASSWORD}@127.0.0.1:9"),
        (["db", "check"], "HELIOGRAPH_DATABASE_URL", f"postgresql+psycopg://h:{DATABASE_PASSWORD}@127.0.0.1:port/h"),
        (["feeds", "list"], "HELIOGRAPH_DATA_KEY", DATA_KEY[:-8]),
    ],
)
def test_a_secret_that_is_set_wrong_is_not_repeated(room, command, name, value):
    with room.process(*command, **{name: value}) as program:
        assert program.wait() in {1, 78}
    assert "Traceback" not in program.said
    assert found_in(program.log) == []
    assert value not in program.said


class _Refusing(BaseHTTPRequestHandler):
    """An endpoint that does not take the key, and says which it was."""

    def do_POST(self):
        said = f"no such key: {self.headers['Authorization']}".encode()
        self.send_response(401)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *_):
        pass


@pytest.fixture
def endpoint():
    with ThreadingHTTPServer(("127.0.0.1", 0), _Refusing) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/v1"
        server.shutdown()
        thread.join()


def test_a_language_models_key_is_not_printed_though_the_endpoint_says_it(room, endpoint):
    named = {"HELIOGRAPH_LLM_URL": endpoint, "HELIOGRAPH_LLM_MODEL": "m", "HELIOGRAPH_LLM_KEY": MODEL_KEY}
    room.outlet("/herald", "Arven Herald", terms="full_with_credit", credit="Arven Herald")
    room.publish("/herald", an_entry("Market of Karst shelled", summary=REPORT))
    with room.run("--log-level", "debug", **named) as bot:
        bot.until_said("language_model_failed")
    with room.process("check", log="check.log", **named) as check:
        check.wait()
    for process in (bot, check):
        assert "no such key: Bearer ***" in " ".join(process.said.split())
        assert MODEL_KEY not in process.said
