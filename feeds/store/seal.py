"""What identifies a reader is sealed; the key lies elsewhere than the database.

Three keys are derived from the one that is kept: one encrypts (AES-256-GCM, a fresh nonce each time), one makes the
hashes by which a chat is found (HMAC-SHA-256), one the secrets that hubs sign with. Without the key, the rows tell
neither who reads nor, the hashes being keyed, whether a given chat does.
"""

import base64
import binascii
import hmac
import os
import re
import secrets
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from feeds.errors import StoreError

KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12
_ID_BYTES: Final = 8
_FORM: Final = b"\x01"  #: first byte of what is sealed, and authenticated with it
_HEX: Final = re.compile(r"[0-9a-fA-F]+")
_BASE64: Final = re.compile(r"[A-Za-z0-9+/_-]+={0,2}")
_MAKE_ONE: Final = "make one with: (umask 077; head -c 32 /dev/urandom | base64 > {path})"


class Seal:
    """Seals chat ids, opens them, and hashes them for look-ups."""

    __slots__ = ("_cipher", "_hub_key", "_lookup_key", "mark")

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise ValueError(f"a data key has {KEY_BYTES} bytes, not {len(key)}")
        self._cipher = AESGCM(_derived(key, b"heliograph: seal chat ids"))
        self._lookup_key = _derived(key, b"heliograph: look up chat ids")
        self._hub_key = _derived(key, b"heliograph: secrets of hubs")
        self.mark = _derived(key, b"heliograph: mark of the key")[:8].hex()  #: tells keys apart, and nothing else

    def seal(self, chat_id: int) -> bytes:
        """The chat id, sealed: different bytes each time, of one length for all."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        plain = chat_id.to_bytes(_ID_BYTES, "big", signed=True)
        return _FORM + nonce + self._cipher.encrypt(nonce, plain, _FORM)

    def unseal(self, sealed: bytes) -> int:
        """The chat id; raises ``StoreError`` where another key sealed it, or the bytes were changed."""
        form, nonce, box = sealed[:1], sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
        try:
            return int.from_bytes(self._cipher.decrypt(nonce, box, form), "big", signed=True)
        except (InvalidTag, ValueError) as error:
            raise StoreError(
                "A reader's chat id cannot be unsealed: the data key is not the one that sealed it, or the row is "
                "damaged. Set HELIOGRAPH_DATA_KEY to the key that was in use."
            ) from error

    def lookup(self, chat_id: int) -> bytes:
        """The keyed hash by which the chat is found."""
        return hmac.digest(self._lookup_key, chat_id.to_bytes(_ID_BYTES, "big", signed=True), "sha256")

    def hub_secret(self, token: str) -> str:
        """The secret that a hub signs with which knows a callback by this token. It is not stored anywhere."""
        return hmac.digest(self._hub_key, token.encode("utf-8", "replace"), "sha256").hex()


def load_key(value: str | Path | None, *, default_path: Path) -> bytes:
    """The data key: spelt in ``value``, or in the file that ``value`` names, or in the default file, made if need be.

    A key is 32 bytes in base64 or in hexadecimal digits. Raises ``StoreError`` where there is none, or where others
    on this machine can read its file.
    """
    if value is None:
        _make(default_path)
        return _from_file(default_path)
    if isinstance(value, Path):
        return _from_file(value)
    spelt = value.strip()
    key = _decoded(spelt)
    if key is not None and len(key) == KEY_BYTES and _is_no_path(spelt):
        return key
    path = Path(spelt).expanduser()
    if not spelt or not path.exists():
        raise StoreError(
            f"The data key is neither {KEY_BYTES} bytes in base64 or hexadecimal digits nor the path of a file: "
            + _MAKE_ONE.format(path="data.key")
        )
    return _from_file(path)


def _is_no_path(spelt: str) -> bool:
    """Base64 may hold slashes; a key with one is believed if it ends as 32 bytes in base64 do."""
    return "/" not in spelt or (len(spelt) == 44 and spelt.endswith("="))


def _from_file(path: Path) -> bytes:
    try:
        mode = path.stat().st_mode
        spelt = path.read_text("ascii").strip()
    except FileNotFoundError as error:
        raise StoreError(f"There is no data key at {path}: {_MAKE_ONE.format(path=path)}") from error
    except UnicodeDecodeError as error:
        raise StoreError(f"The file {path} holds no data key: write 32 bytes into it in base64.") from error
    except OSError as error:
        raise StoreError(f"The data key {path} cannot be read: {error.strerror}.") from error
    if os.name == "posix" and mode & 0o007:
        raise StoreError(f"The data key {path} lies open to every user of this machine: run chmod 600 {path}")
    key = _decoded(spelt)
    if key is None:
        raise StoreError(f"The file {path} holds no data key: write 32 bytes into it in base64.")
    if len(key) != KEY_BYTES:
        raise StoreError(f"The data key in {path} has {len(key)} bytes and needs {KEY_BYTES}.")
    return key


def _decoded(spelt: str) -> bytes | None:
    """The bytes that a text spells, None where it looks like no key, as a path does."""
    if _HEX.fullmatch(spelt) and len(spelt) % 2 == 0:
        return bytes.fromhex(spelt)
    if not _BASE64.fullmatch(spelt):
        return None
    padded = spelt.translate(str.maketrans("-_", "+/")).rstrip("=")
    try:
        return base64.b64decode(padded + "=" * (-len(padded) % 4), validate=True)
    except binascii.Error:
        return None


def _make(path: Path) -> None:
    """Make a key file, all at once: of two processes that start together, one makes it and both read it."""
    if path.exists():
        return
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(base64.b64encode(secrets.token_bytes(KEY_BYTES)) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        _link(draft, path)
    except OSError as error:
        raise StoreError(f"No data key can be made at {path}: {error.strerror}. Set HELIOGRAPH_DATA_KEY.") from error


def _link(draft: Path, path: Path) -> None:
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _derived(key: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=purpose).derive(key)
