"""Link headers, as servers write them."""

import pytest

from feeds.fetch.links import MOST_LINKS, hub_and_self

BASE = "https://news.example/a/feed"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ([], (None, None)),
        (['<https://hub.example/>; rel="hub"'], ("https://hub.example/", None)),
        (
            ['<https://hub.example/>; rel="hub", <https://news.example/feed>; rel=self'],
            ("https://hub.example/", "https://news.example/feed"),
        ),
        (
            ["<https://hub.example/>;rel=hub", "<https://news.example/feed>;rel=self"],
            ("https://hub.example/", "https://news.example/feed"),
        ),
        (['</hub>; rel="hub", <?x=1>; rel="self"'], ("https://news.example/hub", "https://news.example/a/feed?x=1")),
        (["<>; rel=self, <//hub.example/>; rel=HUB"], ("https://hub.example/", BASE)),
        (['<https://h.example/>; title="a, b; <c>; rel=x"; rel="preload HUB self"'], ("https://h.example/",) * 2),
        (['<https://h.example/>; title="say \\"rel=hub\\""; rel="alternate"'], (None, None)),
        (['<https://h.example/>; rel="alternate"; rel="hub"'], (None, None)),
        (['<https://h.example/?a=1,2;b>; Rel = "hub" ; type=x'], ("https://h.example/?a=1,2;b", None)),
        (["<http://a.example/>; rel=hub, <https://b.example/>; rel=hub"], ("https://b.example/", None)),
        (["<http://a.example/>; rel=hub, <http://b.example/>; rel=hub"], ("http://a.example/", None)),
        (['<https://a.example/>; rel=hub; anchor="#comments"'], (None, None)),
        (["<javascript:alert(1)>; rel=hub, <http://[>; rel=hub, <ftp://a.example/>; rel=hub"], (None, None)),
        (["<https://a.example/; rel=hub"], (None, None)),
        (["https://a.example/; rel=hub"], (None, None)),
        (["<https://a.example/>, rel=hub"], (None, None)),
        (["<https://a.example/>;;;rel=hub;;"], ("https://a.example/", None)),
        (['<https://a.example/>; rel="hub'], (None, None)),
        (["<https://a.example/%7Eb>; rel=self"], (None, "https://a.example/%7Eb")),
    ],
)
def test_a_hub_and_a_canonical_address_are_found(fields, expected):
    assert hub_and_self(fields, base=BASE) == expected


def test_of_links_without_end_only_the_first_are_read():
    many = ", ".join("</x>; rel=preload" for _ in range(MOST_LINKS))
    assert hub_and_self([f"{many}, </hub>; rel=hub"], base=BASE) == (None, None)
    assert hub_and_self([f"{many[20:]}, </hub>; rel=hub"], base=BASE) == ("https://news.example/hub", None)
