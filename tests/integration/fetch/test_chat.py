"""The client of a language model against a real server that answers, lies about its form, stalls and breaks off."""

import json

import pytest

from feeds.errors import SummariserError
from feeds.fetch.chat import ChatLimits, ChatModel
from feeds.model import Flaw, Question, Reply, Task
from tests.support.chat_server import ChatServer, completion

QUESTION = Question(Task.SUMMARY, "Keep to it.", "Report 1: shells hit Karst. \ud83d", 300)


@pytest.fixture
async def server():
    async with ChatServer() as started:
        yield started


@pytest.fixture
async def model(server):
    asking = ChatModel(server.url + "/", "small-1", key="sk-secret", limits=ChatLimits(connect=1, total=0.5))
    yield asking
    await asking.close()


async def flaw(model):
    with pytest.raises(SummariserError) as caught:
        await model(QUESTION)
    return caught.value


async def test_a_question_is_a_chat_completion_with_rules_and_matter(server, model):
    server.says("Shells hit Karst.")
    assert await model(QUESTION) == Reply("Shells hit Karst.", 700)
    (asked,) = server.asked
    assert asked["model"] == "small-1"
    assert [message["role"] for message in asked["messages"]] == ["system", "user"]
    assert asked["messages"][1]["content"] == "Report 1: shells hit Karst. ?"
    assert asked["max_tokens"] == 300
    assert server.keys == ["Bearer sk-secret"]


async def test_without_a_key_none_is_sent(server):
    server.says("x")
    model = ChatModel(server.url, "m")
    await model(QUESTION)
    await model.close()
    assert server.keys == [None]


@pytest.mark.parametrize("usage", [None, {}, {"total_tokens": "7"}, [], {"total_tokens": True}])
async def test_tokens_that_are_no_number_are_not_known(server, model, usage):
    server.says("x", usage=usage)
    assert (await model(QUESTION)).tokens is None


async def test_too_many_questions_are_told_with_the_time_to_wait(server, model):
    server.status(429, retry_after="30")
    error = await flaw(model)
    assert (error.flaw, error.retry_after) == (Flaw.BUSY, 30.0)


@pytest.mark.parametrize("status", [301, 400, 401, 404, 500, 503])
async def test_any_other_status_is_a_refusal_with_its_words(server, model, status):
    server.status(status, body="model\n not found", location="/elsewhere")
    error = await flaw(model)
    assert error.flaw is Flaw.REFUSED
    assert str(error) == f"The language model's endpoint answers {status}: model not found"
    assert len(server.asked) == 1


async def test_a_server_that_stalls_is_given_up(server, model):
    server.stalls()
    assert (await flaw(model)).flaw is Flaw.TIMED_OUT


async def test_one_that_stalls_in_the_middle_too(server, model):
    server.stalls(after=b'{"choices": [')
    assert (await flaw(model)).flaw is Flaw.TIMED_OUT


async def test_one_that_breaks_off_is_not_believed(server, model):
    server.breaks_off(json.dumps(completion("Shells hit Karst.")).encode())
    assert (await flaw(model)).flaw is Flaw.UNREACHABLE


async def test_nobody_there_is_unreachable():
    model = ChatModel("http://127.0.0.1:9/v1", "m")
    assert (await flaw(model)).flaw is Flaw.UNREACHABLE
    await model.close()


async def test_an_address_that_is_none_is_unreachable():
    model = ChatModel("http://[::1/v1", "m")
    assert (await flaw(model)).flaw is Flaw.UNREACHABLE
    await model.close()


async def test_five_megabytes_are_not_read(server, model):
    server.says("x" * 5_000_000)
    assert (await flaw(model)).flaw is Flaw.TOO_LARGE


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"<html>Welcome</html>", Flaw.GARBLED),
        (b"", Flaw.GARBLED),
        (b"null", Flaw.GARBLED),
        (b"[]", Flaw.GARBLED),
        (b'{"choices": 7}', Flaw.GARBLED),
        (b'{"choices": [{"message": null}]}', Flaw.GARBLED),
        (b"[" * 100_000, Flaw.GARBLED),
        (b"\xff\xfe", Flaw.GARBLED),
        (b'{"choices": []}', Flaw.EMPTY),
        (b'{"choices": [{"message": {"content": null}}]}', Flaw.EMPTY),
        (b'{"choices": [{"message": {"content": "  "}}]}', Flaw.EMPTY),
    ],
    ids=lambda value: str(value)[:30],
)
async def test_what_is_no_completion_is_a_flaw(server, model, body, expected):
    server.sends(body)
    assert (await flaw(model)).flaw is expected


async def test_no_error_tells_the_key(server, model):
    server.status(401, body="bad key: sk-secret. " + "x" * 165 + " Bearer sk-secret")  # cut in its middle, too
    told = str(await flaw(model))
    assert "bad key: ***." in told
    assert "sk-" not in told
    server.stalls()
    assert "sk-secret" not in str(await flaw(model))
