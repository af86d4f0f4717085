"""Unpacking, in pieces and within the limit."""

import gzip
import sys
import zlib

import brotli
import pytest

from feeds.errors import FetchError, TooLarge
from feeds.fetch.unpack import BROKEN, MOST_PIECES, Unpacker

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

URL = "https://feeds.example/a"
TEXT = b"<item><title>Shelling near Port Ilse</title></item>" * 200


def bare_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


PACKED = {
    "": TEXT,
    "identity": TEXT,
    "gzip": gzip.compress(TEXT),
    "x-gzip": gzip.compress(TEXT[:100]) + gzip.compress(TEXT[100:]),
    "GZIP ": gzip.compress(TEXT) + b"\0\0\0trailing",
    "deflate": zlib.compress(TEXT),
    "Deflate": bare_deflate(TEXT),
    "br": brotli.compress(TEXT),
    "zstd": zstd.compress(TEXT),
    "gzip, br": brotli.compress(gzip.compress(TEXT)),
    "identity, deflate , gzip,zstd": zstd.compress(gzip.compress(zlib.compress(TEXT))),
    "ZSTD": zstd.compress(TEXT[:100]) + zstd.compress(TEXT[100:]),
}


def unpacked(encoding: str, data: bytes, *, piece: int, limit: int = 2**20) -> bytes:
    unpacker = Unpacker(encoding, limit=limit, url=URL)
    for start in range(0, len(data), piece):
        unpacker.feed(data[start : start + piece])
    return unpacker.body()


@pytest.mark.parametrize("piece", [1, 7, 10**6])
@pytest.mark.parametrize("encoding", PACKED)
def test_what_was_packed_comes_out_in_whatever_pieces_it_arrives(encoding, piece):
    assert unpacked(encoding, PACKED[encoding], piece=piece) == TEXT


@pytest.mark.parametrize("encoding", PACKED)
def test_exactly_the_limit_is_allowed_and_a_byte_more_is_not(encoding):
    assert len(unpacked(encoding, PACKED[encoding], piece=100, limit=len(TEXT))) == len(TEXT)
    with pytest.raises(TooLarge, match="the document is larger than"):
        unpacked(encoding, PACKED[encoding], piece=100, limit=len(TEXT) - 1)


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress, bare_deflate, brotli.compress, zstd.compress])
def test_a_bomb_is_left_as_soon_as_it_is_one(pack):
    encoding = {gzip.compress: "gzip", brotli.compress: "br", zstd.compress: "zstd"}.get(pack, "deflate")
    unpacker = Unpacker(encoding, limit=2**16, url=URL)
    with pytest.raises(TooLarge) as caught:
        unpacker.feed(pack(b"\0" * 2**24))
    assert caught.value.url == URL
    assert len(unpacker.body()) < 2**18


def test_what_is_packed_larger_than_it_is_counts_as_well():
    unpacker = Unpacker("gzip", limit=1000, url=URL)
    with pytest.raises(TooLarge):
        unpacker.feed(gzip.compress(b"a") + b"\0" * 2000)


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd"])
def test_packed_data_that_is_cut_gives_what_there_was_of_it(encoding):
    packed = PACKED[encoding]
    found = unpacked(encoding, packed[: len(packed) // 2], piece=10)
    assert TEXT.startswith(found)


@pytest.mark.parametrize("encoding", ["gzip", "br", "zstd", "deflate"])
def test_data_that_is_not_packed_is_broken(encoding):
    with pytest.raises(BROKEN):
        unpacked(encoding, b"<rss><channel/></rss>" * 20, piece=10**6)


@pytest.mark.parametrize("encoding", ["compress", "gzip, compress", "aes128gcm", "\udcff"])
def test_other_encodings_were_not_asked_for(encoding):
    with pytest.raises(FetchError, match="which it was not asked for"):
        Unpacker(encoding, limit=1, url=URL)


def test_an_encoding_in_an_encoding_is_left_as_soon_as_either_is_a_bomb():
    inner = Unpacker("gzip, br", limit=2**16, url=URL)
    with pytest.raises(TooLarge):
        inner.feed(brotli.compress(b"\0" * 2**24))
    outer = Unpacker("gzip, br", limit=2**16, url=URL)
    with pytest.raises(TooLarge):
        outer.feed(brotli.compress(gzip.compress(b"\0" * 2**24)))
    assert len(outer.body()) < 2**18


def test_nobody_packs_a_document_four_times():
    with pytest.raises(FetchError, match="packed the document 4 times"):
        Unpacker("gzip, gzip, gzip, gzip", limit=1, url=URL)


def test_a_window_of_zstd_that_the_web_does_not_have_is_refused():
    packer = zstd.ZstdCompressor(options={zstd.CompressionParameter.window_log: 27})
    wide = packer.compress(TEXT * 20) + packer.flush()
    with pytest.raises(BROKEN):
        unpacked("zstd", wide, piece=10**6)


@pytest.mark.parametrize(("encoding", "pack"), [("gzip", gzip.compress), ("zstd", zstd.compress)])
def test_a_document_may_come_in_pieces_but_not_in_thousands_that_hold_nothing(encoding, pack):
    unpacker = Unpacker(encoding, limit=10**6, url=URL)
    unpacker.feed(pack(b"abc") * MOST_PIECES)
    assert unpacker.body() == b"abc" * MOST_PIECES
    with pytest.raises(FetchError, match="in more than 1000 pieces"):
        unpacker.feed(pack(b""))
