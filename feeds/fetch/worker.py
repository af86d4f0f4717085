"""The inside of a parsing process: ``python -m feeds.fetch.worker MEMORY PARENT``; see ``feeds.fetch.process``."""

import gc
import sys
from typing import Any

from feeds.core.parse import parse
from feeds.errors import ParseError
from feeds.fetch.answers import encode_answer
from feeds.fetch.process import confine, serve
from feeds.model import ParsedFeed


def main() -> None:
    """Put this process under its limits, then answer what the parent asks."""
    confine()
    import feedparser  # noqa: F401, PLC0415 - before the first document, while nobody waits

    gc.freeze()  # what is loaded stays: it need not be gone through for every large document
    serve(sys.stdin.buffer, sys.stdout.buffer, answer)


def answer(request: dict[str, Any], document: bytes) -> bytes:
    """A message that says what a document holds, or why it cannot be read."""
    return encode_answer(_parse(document, request["url"], request["content_type"]))


def _parse(document: bytes, url: str, content_type: str | None) -> ParsedFeed | ParseError:
    try:
        return parse(document, url=url, content_type=content_type)
    except ParseError as error:
        return error


if __name__ == "__main__":
    main()
