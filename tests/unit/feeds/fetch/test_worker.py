"""The messages between the program and its parsing processes."""

import io
import json
from datetime import UTC, datetime

import pytest

from feeds.errors import ParseError
from feeds.fetch.answers import decode_answer, encode_answer, frame
from feeds.fetch.process import serve
from feeds.fetch.worker import answer
from feeds.model import Entry, ParsedFeed, Picture
from tests.support.feed_text import render_rss

URL = "https://feeds.example/a"
FULL = ParsedFeed(
    entries=(
        Entry("Обстріл", "<p>т</p>", "g", "https://a.example/", datetime(2026, 3, 3, 1, 2, 3, tzinfo=UTC), "A", "uk"),
        Entry("No more than a title"),
        Entry("With pictures", pictures=(Picture("https://a.example/1.jpg", 800, 600, "д", "A", sensitive=True),) * 2),
    ),
    problems=("a problem",),
    title="T",
    home="https://a.example/",
    language="uk",
    ttl=60.0,
    hub="https://hub.example/",
    topic="https://feeds.example/a",
)


def messages(stream: bytes) -> list[bytes]:
    found, place = [], io.BytesIO(stream)
    while length := place.readline():
        found.append(place.read(int(length)))
    return found


def request(document: bytes, content_type: str | None = None) -> bytes:
    return frame({"url": URL, "content_type": content_type, "size": len(document)}) + document


@pytest.mark.parametrize("feed", [FULL, ParsedFeed()])
def test_a_feed_comes_through_as_it_was(feed):
    assert decode_answer(messages(encode_answer(feed))[0], url=URL) == feed


def test_an_error_comes_through_with_its_words_and_the_address():
    with pytest.raises(ParseError, match="no feed") as caught:
        decode_answer(messages(encode_answer(ParseError("no feed", url="elsewhere")))[0], url=URL)
    assert caught.value.url == URL


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"{}",
        b"\xff",
        b'{"error": 1}',
        b'{"evil": 1}',
        b'{"feed": 1}',
        b'{"feed": {"entries": 1}}',
        b'{"feed": {"entries": [1]}}',
        b'{"feed": {"entries": [{"title": null}]}}',
        b'{"feed": {"entries": [{"title": "\xff"}]}}',
        b'{"feed": {"entries": [{"published": "soon"}]}}',
        b'{"feed": {"entries": [{"pictures": null}]}}',
        b'{"feed": {"entries": [{"pictures": 5}]}}',
        b'{"feed": {"entries": [{"pictures": [{"evil": 1}]}]}}',
        b'{"feed": {"entries": [{"pictures": ["evil"]}]}}',
        b'{"feed": {"problems": [1]}}',
        b'{"feed": {"ttl": "soon"}}',
    ],
)
def test_nonsense_from_a_process_that_was_taken_over_is_an_error_of_the_document(answer):
    with pytest.raises(ParseError, match="talk nonsense"):
        decode_answer(answer, url=URL)


def test_what_is_no_text_is_an_error_of_the_document_and_not_of_the_process():
    with pytest.raises(ParseError, match="no text"):
        decode_answer(messages(encode_answer(ParsedFeed(title="\ud800")))[0], url=URL)


def test_what_a_process_that_was_taken_over_adds_is_dropped():
    assert decode_answer(b'{"feed": {"entries": [], "evil": 1}}', url=URL) == ParsedFeed()


def test_a_moment_comes_through_in_utc():
    published = decode_answer(messages(encode_answer(FULL))[0], url=URL).entries[0].published
    assert published is not None
    assert published.tzinfo is UTC


def test_a_process_says_that_it_is_ready_and_answers_one_request_after_the_other():
    feed = render_rss([Entry(title="One", guid="1")])
    cyrillic = render_rss([Entry(title="Раз")]).decode().split("?>", 1)[1].encode("koi8-r")
    requests = request(feed) + request(b"<html>") + request(b"") + request(cyrillic, "text/xml; charset=koi8-r")
    answers = io.BytesIO()
    serve(io.BytesIO(requests), answers, answer)
    ready, first, page, empty, last = messages(answers.getvalue())
    assert json.loads(ready) == {}
    assert [entry.title for entry in decode_answer(first, url=URL).entries] == ["One"]
    assert json.loads(page) == {"error": "this is a web page, not a feed"}
    assert json.loads(empty) == {"error": "the document is empty"}
    assert [entry.title for entry in decode_answer(last, url=URL).entries] == ["Раз"]
