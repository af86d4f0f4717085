"""The inside of a process that reads articles: ``python -m feeds.fetch.article_worker MEMORY PARENT``.

A process apart from those that parse feeds: trafilatura and what it loads take 27 MB (45 MB in all), which nobody
should pay for who reads no articles, and a page that takes this process over cannot lie about feeds. It is started for
the first article and ended when none has come for a while. The messages are those of ``feeds.fetch.process``; a request
is about a ``page``, or asks whether a ``robots`` file lets an address be fetched.
"""

import json
import re
import sys
from dataclasses import asdict
from typing import Any

from feeds.core.tags import decoded
from feeds.core.text import MAX_TEXT, plain, unescape
from feeds.core.walls import wall
from feeds.errors import ParseError
from feeds.fetch.answers import frame
from feeds.fetch.process import confine, serve
from feeds.model import Page, Wall

#: A page calls itself something within so many characters, or it does not.
_HEAD = 200_000
_TITLE = re.compile(r"<title[^>]{0,200}>([^<]{1,500})", re.IGNORECASE)


def answer(request: dict[str, Any], document: bytes) -> bytes:
    """A message that says what was asked about a document."""
    if request["what"] == "robots":
        return frame(_robots(document, request["url"], request["agent"]))
    return frame(asdict(read(document, request["content_type"])))


def read(document: bytes, content_type: str | None) -> Page:
    """What the page of an article holds."""
    from trafilatura import bare_extraction  # noqa: PLC0415 - for pages alone

    markup = decoded(document, content_type)
    found: Any = bare_extraction(markup, fast=True, favor_precision=True, include_comments=False, include_tables=False)
    text = ((found.text if found else None) or "")[:MAX_TEXT]
    known = wall(markup, text)
    if known is not None:
        return Page(wall=known[0], sign=known[1])
    named = _TITLE.search(markup, 0, _HEAD)
    return Page(text=text, title=plain(unescape(named[1])) if named else "")


def decode_page(head: bytes, *, url: str) -> Page:
    """What the page at ``url`` held; raises ``ParseError`` for an answer that is none."""
    try:
        told = json.loads(head)
        kind = told.pop("wall")
        page = Page(**told, wall=None if kind is None else Wall(kind))
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        raise ParseError("the page made the process that read it talk nonsense", url=url) from error
    return page


def decode_robots(head: bytes, *, url: str) -> tuple[bool, float]:
    """Whether ``url`` may be fetched, and seconds between two requests; raises ``ParseError`` as above."""
    try:
        told = json.loads(head)
        return bool(told["allowed"]), float(told["delay"])
    except (LookupError, TypeError, ValueError) as error:
        raise ParseError("a robots.txt made the process that read it talk nonsense", url=url) from error


def _robots(document: bytes, url: str, agent: str) -> dict[str, Any]:
    from protego import Protego  # noqa: PLC0415 - as above

    rules = Protego.parse(document.decode("utf-8-sig", "replace"))
    return {"allowed": rules.can_fetch(url, agent), "delay": rules.crawl_delay(agent) or 0.0}


def main() -> None:
    """Put this process under its limits, then answer what the parent asks."""
    confine()
    serve(sys.stdin.buffer, sys.stdout.buffer, answer)


if __name__ == "__main__":
    main()
