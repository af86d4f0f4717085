"""Unpacking a response as it arrives, and never by more than is wanted: a bomb is left as soon as it is one."""

import sys
import zlib
from collections.abc import Sequence
from typing import Protocol

import brotli  # type: ignore[import-untyped]

from feeds.errors import FetchError, TooLarge

if sys.version_info >= (3, 14):  # pragma: no cover - one of the two in every run
    from compression import zstd
else:  # pragma: no cover
    from backports import zstd

#: What the decompressors raise on data that is not theirs.
BROKEN = (zlib.error, brotli.error, zstd.ZstdError)

#: More encodings in one another nobody needs.
MOST_ENCODINGS = 3
#: Members of gzip, or frames of zstd, one behind the other. Empty ones cost time and bring nothing: 10 MiB of them
#: would hold everything up for a quarter of a minute. Who packs in blocks of 64 KiB needs 160.
MOST_PIECES = 1000
#: Windows of zstd larger than 8 MiB are not for the web (RFC 9659): they would take their size in memory.
_WINDOW = {int(zstd.DecompressionParameter.window_log_max): 23}

_GZIP = b"\x1f\x8b"


class _Decoder(Protocol):
    def unpack(self, data: bytes, most: int) -> bytes:
        """Unpack more data, to at most about ``most`` bytes."""


class Unpacker:
    """Collects a body. Raises ``TooLarge`` once more than ``limit`` bytes have come, packed or unpacked, and one of
    ``BROKEN`` for data that cannot be unpacked. What is packed but cut gives what there was of it.
    """

    def __init__(self, encoding: str, *, limit: int, url: str) -> None:
        self._limit = limit
        self._url = url
        self._decoder = _decoder_of(encoding, limit, url)
        self.received = 0  #: bytes, as they came
        self._body = bytearray()

    def feed(self, data: bytes) -> None:
        """Take the next piece of what the server sent."""
        self.received += len(data)
        self._body += self._decoder.unpack(data, self._limit + 1 - len(self._body))
        if max(len(self._body), self.received) > self._limit:
            raise too_large(self._limit, self._url)

    def body(self) -> bytes:
        """What has been unpacked so far."""
        return bytes(self._body)


def too_large(limit: int, url: str) -> TooLarge:
    """The error for a document over the limit."""
    return TooLarge(f"the document is larger than {limit / 2**20:g} MiB", url=url)


def _decoder_of(encoding: str, limit: int, url: str) -> _Decoder:
    """What undoes the encodings of a ``Content-Encoding``, which stand in the order in which they were applied."""
    names = [name for part in encoding.lower().split(",") if (name := part.strip()) not in {"", "identity"}]
    if len(names) > MOST_ENCODINGS:
        raise FetchError(f"the server packed the document {len(names)} times", url=url)
    decoders = [_decoder(name, url) for name in reversed(names)] or [_Identity()]
    return decoders[0] if len(decoders) == 1 else _Chain(decoders, limit, url)


def _decoder(encoding: str, url: str) -> _Decoder:
    match encoding:
        case "gzip" | "x-gzip" | "deflate":
            return _Zlib(url)
        case "br":
            return _Brotli()
        case "zstd":
            return _Zstd(url)
    raise FetchError(f"the server packed the document as {encoding!r}, which it was not asked for", url=url)


class _Pieces:
    """Counts members or frames; raises ``FetchError`` where there are more than anybody needs."""

    def __init__(self, url: str) -> None:
        self._url, self._number = url, 0

    def another(self) -> None:
        """One more begins."""
        self._number += 1
        if self._number > MOST_PIECES:
            raise FetchError(f"the server packed the document in more than {MOST_PIECES} pieces", url=self._url)


class _Identity:
    def unpack(self, data: bytes, most: int) -> bytes:
        return data[:most]


class _Chain:
    """Several encodings, one in the other; what comes out of each has the limit of the whole."""

    def __init__(self, decoders: Sequence[_Decoder], limit: int, url: str) -> None:
        self._decoders, self._limit, self._url = decoders, limit, url
        self._between = [0] * len(decoders)

    def unpack(self, data: bytes, most: int) -> bytes:
        for number, decoder in enumerate(self._decoders[:-1]):
            data = decoder.unpack(data, self._limit + 1 - self._between[number])
            self._between[number] += len(data)
            if self._between[number] > self._limit:
                raise too_large(self._limit, self._url)
        return self._decoders[-1].unpack(data, most)


class _Zlib:
    """gzip, also of several members; and deflate, which servers send with the header of zlib or without one."""

    def __init__(self, url: str) -> None:
        self._pieces = _Pieces(url)
        self._object: zlib._Decompress | None = None  # of the member that is being unpacked
        self._pending = b""
        self._is_first = True

    def unpack(self, data: bytes, most: int) -> bytes:
        parts: list[bytes] = []
        self._pending += data
        while most > 0 and (member := self._member()) is not None:
            parts.append(member.decompress(self._pending, most))
            most -= len(parts[-1])
            self._pending = member.unused_data
            self._object = None if member.eof else member
        return b"".join(parts)

    def _member(self) -> "zlib._Decompress | None":
        """What unpacks the data that is pending; None where there is none, not enough, or only padding."""
        if self._object is not None or len(self._pending) < 2:
            return self._object if self._pending else None
        if self._is_first or self._pending.startswith(_GZIP):
            self._is_first = False
            self._pieces.another()
            return zlib.decompressobj(_window(self._pending))
        return None


def _window(data: bytes) -> int:
    """What zlib calls the format: 47 for gzip or zlib, by their headers; -15 for bare deflate."""
    is_zlib = data[0] & 0x0F == 8 and int.from_bytes(data[:2], "big") % 31 == 0
    return 47 if data.startswith(_GZIP) or is_zlib else -15


class _Brotli:
    def __init__(self) -> None:
        self._object = brotli.Decompressor()

    def unpack(self, data: bytes, most: int) -> bytes:
        return b"" if self._object.is_finished() else bytes(self._object.process(data, output_buffer_limit=most))


class _Zstd:
    """Zstandard, also of several frames."""

    def __init__(self, url: str) -> None:
        self._pieces = _Pieces(url)
        self._pieces.another()
        self._object = zstd.ZstdDecompressor(options=_WINDOW)

    def unpack(self, data: bytes, most: int) -> bytes:
        parts: list[bytes] = []
        while data and most > 0:
            if self._object.eof:
                self._pieces.another()
                self._object = zstd.ZstdDecompressor(options=_WINDOW)
            parts.append(self._object.decompress(data, most))
            most -= len(parts[-1])
            data = self._object.unused_data
        return b"".join(parts)
