"""Keys that find duplicates: an exact one, and a sketch that tells near copies.

The fingerprint is SHA-256 over the folded words, so that punctuation, case and spacing do not matter. The signature is
a bottom-k sketch (Broder, "On the resemblance and containment of documents", 1997): the ``SKETCH`` smallest 32-bit
hashes of the text's word shingles. Two sketches estimate the Jaccard index of the two sets of shingles.
"""

import hashlib
import struct
import unicodedata
from collections.abc import Sequence

from feeds.core.text import MAX_TEXT, words

SHINGLE = 4  #: words in a row that make one feature
SKETCH = 64  #: hashes kept
#: Estimated Jaccard index from which one text counts as a copy of another. Wire copies with a changed first sentence
#: stay above it; two reports of one event in their own words stay far below (under 0.2).
COPY = 0.5
#: Texts shorter than this many words are too short to be told copies by shingles.
SHORT = 12
#: Characters that count, more than any text has.
MOST = 2 * MAX_TEXT


def fingerprint(title: str, text: str) -> str:
    """SHA-256, in hex, of title and text without case, punctuation and spacing."""
    return _exact(_folded(title), _folded(text))


def signature(text: str) -> bytes:
    """The text's bottom-k sketch, empty for texts too short for one."""
    return _sketch(_folded(text))


def both(title: str, text: str) -> tuple[str, bytes]:
    """The fingerprint, and the signature of the text or, where that is too short for one, of the title."""
    first, rest = _folded(title), _folded(text)
    return _exact(first, rest), _sketch(rest) or _sketch(first)


def _folded(text: str) -> list[str]:
    """The words without differences of form. There are characters that stand for eighteen: no text may grow by them."""
    return words(unicodedata.normalize("NFKC", text)[:MOST])


def _exact(title: Sequence[str], text: Sequence[str]) -> str:
    return hashlib.sha256(" ".join((*title, *text)).encode("utf-8", "replace")).hexdigest()


def _sketch(tokens: Sequence[str]) -> bytes:
    if len(tokens) < SHORT:
        return b""
    shingles = {" ".join(tokens[at : at + SHINGLE]) for at in range(len(tokens) - SHINGLE + 1)}
    hashes = {_hash(shingle) for shingle in shingles}
    kept = sorted(hashes)[:SKETCH]
    return struct.pack(f"<{len(kept)}I", *kept)


def resemblance(one: bytes, other: bytes) -> float:
    """The estimated Jaccard index of the texts behind two signatures; 0 where either is empty."""
    a, b = set(_unpack(one)), set(_unpack(other))
    shared = a & b
    if not shared:
        return 0.0
    smallest = sorted(a | b)[:SKETCH]
    return sum(1 for value in smallest if value in shared) / len(smallest)


def _hash(shingle: str) -> int:
    return int.from_bytes(hashlib.blake2b(shingle.encode("utf-8", "replace"), digest_size=4).digest(), "little")


def _unpack(sketch: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(sketch) // 4}I", sketch)
