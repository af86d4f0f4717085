"""The inside of a parsing process: ``python -m feeds.fetch.worker MEMORY PARENT``.

It reads requests from its standard input and answers on its standard output until the input ends. A message is a line
with a length in bytes, then JSON of that length; a request is followed by the document, and an empty answer comes
before the first request, when the process is ready. The answers are JSON and
no pickles, so that a document that takes this process over could still only lie about its entries.

The process ignores Ctrl-C, which reaches the whole terminal group (the parent closes it), and dies with its parent,
however that ends: by the end of its input when idle and, on Linux, by a signal from the kernel while it is busy.
"""

import json
import os
import resource
import signal
import sys
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import Any, BinaryIO

from feeds.core.parse import parse
from feeds.errors import ParseError
from feeds.model import Entry, ParsedFeed, Picture

#: What a process answers to a request about a document, as a message.
Answering = Callable[[dict[str, Any], bytes], bytes]

_PR_SET_PDEATHSIG = 1


def encode_answer(answer: ParsedFeed | ParseError) -> bytes:
    """A message that says what a document held, or why it cannot be read."""
    if isinstance(answer, ParseError):
        return frame({"error": str(answer)})
    return frame(asdict(answer))


def decode_answer(head: bytes, *, url: str) -> ParsedFeed:
    """What the document at ``url`` held; raises the ``ParseError`` that the answer tells of."""
    try:
        told = json.loads(head)
        if "error" in told:
            raise ParseError(told["error"], url=url)
        entries = tuple(map(_entry, told.pop("entries")))
        return ParsedFeed(entries, tuple(told.pop("problems")), **told)
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        raise ParseError("the document made the process that read it talk nonsense", url=url) from error


def frame(message: dict[str, Any]) -> bytes:
    """A JSON message with its length before it."""
    body = json.dumps(message, default=datetime.isoformat, ensure_ascii=False).encode("utf-8", "replace")
    return b"%d\n%s" % (len(body), body)


def _answer(request: dict[str, Any], document: bytes) -> bytes:
    return encode_answer(_parse(document, request["url"], request["content_type"]))


def serve(requests: BinaryIO, answers: BinaryIO, answer: Answering = _answer) -> None:
    """Say that this process is ready, then answer requests until there are no more."""
    answers.write(frame({}))
    answers.flush()
    while length := requests.readline():
        request = json.loads(requests.read(int(length)))
        document = requests.read(request["size"])
        answers.write(answer(request, document))
        answers.flush()


def main() -> None:
    """Put this process under its limits, then answer what the parent asks."""
    confine()
    import feedparser  # noqa: F401, PLC0415 - before the first document, while nobody waits

    serve(sys.stdin.buffer, sys.stdout.buffer)


def confine() -> None:
    """Put this process under the limits of its command line; it ends with its parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _die_with(int(sys.argv[2]))
    _limit_memory(int(sys.argv[1]))


def _parse(document: bytes, url: str, content_type: str | None) -> ParsedFeed | ParseError:
    try:
        return parse(document, url=url, content_type=content_type)
    except ParseError as error:
        return error


def _entry(told: dict[str, Any]) -> Entry:
    pictures = tuple(Picture(**picture) for picture in told["pictures"])
    return Entry(**{**told, "published": _moment(told["published"]), "pictures": pictures})


def _moment(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None


def _limit_memory(limit: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _die_with(parent: int) -> None:
    """Have the kernel kill this process when its parent ends, and end at once where it has ended already."""
    if sys.platform == "linux":
        import ctypes  # noqa: PLC0415 - of use on Linux alone

        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        sys.exit(0)


if __name__ == "__main__":
    main()
