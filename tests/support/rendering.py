"""Any text, any brief, and a strict reader of what is rendered of them: for properties of what is sent."""

import re
from html.parser import HTMLParser

from hypothesis import strategies as st

from bot.render import html
from bot.render.html import Markup
from feeds.model import Affiliation, MachineText, Said, Task
from tests.support.briefs import a_brief, a_source, an_excerpt

#: Any text, lone surrogates and control characters among it, and much of what breaks markup.
anything = st.one_of(
    st.text(st.characters(exclude_categories=()), max_size=120),
    st.text("<>&;\"'b/a =#x🕊é\u0301ק\n", max_size=120),
    st.sampled_from(
        ["</b>", "<a href='", "&amp;", "&lt;b&gt;", "&#60;", "<!--", "\ud83d", "قصف", "x" * 5000, "🕊" * 3000]
    ),
)
addresses = st.one_of(st.none(), anything, st.just('https://a.example/?a="><b>&b=1'))


class Telegram(HTMLParser):
    """A strict reader of Telegram's HTML: few tags, all closed, in order."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.text = [], ""

    def handle_starttag(self, tag, attrs):
        assert tag in {"b", "i", "s", "a", "blockquote"}
        assert [name for name, _ in attrs] == (["href"] if tag == "a" else [])
        self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data

    def handle_comment(self, data):
        raise AssertionError(data)

    handle_decl = handle_pi = unknown_decl = handle_comment


def seen(markup):
    """What a reader sees of it; fails where Telegram would refuse it."""
    markup.html.encode("utf-8")  # no lone surrogate, or nothing could be sent
    assert re.fullmatch(r"(?:[^<>&]|<[^<>]*>|&(?:amp|lt|gt|quot|#x27);)*", markup.html, re.DOTALL)
    reader = Telegram()
    reader.feed(markup.html)
    reader.close()
    assert reader.open == []
    return reader.text


def units(text):
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


sources = st.builds(
    lambda outlet, url, affiliation, side, copy: a_source(
        outlet, url=url, affiliation=affiliation, side=side, copy=copy
    ),
    anything,
    addresses,
    st.sampled_from(Affiliation),
    st.one_of(st.none(), anything),
    st.booleans(),
)
excerpts = st.builds(
    lambda text, outlet, credit, whole: an_excerpt(text, outlet, credit=credit, whole=whole),
    anything,
    anything,
    st.one_of(st.none(), anything),
    st.booleans(),
)
few = st.lists(anything, max_size=2).map(tuple)
machines = st.lists(
    st.builds(
        MachineText,
        st.sampled_from(Task),
        anything,
        anything,
        st.lists(st.builds(Said, anything, few, few), max_size=3).map(tuple),
        st.one_of(st.none(), anything),
    ),
    max_size=2,
).map(tuple)
briefs = st.builds(
    lambda headline, outlet, pieces, lines, number, machine: a_brief(
        headline,
        headline_outlet=outlet,
        excerpts=tuple(pieces),
        sources=tuple(lines),
        outlets=number,
        independent=number,
        machine=machine,
    ),
    anything,
    anything,
    st.lists(excerpts, max_size=3),
    st.lists(sources, min_size=1, max_size=12),
    st.integers(1, 2000),
    machines,
)


def check(message):
    """Telegram takes it: within the limit, with markup and without."""
    text = seen(Markup(message.html))
    assert 0 < units(text) <= html.TEXT_LIMIT
    assert message.plain == text
    return text
