"""Which reports a model is given, and what its answers are kept under."""

from dataclasses import replace

import pytest

from feeds.core.machine import asking
from feeds.model import Task, Terms
from tests.support.builders import a_brief
from tests.support.machine import REPORT, a_report


def given(*reports, **changes):
    return asking.lent(a_brief(*reports, **changes), reports)


@pytest.mark.parametrize(
    ("terms", "model", "lent"),
    [
        (Terms.FULL_WITH_CREDIT, None, True),
        (Terms.FULL_WITH_CREDIT, False, False),
        (Terms.EXCERPT, None, False),
        (Terms.EXCERPT, True, True),
        (Terms.NO_DERIVATIVES, True, False),
        (Terms.LINK_ONLY, True, False),
    ],
)
def test_a_model_is_given_what_the_terms_let_it_have(terms, model, lent):
    assert bool(given(a_report(terms=terms, model=model))) is lent


def test_blocked_outlets_and_agency_copy_are_not_given():
    assert not given(a_report(blocked=True))
    assert not given(a_report(excludes=("Oleg Maran",)))


def test_reports_without_text_or_in_another_language_are_not_given():
    silent, foreign = a_report(""), a_report()
    assert not given(silent)
    assert not given(replace(foreign, item=replace(foreign.item, language="de")))
    assert not given(a_report(), language="de")


def test_a_report_whose_feed_does_not_say_its_language_is_given_where_it_is_english():
    english, german = a_report(), a_report("Die Stadt wurde am Dienstag beschossen. " * 20)
    assert given(replace(english, item=replace(english.item, language="und")))
    assert not given(replace(german, item=replace(german.item, language="und")))


def test_only_what_the_brief_lists_is_given_in_its_order():
    one, other = a_report(), a_report("Rain fell on Velm, officials said.", number=2, name="Herald")
    late = a_report("A tank was seen.", number=3, name="Post")
    assert asking.lent(a_brief(one, other), (late, other, one)) == (one, other)


def test_a_copy_is_not_given_beside_its_original():
    assert given(a_report(), a_report(number=2, name="Herald")) == (a_report(),)


def test_a_question_names_the_reports_by_number_and_outlet_and_is_cut():
    question = asking.summary([a_report(), a_report("x" * 99_999, number=2, name="Herald")])
    assert question.task is Task.SUMMARY
    assert f"Report 1, by Courier: Market of Karst shelled\n{REPORT}" in question.matter
    assert "Report 2, by Herald" in question.matter
    assert len(question.matter) < 2 * asking.CHARACTERS + 300
    assert asking.cost(question) > question.answer_tokens


def test_an_answer_is_kept_under_all_that_it_depends_on():
    question = asking.translation(["One."], "de")
    keys = {
        asking.key(question, "m"),
        asking.key(question, "n"),
        asking.key(asking.translation(["One."], "fr"), "m"),
        asking.key(asking.translation(["Two."], "de"), "m"),
        asking.key(replace(question, task=Task.SUMMARY), "m"),
    }
    assert len(keys) == 5
    assert asking.key(question, "m") == asking.key(asking.translation(["One."], "de"), "m")
    assert asking.key(asking.translation(["\ud83d"], "de"), "m")
