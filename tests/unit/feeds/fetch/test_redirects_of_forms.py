"""Where a form is led that was sent by https."""

from types import SimpleNamespace

import pytest
from yarl import URL

from feeds.errors import BadRedirect
from feeds.fetch.client import _Request, _target

HUB = URL("https://hub.example/subscribe")


def led(to, *, same_scheme=True, place=HUB):
    answer = SimpleNamespace(headers={"Location": to})
    return str(_target(answer, place, _Request(str(place), None, None), same_scheme=same_scheme))


def test_a_form_with_a_secret_is_not_led_from_https_to_http():
    with pytest.raises(BadRedirect, match="from https to one that is not"):
        led("http://hub.example/subscribe")
    assert led("http://hub.example/subscribe", same_scheme=False) == "http://hub.example/subscribe"


def test_other_redirects_are_as_they_say():
    assert led("/other#part") == "https://hub.example/other"
    assert led("https://other.example/") == "https://other.example/"
    assert led("https://other.example/", place=URL("http://hub.example/")) == "https://other.example/"
    assert led("http://other.example/", place=URL("http://hub.example/")) == "http://other.example/"
