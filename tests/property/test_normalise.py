"""Whatever an entry says: addresses keep their host and lose nothing but tracking, and an item can be stored."""

from urllib.parse import parse_qsl, quote, urlsplit

from hypothesis import example, given, settings
from hypothesis import strategies as st

from feeds.core.normalise import MAX_TITLE, MAX_URL, canonical_url, normalise
from feeds.core.text import MAX_TEXT, clean
from feeds.model import Entry
from tests.support.builders import NOW

tried = settings(max_examples=40, deadline=None)  # machines differ


TRACKING = [
    "utm_source",
    "UTM_Campaign",
    "utm_x",
    "fbclid",
    "gclid",
    "mc_cid",
    "mc_eid",
    "ref_src",
    "at_medium",
    "ocid",
    "spm",
]
OWN = ["id", "page", "q", "utm", "ref", "source", "at", "fbclid2", "a b", "ключ"]

anything = st.text(st.characters(), max_size=40)
pairs = st.tuples(st.sampled_from(TRACKING + OWN), st.text(max_size=8))
hosts = st.from_regex(r"[a-zA-Z0-9]([a-zA-Z0-9-]{0,10}[a-zA-Z0-9])?(\.[a-zA-Z]{2,5}){1,2}", fullmatch=True)


def quoted(text):
    return quote(text, safe="", errors="replace")


@st.composite
def addresses(draw):
    """Addresses as feeds give them, in many spellings."""
    scheme = draw(st.sampled_from(["http", "https", "HTTP", "Https"]))
    port = draw(st.sampled_from(["", ":80", ":443", ":8080", ":"]))
    path = draw(st.sampled_from(["", "/"]) | st.text(max_size=12).map(lambda text: f"/{text}"))
    query = "&".join(f"{quoted(name)}={quoted(value)}" for name, value in draw(st.lists(pairs, max_size=5)))
    fragment = draw(st.sampled_from(["", "#", "#top"]))
    return f"{scheme}://{draw(hosts)}{port}{path}{'?' if query else ''}{query}{fragment}"


urls = addresses() | st.text(max_size=60) | st.text(max_size=40).map(lambda text: f"https://{text}")


@tried
@given(urls)
@example("http://a.example//evil.example/")
@example("https://a.example/?q=%ff%fe&utm_source=x")
@example("https://a.example\\@evil.example/")
@example("http://ΑΒ.example/")
def test_an_address_in_its_one_spelling_stays_as_it_is(url):
    once = canonical_url(url)
    assert once is None or canonical_url(once) == once


@tried
@given(urls)
@example("http://a.example//evil.example/")
@example("http://[::1]:80/")
def test_no_host_is_invented(url):
    canonical = canonical_url(url)
    if canonical is not None:
        assert urlsplit(canonical).hostname == urlsplit(" ".join(url.split())).hostname.rstrip(".")


@tried
@given(urls)
def test_an_address_is_of_the_web_and_can_be_stored_and_shown(url):
    canonical = canonical_url(url)
    if canonical is not None:
        assert canonical.startswith(("http://", "https://"))
        assert len(canonical) <= MAX_URL
        assert canonical.encode()
        assert canonical.isprintable()


@tried
@given(addresses())
def test_only_known_tracking_parameters_are_dropped(url):
    canonical = canonical_url(url)
    if canonical is not None:
        before = parse_qsl(urlsplit(" ".join(url.split())).query, keep_blank_values=True)
        kept = [(name, value) for name, value in before if name not in TRACKING]
        assert parse_qsl(urlsplit(canonical).query, keep_blank_values=True) == kept


@tried
@given(addresses(), st.lists(st.sampled_from(TRACKING), min_size=1, max_size=3))
@example("http://a.example/ ", ["utm_source"])
def test_changed_tracking_parameters_change_no_address(url, names):
    base = url.partition("#")[0]
    tracked = f"{base}{'&' if '?' in base else '?'}{'&'.join(f'{name}=x' for name in names)}"
    if len(tracked) <= MAX_URL:
        assert canonical_url(tracked) == canonical_url(base)


entries = st.builds(
    Entry,
    title=anything,
    summary=anything
    | st.lists(st.sampled_from(["<p>", "</div>", "&lt;", "<", "War. ", "\u202e", "&#0;"]), max_size=30).map("".join),
    guid=st.none() | anything,
    link=st.none() | urls,
    published=st.none() | st.datetimes(timezones=st.just(NOW.tzinfo)),
    author=st.none() | anything,
    language=st.none() | anything,
)


@tried
@given(entries, st.none() | anything)
def test_any_entry_becomes_a_sane_item_or_none(entry, declared):
    item = normalise(entry, language=declared, now=NOW)
    if item is None:
        return
    assert 0 < len(item.title) <= MAX_TITLE
    assert len(item.text) <= MAX_TEXT
    assert item.published_at <= NOW
    assert item.dated or item.published_at == NOW
    assert item.key
    for text in (item.title, item.text, item.author or "", item.credit or ""):
        assert "\0" not in text
        text.encode()  # UTF-8 can spell it
        assert text == " ".join(text.split())


@tried
@given(entries)
def test_the_same_entry_gives_the_same_item(entry):
    assert normalise(entry, language="en", now=NOW) == normalise(entry, language="en", now=NOW)


@tried
@given(st.text(st.characters(exclude_characters="<&"), max_size=200))
def test_plain_text_that_is_clean_stays_so(text):
    assert clean(clean(text)) == clean(text)
