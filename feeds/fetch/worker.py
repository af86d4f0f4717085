"""The inside of a parsing process: ``python -m feeds.fetch.worker MEMORY PARENT``.

It reads requests from its standard input and answers on its standard output until the input ends, in the form that
``feeds.fetch.answers`` describes. A request is followed by the document, and an empty message comes before the first
request, when the process is ready.

The process ignores Ctrl-C, which reaches the whole terminal group (the parent closes it), and dies with its parent,
however that ends: by the end of its input when idle and, on Linux, by a signal from the kernel while it is busy.
"""

import gc
import json
import os
import resource
import signal
import sys
from collections.abc import Callable
from typing import Any, BinaryIO

from feeds.core.parse import parse
from feeds.errors import ParseError
from feeds.fetch.answers import encode_answer, frame
from feeds.model import ParsedFeed

#: What a process answers to a request about a document, as a message.
Answering = Callable[[dict[str, Any], bytes], bytes]

_PR_SET_PDEATHSIG = 1


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

    gc.freeze()  # what is loaded stays: it need not be gone through for every large document
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
