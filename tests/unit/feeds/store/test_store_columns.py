"""Column types."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects import postgresql, sqlite

from feeds.store.batches import batches
from feeds.store.columns import PlainText, UtcDateTime, text_hash

DIALECTS = [sqlite.dialect(), postgresql.dialect()]
zones = st.integers(-14, 14).map(lambda hours: timezone(timedelta(hours=hours)))


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
@given(moment=st.datetimes(datetime(1900, 1, 2), timezones=zones))  # noqa: DTZ001
def test_a_time_comes_back_in_utc(dialect, moment):
    kind = UtcDateTime()
    back = kind.process_result_value(kind.process_bind_param(moment, dialect), dialect)
    assert back == moment
    assert back.tzinfo is UTC


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
def test_a_time_without_a_zone_is_refused_and_none_is_none(dialect):
    with pytest.raises(ValueError, match="without a zone"):
        UtcDateTime().process_bind_param(datetime(2026, 1, 1), dialect)  # noqa: DTZ001
    assert UtcDateTime().process_bind_param(None, dialect) is None
    assert UtcDateTime().process_result_value(None, dialect) is None


@given(st.text(st.characters(codec=None)))
def test_any_text_becomes_one_that_both_databases_hold(text):
    plain = PlainText().process_bind_param(text, DIALECTS[0])
    assert "\0" not in plain
    assert plain.encode().decode() == plain
    assert PlainText().process_bind_param(plain, DIALECTS[0]) == plain
    assert len(text_hash(text)) == 16


def test_no_text_is_none():
    assert PlainText().process_bind_param(None, DIALECTS[0]) is None


@given(st.lists(st.integers()), st.integers(1, 7))
def test_batches_hold_everything_in_order(values, size):
    pieces = list(batches(values, size))
    assert [value for piece in pieces for value in piece] == values
    assert all(len(piece) == size for piece in pieces[:-1])
    assert all(pieces)
