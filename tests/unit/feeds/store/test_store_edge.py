"""The edge: which errors are the database's, and what it is made to say."""

import sqlite3

import psycopg
import pytest
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from feeds.errors import StoreError
from feeds.store.edge import Refusals

PLACE = "news.db"


def sqlite_error(code, words="words", kind=sqlite3.OperationalError):
    error = kind(words)
    error.sqlite_errorcode = code
    return error


def postgres_error(state, words="words\nmore words"):
    kind = psycopg.errors.lookup(state) if state else psycopg.OperationalError
    return kind(words)


def outcome(error):
    """What comes out of the context in which an error is raised."""
    with pytest.raises(BaseException) as caught, Refusals(PLACE):
        raise error
    return caught.value


def told(error):
    """The sentence that an error becomes."""
    refusal = outcome(error)
    assert isinstance(refusal, StoreError)
    assert refusal.__cause__ is error
    return str(refusal)


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        (sqlite3.SQLITE_BUSY, "is locked: another program"),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, "is locked: another program"),
        (sqlite3.SQLITE_LOCKED, "is locked by another connection"),
        (sqlite3.SQLITE_READONLY, "make the file and its folder writable"),
        (sqlite3.SQLITE_READONLY_DIRECTORY, "make the file and its folder writable"),
        (sqlite3.SQLITE_FULL, "No room is left"),
        (sqlite3.SQLITE_IOERR_WRITE, "fails: words"),
        (sqlite3.SQLITE_CORRUPT, "is damaged: stop Heliograph and restore a backup"),
        (sqlite3.SQLITE_NOTADB, "is not an SQLite database"),
        (sqlite3.SQLITE_PERM, "may not open"),
        (sqlite3.SQLITE_NOMEM, "Memory ran out"),
        (sqlite3.SQLITE_PROTOCOL, "refuses: words"),
    ],
)
def test_what_sqlite_refuses_is_said_in_words(code, sentence):
    assert sentence in told(sqlite_error(code))
    assert sentence in told(OperationalError("SELECT", {}, sqlite_error(code)))
    assert PLACE in told(sqlite_error(code)) or code == sqlite3.SQLITE_NOMEM


def test_missing_tables_are_a_matter_of_the_schema():
    assert "run `heliograph db upgrade`" in told(sqlite_error(sqlite3.SQLITE_ERROR, "no such table: feeds"))
    assert "run `heliograph db upgrade`" in told(sqlite_error(sqlite3.SQLITE_ERROR, "no such column: lane"))


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        (None, "cannot be reached: words"),
        ("08006", "broke: words"),
        ("28P01", "name or password"),
        ("3D000", "does not exist"),
        ("40P01", "gave up this transaction"),
        ("42P01", "run `heliograph db upgrade`"),
        ("42703", "run `heliograph db upgrade`"),
        ("42501", "does not let this user"),
        ("25006", "read-only"),
        ("53100", "No room is left"),
        ("53200", "out of resources"),
        ("53300", "too many connections"),
        ("55P03", "is locked"),
        ("57P01", "is being stopped"),
        ("58030", "fails: words"),
        ("XX001", "is damaged"),
    ],
)
def test_what_postgresql_refuses_is_said_in_words(state, sentence):
    said = told(postgres_error(state))
    assert sentence in said
    assert "more words" not in said
    assert said == told(DBAPIError("SELECT", {}, postgres_error(state)))


def test_waiting_too_long_for_a_connection_is_said_in_words():
    assert "Too many transactions" in told(PoolTimeout("QueuePool limit"))


@pytest.mark.parametrize(
    "error",
    [
        ValueError("not ours"),
        StatementError("naive", "SELECT", {}, ValueError("naive")),
        IntegrityError("INSERT", {}, sqlite_error(sqlite3.SQLITE_CONSTRAINT, kind=sqlite3.IntegrityError)),
        sqlite_error(sqlite3.SQLITE_ERROR, 'near "SELEKT": syntax error'),
        sqlite3.ProgrammingError("Cannot operate on a closed database."),
        postgres_error("42601"),
        postgres_error("23505"),
        postgres_error("22021"),
        KeyboardInterrupt(),
    ],
    ids=repr,
)
def test_programming_errors_pass(error):
    assert outcome(error) is error


def test_a_store_error_passes_as_it_is():
    refusal = StoreError("as it is")
    assert outcome(refusal) is refusal
