"""How an attempt to send ended, from the exception and its cause. What a real server makes of it is in tests/faults."""

from datetime import timedelta

import httpx
import pytest
from telegram import error as tg

from bot.delivery import classify
from feeds.core.outbox import Outcome

FLOOD_WAIT = pytest.mark.filterwarnings("ignore:.*retry_after:telegram.warnings.PTBDeprecationWarning")


def caused(error, cause):
    """An exception as python-telegram-bot raises it from one of httpx."""
    error.__cause__ = cause
    return error


REQUEST = httpx.Request("POST", "http://127.0.0.1/")

TABLE = [
    # it never left this machine
    (caused(tg.NetworkError("httpx.ConnectError: refused"), httpx.ConnectError("refused")), Outcome.RETRY),
    (caused(tg.TimedOut(), httpx.ConnectTimeout("slow")), Outcome.RETRY),
    (caused(tg.TimedOut("Pool timeout"), httpx.PoolTimeout("full")), Outcome.RETRY),
    (tg.ChatMigrated(-1009), Outcome.RETRY),
    # it may have arrived
    (caused(tg.TimedOut(), httpx.ReadTimeout("slow")), Outcome.UNCERTAIN),
    (caused(tg.TimedOut(), httpx.WriteTimeout("slow")), Outcome.UNCERTAIN),
    (caused(tg.NetworkError("cut"), httpx.RemoteProtocolError("cut")), Outcome.UNCERTAIN),
    (caused(tg.NetworkError("cut"), httpx.ReadError("cut")), Outcome.UNCERTAIN),
    (caused(tg.NetworkError("cut"), httpx.WriteError("cut")), Outcome.UNCERTAIN),
    (tg.NetworkError("Internal Server Error"), Outcome.UNCERTAIN),
    (tg.NetworkError("Bad Gateway"), Outcome.UNCERTAIN),
    (tg.TimedOut(), Outcome.UNCERTAIN),
    (tg.Conflict("Conflict: terminated by other getUpdates request"), Outcome.UNCERTAIN),
    (tg.TelegramError("something new"), Outcome.UNCERTAIN),
    # the post's own fault
    (tg.BadRequest("Can't parse entities: unsupported start tag"), Outcome.REJECTED),
    (tg.BadRequest("Message text is empty"), Outcome.REJECTED),
    (tg.BadRequest("Message is too long"), Outcome.REJECTED),
    (tg.BadRequest("Wrong http url specified"), Outcome.REJECTED),
    # the chat's fault
    (tg.BadRequest("Chat not found"), Outcome.REFUSED),
    (tg.BadRequest("Not enough rights to send text messages to the chat"), Outcome.REFUSED),
    (tg.BadRequest("Need administrator rights in the channel chat"), Outcome.REFUSED),
    (tg.BadRequest("Chat_write_forbidden"), Outcome.REFUSED),
    (tg.BadRequest("Have no write access to the chat"), Outcome.REFUSED),
    (tg.BadRequest("Peer_id_invalid"), Outcome.REFUSED),
    (tg.BadRequest("Group chat was deleted"), Outcome.REFUSED),
    (tg.BadRequest("Topic_closed"), Outcome.REFUSED),
    (tg.Forbidden("Forbidden: bot was blocked by the user"), Outcome.REFUSED),
    (tg.Forbidden("Forbidden: bot was kicked from the channel chat"), Outcome.REFUSED),
    (tg.Forbidden("Forbidden: bot can't initiate conversation with a user"), Outcome.REFUSED),
    (tg.Forbidden("Forbidden: user is deactivated"), Outcome.REFUSED),
    # the token
    (tg.InvalidToken(), Outcome.FATAL),
    (tg.InvalidToken("Either the bot token was rejected or the endpoint was not found"), Outcome.FATAL),
]


@pytest.mark.parametrize(
    ("error", "outcome"),
    TABLE,
    ids=[f"{type(error).__name__}-{type(error.__cause__).__name__}-{str(error)[:28]}" for error, _ in TABLE],
)
def test_every_exception_of_the_client_has_an_outcome(error, outcome):
    attempt = classify(error)
    assert attempt.outcome is outcome
    assert attempt.problem
    assert attempt.message_id is None


@FLOOD_WAIT
@pytest.mark.parametrize("wait", [17, timedelta(seconds=17)])
def test_a_flood_limit_says_how_long_to_wait(wait):
    attempt = classify(tg.RetryAfter(wait))
    assert (attempt.outcome, attempt.retry_after) == (Outcome.RETRY, 17)


def test_a_group_that_became_a_supergroup_says_where_it_is_now():
    assert classify(tg.ChatMigrated(-1009)).moved_to == -1009


def test_the_table_knows_every_error_of_the_client():
    known = {type(error) for error, _ in TABLE} | {tg.RetryAfter}
    others = {tg.EndPointNotFound, tg.PassportDecryptionError}  # no answer to a message that is sent
    found, left = set(), [tg.TelegramError]
    while left:
        kind = left.pop()
        found.add(kind)
        left += [one for one in kind.__subclasses__() if one.__module__ == "telegram.error"]
    assert found - others == known


def test_what_no_call_to_telegram_raises_is_not_swallowed():
    with pytest.raises(ZeroDivisionError):
        classify(ZeroDivisionError())
