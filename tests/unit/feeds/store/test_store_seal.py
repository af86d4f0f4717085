"""Sealing chat ids, and where the key comes from."""

import base64
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.errors import StoreError
from feeds.store.seal import KEY_BYTES, Seal, load_key

KEY = bytes(range(100, 132))
NONE = Path("/nonexistent/data.key")
chats = st.integers(-(2**63), 2**63 - 1)


@given(chats)
def test_a_chat_id_comes_back(chat):
    assert Seal(KEY).unseal(Seal(KEY).seal(chat)) == chat


def test_sealing_twice_gives_different_bytes_of_one_length():
    seal = Seal(KEY)
    sealed = {seal.seal(chat) for chat in (7, 7, -1001234567890, 2**62)}
    assert len(sealed) == 4
    assert len({len(one) for one in sealed}) == 1


def test_look_ups_depend_on_chat_and_key_alone():
    seal, other = Seal(KEY), Seal(bytes(KEY_BYTES))
    assert seal.lookup(7) == Seal(KEY).lookup(7)
    assert len({seal.lookup(7), seal.lookup(-7), other.lookup(7)}) == 3
    assert seal.mark == Seal(KEY).mark != other.mark


def test_a_hubs_secret_depends_on_token_and_key_alone_and_is_short_enough_to_be_sent():
    seal, other = Seal(KEY), Seal(bytes(KEY_BYTES))
    assert seal.hub_secret("a") == Seal(KEY).hub_secret("a")
    assert len({seal.hub_secret("a"), seal.hub_secret("b"), other.hub_secret("a")}) == 3
    assert len(seal.hub_secret("a\ud800" * 1000).encode()) == 64


def test_another_key_does_not_open_it():
    with pytest.raises(StoreError, match="data key is not the one that sealed it"):
        Seal(bytes(KEY_BYTES)).unseal(Seal(KEY).seal(7))


@given(st.binary(max_size=60))
def test_other_bytes_are_refused(junk):
    with pytest.raises(StoreError, match="unsealed"):
        Seal(KEY).unseal(junk)


@given(st.integers(0, 36), st.integers(1, 255))
def test_a_changed_byte_is_noticed(place, change):
    sealed = bytearray(Seal(KEY).seal(7))
    sealed[place] ^= change
    with pytest.raises(StoreError, match="unsealed"):
        Seal(KEY).unseal(bytes(sealed))


def test_the_key_does_not_show():
    assert KEY.hex() not in repr(Seal(KEY))
    assert not hasattr(Seal(KEY), "__dict__")


@pytest.mark.parametrize("size", [0, 16, 31, 33])
def test_a_key_of_another_size_is_a_programming_error(size):
    with pytest.raises(ValueError, match="32 bytes"):
        Seal(bytes(size))


SPELLINGS = [
    KEY.hex(),
    KEY.hex().upper(),
    base64.b64encode(KEY).decode(),
    base64.urlsafe_b64encode(KEY).decode(),
    base64.urlsafe_b64encode(KEY).decode().rstrip("="),
    f"  {KEY.hex()}\n",
]


@pytest.mark.parametrize("spelt", SPELLINGS)
def test_a_key_is_read_as_it_stands(spelt):
    assert load_key(spelt, default_path=NONE) == KEY


@pytest.mark.parametrize("spelt", SPELLINGS)
def test_a_key_is_read_from_a_file(tmp_path, spelt):
    file = tmp_path / "data.key"
    file.write_text(spelt)
    file.chmod(0o600)
    assert load_key(str(file), default_path=NONE) == load_key(file, default_path=NONE) == KEY


def test_a_key_with_slashes_is_a_key():
    assert load_key(base64.b64encode(b"\xff" * 32).decode(), default_path=NONE) == b"\xff" * 32


@pytest.mark.parametrize("value", ["", "secret", KEY.hex()[:32], "/no/such/file", "data.key", "ключ", "a" * 43 + "/"])
def test_what_is_neither_key_nor_file_is_refused_without_repeating_it(value):
    with pytest.raises(StoreError, match=r"neither .* nor the path of a file: make one with") as caught:
        load_key(value, default_path=NONE)
    assert len(value) < 6 or value not in str(caught.value) or value == "data.key"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "holds no data key"),
        (b"not a key", "holds no data key"),
        (b"\xff\xfe", "holds no data key"),
        (base64.b64encode(KEY[:16]), "has 16 bytes and needs 32"),
        (base64.b64encode(KEY + b"x"), "has 33 bytes and needs 32"),
    ],
)
def test_a_file_without_a_key_is_refused(tmp_path, content, sentence):
    file = tmp_path / "data.key"
    file.write_bytes(content)
    file.chmod(0o600)
    with pytest.raises(StoreError, match=sentence):
        load_key(file, default_path=NONE)


def test_a_missing_file_is_refused_with_the_command_that_makes_one(tmp_path):
    with pytest.raises(StoreError, match=f"There is no data key at {tmp_path}/x: make one with:.*> {tmp_path}/x"):
        load_key(tmp_path / "x", default_path=NONE)


def test_a_folder_is_refused(tmp_path):
    with pytest.raises(StoreError, match="cannot be read: Is a directory"):
        load_key(tmp_path, default_path=NONE)


@pytest.mark.parametrize("mode", [0o604, 0o644, 0o602])
def test_a_file_that_everybody_can_open_is_refused_with_the_command_that_shuts_it(tmp_path, mode):
    file = tmp_path / "data.key"
    file.write_text(KEY.hex())
    file.chmod(mode)
    with pytest.raises(StoreError, match=f"run chmod 600 {file}"):
        load_key(file, default_path=NONE)


def test_the_default_file_is_made_once_and_for_its_owner_alone(tmp_path):
    path = tmp_path / "heliograph" / "data.key"
    key = load_key(None, default_path=path)
    assert len(key) == KEY_BYTES
    assert load_key(None, default_path=path) == key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [file.name for file in path.parent.iterdir()] == ["data.key"]


def test_of_programs_that_start_together_all_get_one_key(tmp_path):
    path = tmp_path / "data.key"
    with ThreadPoolExecutor(16) as executor:
        keys = set(executor.map(lambda _: load_key(None, default_path=path), range(64)))
    assert len(keys) == 1
    assert [file.name for file in tmp_path.iterdir()] == ["data.key"]


def test_a_default_file_that_cannot_be_made_is_refused(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="No data key can be made"):
        load_key(None, default_path=tmp_path / "file" / "data.key")
