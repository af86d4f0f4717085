"""When an endpoint is left alone, and what a day may cost."""

from datetime import date

import pytest

from feeds.core.machine import spending
from feeds.core.machine.circuit import FAILURES, FIRST, LONGEST, Circuit
from feeds.core.machine.spending import Spent

TODAY = date(2026, 3, 3)


def failed(times, *, now=100.0):
    circuit = Circuit()
    for _ in range(times):
        circuit = circuit.failed(now)
    return circuit


def test_it_is_asked_until_it_has_failed_a_few_times_in_a_row():
    assert failed(FAILURES - 1).may_ask(100)
    assert not failed(FAILURES).may_ask(100 + FIRST - 1)
    assert failed(FAILURES).may_ask(100 + FIRST)


def test_it_is_left_alone_for_longer_each_time_but_not_for_ever():
    assert not failed(FAILURES + 1).may_ask(100 + 2 * FIRST - 1)
    assert failed(FAILURES + 1).may_ask(100 + 2 * FIRST)
    assert failed(500).may_ask(100 + LONGEST)


def test_an_answer_forgives_all_failures():
    assert failed(FAILURES).answered() == Circuit()


def test_what_it_asks_for_holds_from_the_first_time_on_within_reason():
    assert not Circuit().failed(100, retry_after=30).may_ask(129)
    assert Circuit().failed(100, retry_after=30).may_ask(130)
    assert Circuit().failed(100, retry_after=1e9).may_ask(100 + LONGEST)
    assert Circuit().failed(100, retry_after=-5).may_ask(100)


def test_what_was_spent_comes_back_the_same_day_and_is_forgotten_the_next():
    line = spending.written(Spent(TODAY).more(700))
    assert spending.read(line, TODAY) == Spent(TODAY, 700)
    assert spending.read(line, date(2026, 3, 4)) == Spent(date(2026, 3, 4))


@pytest.mark.parametrize("line", [None, "", "2026-03-03", "2026-03-03 many", "2026-03-03 -5"])
def test_a_line_that_says_nothing_is_a_day_without_spending(line):
    assert spending.read(line, TODAY) == Spent(TODAY)


def test_what_was_set_aside_and_not_needed_is_given_back_but_never_more_than_there_is():
    assert Spent(TODAY, 700).more(-200) == Spent(TODAY, 500)
    assert Spent(TODAY, 100).more(-200) == Spent(TODAY)


@pytest.mark.parametrize(("told", "charged"), [(50, 50), (None, 300), (0, 300), (-7, 300), (10**9, 300)])
def test_an_endpoint_is_believed_what_can_be(told, charged):
    assert spending.charged(told, 300) == charged
