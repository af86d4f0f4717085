"""Whether a notification is signed, and how many are taken in."""

import hashlib
import hmac

import pytest

from feeds.core.notification import ALGORITHMS, Budget, BudgetRules, is_signed, spend

BODY, SECRET = b"<feed/>", "a secret"
RULES = BudgetRules(most=3, every=10)


def signature(method="sha256", body=BODY, secret=SECRET):
    return f"{method}={hmac.new(secret.encode(), body, method).hexdigest()}"


@pytest.mark.parametrize("method", sorted(ALGORITHMS))
def test_every_algorithm_of_the_recommendation_is_known(method):
    assert is_signed(BODY, signature(method), SECRET)
    assert is_signed(BODY, f" {signature(method).upper()} ", SECRET)
    assert not is_signed(BODY + b" ", signature(method), SECRET)
    assert not is_signed(BODY, signature(method), "another secret")


def test_a_known_signature():
    """The test case 2 of RFC 4231."""
    right = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    assert is_signed(b"what do ya want for nothing?", f"sha256={right}", "Jefe")


@pytest.mark.parametrize(
    "wrong",
    [
        None,
        "",
        "sha256",
        "sha256=",
        "=" + "0" * 64,
        "sha256=" + "0" * 64,
        "sha256=" + "0" * 63,
        "sha256=" + "é" * 64,
        "md5=" + hmac.new(SECRET.encode(), BODY, "md5").hexdigest(),
        "sha224=" + hmac.new(SECRET.encode(), BODY, "sha224").hexdigest(),
        "none=" + "0" * 64,
        signature().replace("sha256", "sha1"),
        signature("sha1").replace("sha1", "sha256"),
        signature() + "," + signature(),
        signature()[:-1],
        "sha256=" + hashlib.sha256(BODY).hexdigest(),
    ],
)
def test_anything_else_is_no_signature(wrong):
    assert not is_signed(BODY, wrong, SECRET)


def test_a_budget_is_used_up_and_comes_back_with_time():
    budget = None
    for _ in range(3):
        budget = spend(budget, 100.0, RULES)
    assert spend(budget, 100.0, RULES) is None
    assert spend(budget, 109.0, RULES) is None
    assert spend(budget, 110.0, RULES) == Budget(0.0, 110.0)
    assert spend(budget, 1e6, RULES) == Budget(2.0, 1e6)


def test_ticks_that_go_back_give_nothing():
    assert spend(Budget(0.5, 100.0), 0.0, RULES) is None
