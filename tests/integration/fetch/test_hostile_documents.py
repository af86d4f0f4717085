"""Documents that mean harm, or that are beyond repair, in a real parsing process with its real limits.

Each gives entries or a ``ParseError``, the process reads the next document at once, and nothing is opened or asked for.
A document of 200 MB does not come this far: ``FetchLimits.size`` ends it at 10 MiB (``test_client``, ``test_unpack``).
"""

import codecs
import socket
import time
from contextlib import suppress

import psutil
import pytest
import pytest_asyncio

from feeds.core.parse import parse, parse_thoroughly
from feeds.errors import ParseError, TooLarge
from feeds.fetch.client import FetchLimits
from feeds.fetch.unpack import Unpacker
from feeds.fetch.workers import ParseWorkers, WorkerLimits
from feeds.model import Entry, ParsedFeed
from tests.support.feed_text import render_atom, render_rss

URL = "https://feeds.example/feed.xml"
SMALL = render_rss([Entry(title="One", guid="1")])
RSS = "<rss version='2.0'><channel><title>T</title>{}</channel></rss>"


def laughs(levels: int) -> bytes:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, levels))
    item = f"<item><title>&l{levels - 1};</title></item>"
    return f'<!DOCTYPE rss [<!ENTITY l0 "ha">{entities}]>{RSS.format(item)}'.encode()


def quadratic(size: int) -> bytes:
    item = f"<item><title>{'&a;' * size}</title></item>"
    return f'<!DOCTYPE rss [<!ENTITY a "{"a" * size}">]>{RSS.format(item)}'.encode()


def external(address: str) -> bytes:
    item = "<item><title>a&e;b</title></item>"
    return f'<!DOCTYPE rss SYSTEM "{address}" [<!ENTITY e SYSTEM "{address}">]>{RSS.format(item)}'.encode()


HOSTILE = {
    "billion-laughs": laughs(12),
    "quadratic-blowup": quadratic(50_000),
    "external-file": external("file:///etc/passwd"),
    "deep-elements": RSS.format("<a>" * 100_000 + "</a>" * 100_000).encode(),
    "deep-in-an-entry": RSS.format(f"<item><title>T</title>{'<a>' * 100_000}{'</a>' * 100_000}</item>").encode(),
    "deep-and-open": b"<rss>" + b"<item>" * 100_000,
    "many-attributes": b"<rss " + b" ".join(b"a%d='b'" % n for n in range(100_000)) + b"/>",
    "many-namespaces": b"<rss " + b" ".join(b"xmlns:a%d='b'" % n for n in range(50_000)) + b"/>",
    "long-name": b"<" + b"a" * 5_000_000 + b"/>",
    "long-text": RSS.format(f"<item><title>{'x' * 9_000_000}</title></item>").encode(),
    "long-comment": b"<!--" + b"-" * 5_000_000,
    "many-links": RSS.format(f"<item><title>T</title>{'<link/>' * 200_000}</item>").encode(),
    "many-pictures": RSS.format("<item><title>T</title>" + "<enclosure url='/a.jpg'/>" * 200_000 + "</item>").encode(),
    "nulls": b"\0" * 1_000_000,
    "nulls-inside": SMALL.replace(b"One", b"O\0n\0e"),
    "invalid-utf-8": SMALL.replace(b"One", b"\xff\xfe\xfd"),
    "deep-json": b'{"version":"https://jsonfeed.org/version/1","items":[' + b"[" * 1_000_000,
    "wide-json": b'{"items":[' + b"{}," * 1_000_000 + b"{}]}",
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def workers():
    made = ParseWorkers(workers=1, limits=WorkerLimits(seconds=3))
    yield made
    await made.close()


async def read(workers: ParseWorkers, document: bytes, content_type: str | None = None) -> ParsedFeed | str:
    try:
        return await workers(document, url=URL, content_type=content_type)
    except ParseError as error:
        return str(error)


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("document", HOSTILE.values(), ids=HOSTILE)
async def test_a_hostile_document_gives_entries_or_an_error_within_the_limits(workers, document):
    started = time.monotonic()
    found = await read(workers, document)
    assert time.monotonic() - started < 5
    assert isinstance(found, ParsedFeed) or found
    (pid,) = workers.pids or (None,)
    assert pid is None or psutil.Process(pid).memory_info().vms <= WorkerLimits().memory
    assert (await workers(SMALL, url=URL, content_type=None)).entries[0].title == "One"


@pytest.mark.asyncio(loop_scope="module")
async def test_an_external_entity_asks_nobody_and_reads_nothing(workers, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("the secret")
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.3)
        for address in (f"http://127.0.0.1:{server.getsockname()[1]}/", secret.as_uri()):
            found = await read(workers, external(address))
            assert "secret" not in repr(found)
        with pytest.raises(TimeoutError):
            server.accept()


def test_a_document_of_200_megabytes_is_left_at_the_limit():
    unpacker = Unpacker("identity", limit=FetchLimits().size, url=URL)
    taken = 0
    with suppress(TooLarge):
        while taken < 200:
            unpacker.feed(b"x" * 1_000_000)
            taken += 1
    assert taken == 10
    assert len(unpacker.body()) <= FetchLimits().size + 1


@pytest.mark.parametrize("tier", [parse, parse_thoroughly])
@pytest.mark.parametrize(
    "encoding", ["utf-16-le", "utf-16-be", "utf-16", "utf-32-le", "utf-32-be", "utf-32", "utf-8-sig", "windows-1251"]
)
def test_letters_are_read_right_whatever_is_declared(tier, encoding):
    document = '<?xml version="1.0" encoding="{}"?>' + RSS.format("<item><title>Обстріл</title></item>")
    declared = encoding if encoding == "windows-1251" else "utf-8"
    found = tier(document.format(declared).encode(encoding), url=URL, content_type="text/xml; charset=koi8-r")
    assert found.entries[0].title == "Обстріл"


@pytest.mark.parametrize("tier", [parse, parse_thoroughly])
@pytest.mark.parametrize("declared", ["utf-8", "ebcdic-cp-us", "ibm037", "utf-7", "x-unknown"])
def test_a_wrong_declaration_harms_no_letter_of_utf_8(tier, declared):
    document = f'<?xml version="1.0" encoding="{declared}"?>' + RSS.format("<item><title>Обстріл</title></item>")
    assert tier(document.encode(), url=URL, content_type=None).entries[0].title == "Обстріл"


def test_windows_1251_that_calls_itself_utf_8_still_gives_whole_entries():
    document = '<?xml version="1.0" encoding="utf-8"?>' + RSS.format("<item><title>Обстрел</title></item>" * 2)
    assert len(parse(document.encode("cp1251"), url=URL, content_type=None).entries) == 2


def test_ebcdic_is_no_feed():
    with pytest.raises(ParseError, match="this is not a feed"):
        parse(RSS.format("").encode("cp037"), url=URL, content_type=None)


ENTRIES = [
    Entry(title=f"Обстріл {n} & <b>", summary="<p>Ля</p>", guid=f"g{n}", link=f"https://a.example/{n}")
    for n in range(3)
]
CUT = {
    "rss": render_rss(ENTRIES).replace(b"&lt;p&gt;", b"<![CDATA[<p>").replace(b"&lt;/p&gt;", b"</p>]]>"),
    "atom": render_atom(ENTRIES),
}


@pytest.mark.parametrize("tier", [parse, parse_thoroughly])
@pytest.mark.parametrize("document", CUT.values(), ids=CUT)
def test_wherever_a_document_is_cut_its_whole_entries_are_read_and_no_half_one(tier, document):
    whole = tier(document, url=URL, content_type=None).entries
    assert len(whole) == 3
    end = max(document.rindex(b"</item>") if b"</item>" in document else 0, document.rfind(b"</entry>"))
    for cut in range(document.index(b"<title>"), end):
        found = tier(document[:cut], url=URL, content_type=None)
        assert found.entries == whole[: len(found.entries)]
        assert len(found.entries) == document[:cut].count(b"</item>") + document[:cut].count(b"</entry>")
        assert found.problems


def test_byte_order_marks_are_no_letters():
    assert parse(codecs.BOM_UTF8 + SMALL, url=URL, content_type=None).problems == ()
