import io
import json
import logging

import pytest
import structlog

from bot import logs
from bot.logs import configure, redact

TOKEN = "123456789:AAE-secret_half"


@pytest.fixture
def stream():
    """Where the log goes; logging is as it was afterwards."""
    root = logging.getLogger()
    before = (root.handlers[:], root.level, {name: logging.getLogger(name).level for name in logs.QUIET})
    yield io.StringIO()
    root.handlers[:], level, quiet = before
    root.setLevel(level)
    for name, was in quiet.items():
        logging.getLogger(name).setLevel(was)
    structlog.reset_defaults()


def test_redacting_strikes_out_every_occurrence():
    assert redact("a secret and a secret", ["secret"]) == "a *** and a ***"


def test_our_lines_are_an_event_with_fields(stream):
    configure(to=stream)
    structlog.get_logger("bot").info("delivered", story="7K3F", attempts=1)
    line = stream.getvalue()
    assert "level=info event=delivered" in line
    assert "story=7K3F" in line
    assert line.startswith("timestamp=")


def test_lines_of_libraries_look_like_ours(stream):
    configure(to=stream)
    logging.getLogger("some.library").warning("it %s", "broke")
    assert 'level=warning event="it broke"' in stream.getvalue()


def test_as_json_each_line_is_an_object(stream):
    configure(to=stream, as_json=True)
    structlog.get_logger("bot").warning("feed_polled", feed="https://a.example/")
    assert json.loads(stream.getvalue())["feed"] == "https://a.example/"


@pytest.mark.parametrize("as_json", [False, True])
@pytest.mark.parametrize(
    "spelt",
    [TOKEN, TOKEN.replace(":", "%3A"), f"https://api.telegram.org/bot{TOKEN}/getMe", f"('{TOKEN}',)"],
)
def test_a_secret_is_struck_out_wherever_it_stands(stream, as_json, spelt):
    configure(to=stream, as_json=as_json, level="debug", secrets=[TOKEN])
    logger = structlog.get_logger("bot")
    logger.info(spelt, field=spelt, listed=[spelt])
    logging.getLogger("library").debug("POST %s", spelt)
    try:
        int(spelt)
    except ValueError:
        logger.exception("failed")
    written = stream.getvalue()
    assert "secret_half" not in written
    assert written.count("***") >= 5


def test_a_secret_that_holds_another_is_struck_out_whole(stream):
    configure(to=stream, secrets=["pass", "password"])
    logging.getLogger("x").warning("the password")
    assert '"the ***"' in stream.getvalue()


def test_a_secret_with_a_quotation_mark_is_struck_out_of_json_as_well(stream):
    configure(to=stream, as_json=True, secrets=['pa"ss\\word'])
    logging.getLogger("x").warning('pa"ss\\word')
    assert "word" not in stream.getvalue()


@pytest.mark.parametrize("name", logs.QUIET)
def test_libraries_that_print_addresses_are_quiet_even_at_debug(stream, name):
    configure(to=stream, level="debug")
    logging.getLogger(name).info("POST https://api.telegram.org/bot…")
    assert stream.getvalue() == ""


def test_the_level_is_kept(stream):
    configure(to=stream, level="warning")
    structlog.get_logger("bot").info("delivered")
    assert stream.getvalue() == ""
