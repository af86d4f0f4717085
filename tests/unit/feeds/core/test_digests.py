"""One text about many events."""

import pytest

from feeds.core.digests import is_digest


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Karst shelled; truce talks fail; Osk votes", ""),
        ("Morning briefing: what happened overnight", ""),
        ("What happened overnight", "Daily: our correspondents report"),
        ("The week in pictures in brief", ""),
    ],
)
def test_a_digest_says_so(title, text):
    assert is_digest(title, text)


@pytest.mark.parametrize("title", ["Karst shelled, nine dead", "Brief truce in Osk", "World leaders meet in Tirna", ""])
def test_a_report_of_one_event_is_none(title):
    assert not is_digest(title, "Nine people were killed, officials said.")


def test_a_digest_named_deep_in_the_text_is_not_looked_for():
    assert not is_digest("Karst shelled", f"{'word ' * 40} morning briefing")
