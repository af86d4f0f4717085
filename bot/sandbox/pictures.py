"""PURE: what a picture file is, told from its first bytes."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Picture:
    """Kind and size of a picture."""

    media_type: str
    width: int
    height: int


def _jpeg(content: bytes) -> Picture | None:
    at = 2
    while at + 9 < len(content) and content[at] == 0xFF:
        marker, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = (int.from_bytes(content[at + n : at + n + 2], "big") for n in (5, 7))
            return Picture("image/jpeg", width, height)
        at += 2 + length
    return None


def look_at(content: bytes) -> Picture | None:
    """Recognise PNG, GIF and JPEG; None for anything else."""
    if content.startswith(b"\x89PNG\r\n\x1a\n") and len(content) >= 24:
        width, height = (int.from_bytes(content[at : at + 4], "big") for at in (16, 20))
        return Picture("image/png", width, height)
    if content[:6] in {b"GIF87a", b"GIF89a"} and len(content) >= 10:
        width, height = (int.from_bytes(content[at : at + 2], "little") for at in (6, 8))
        return Picture("image/gif", width, height)
    return _jpeg(content) if content.startswith(b"\xff\xd8") else None
