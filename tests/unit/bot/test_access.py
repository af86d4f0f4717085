import pytest

from bot.access import may_moderate


@pytest.mark.parametrize(
    ("user", "owners", "may"),
    [(77, {77, 78}, True), (79, {77, 78}, False), (77, set(), False), (None, {77}, False), (-77, {77}, False)],
)
def test_owners_may_moderate_and_nobody_else(user, owners, may):
    assert may_moderate(user, owners) is may
