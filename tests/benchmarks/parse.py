"""Documents a second: feedparser alone, our reading through it, and our reading with the quick tier before it."""

import io
import os
import time
import warnings
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from xml.sax.saxutils import escape

import feedparser

from feeds.core import quick
from feeds.core.documents import as_it_is, in_utf8, prepare
from feeds.core.parse import MOST_ENTRIES, parse, parse_thoroughly
from feeds.errors import ParseError
from feeds.fetch.answers import decode_answer, encode_answer
from tests.benchmarks.figures import Tell
from tests.benchmarks.invented import report

GOALS = {"plain_ratio": "above 10", "full_ratio": "above 10", "atom_ratio": "above 10"}
URL = "https://feeds.example/feed.xml"
ENTRIES = 30
_NEWEST = datetime(2026, 3, 3, 12, tzinfo=UTC)
_DECLARED = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPACES = (
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom"'
)

Reading = Callable[[bytes], object]


def measure(*, seconds: float, corpus: Path | None, tell: Tell) -> dict[str, object]:
    """Each kind of feed by each reader, in turns; processor time, since other programs may run beside."""
    figures: dict[str, object] = {"entries": ENTRIES}
    kinds = {"plain": _rss(_plain), "full": _rss(_full), "atom": _atom()}
    for number, (kind, document) in enumerate(kinds.items()):
        tell(number / 4, kind)
        figures |= {f"{kind}_kb": round(len(document) / 1000)} | _of([document], kind, seconds)
    figures |= _of_answers(kinds["full"], seconds)
    if corpus:
        tell(3 / 4, "the corpus")
        figures |= _of_corpus(corpus, seconds)
    return figures


def _of(documents: Sequence[bytes], kind: str, seconds: float) -> dict[str, object]:
    readers: dict[str, Reading] = {"feedparser": _feedparser, "slow": _ours(parse_thoroughly), "quick": _ours(parse)}
    best = dict.fromkeys(readers, 0.0)
    for _ in range(3):
        for name, read in readers.items():
            best[name] = max(best[name], _rate(read, documents, seconds / 9))
    rates = {f"{kind}_{name}_per_s": round(rate) for name, rate in best.items()}
    return rates | {f"{kind}_ratio": round(best["quick"] / best["feedparser"], 1)}


def _rate(read: Reading, documents: Sequence[bytes], seconds: float) -> float:
    """Documents a second of processor time; all of them, as often as there is time for."""
    began, done = time.process_time(), 0
    while not done or time.process_time() < began + seconds:
        for document in documents:
            read(document)
        done += len(documents)
    return done / (time.process_time() - began)


def _feedparser(document: bytes) -> object:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return feedparser.parse(io.BytesIO(document))


def _ours(tier: Callable[..., object]) -> Reading:
    def read(document: bytes) -> None:
        with suppress(ParseError):
            tier(document, url=URL, content_type=None)

    return read


def _of_answers(document: bytes, seconds: float) -> dict[str, object]:
    found = parse(document, url=URL, content_type=None)
    answer = encode_answer(found).partition(b"\n")[2]
    written = _rate(lambda _: encode_answer(found), [b""], seconds / 9)
    taken = _rate(lambda head: decode_answer(head, url=URL), [answer], seconds / 9)
    return {"answer_written_us": round(1e6 / written), "answer_read_us": round(1e6 / taken)}


def _of_corpus(corpus: Path, seconds: float) -> dict[str, object]:
    documents = [path.read_bytes() for path in sorted((corpus / "feeds").glob("*/**/*")) if path.is_file()]
    feeds = [document for document in documents if _is_feed(document)]
    quickly = [document for document in feeds if _is_read_quickly(document)]
    shares = {"corpus_feeds": len(feeds), "corpus_quick_percent": round(100 * len(quickly) / len(feeds))}
    return shares | _of(feeds, "corpus", seconds) | _of(quickly, "corpus_quick", seconds)


def _is_feed(document: bytes) -> bool:
    try:
        return parse(document, url=URL, content_type=None) is not None
    except ParseError:
        return False


def _is_read_quickly(document: bytes) -> bool:
    tried = (as_it_is(document, None), in_utf8(prepare(document, None)))
    return any(data and quick.read(data, url=URL, most=MOST_ENTRIES) for data in tried)


def corpus_here() -> Path | None:
    """Where the feeds to measure on are, if that is said."""
    told = os.environ.get("HELIOGRAPH_CORPUS")
    return Path(told) if told else None


def _rss(item: Callable[[int], str]) -> bytes:
    items = "\n".join(f"<item>{item(number)}</item>" for number in range(ENTRIES))
    channel = "<title>A feed</title><link>https://a.example/</link><language>en</language><ttl>30</ttl>"
    return f'{_DECLARED}<rss version="2.0" {_SPACES}><channel>{channel}\n{items}</channel></rss>'.encode()


def _plain(number: int) -> str:
    """Title, link, guid, date and a line of text, as most news feeds have."""
    one = report(number)
    when = format_datetime(_NEWEST - timedelta(minutes=7 * number))
    address = f"https://a.example/news/2026/03/{one.key}"
    return (
        f"<title>{escape(one.title)}</title><link>{address}</link><guid>{address}</guid><pubDate>{when}</pubDate>"
        f"<description>{escape(one.text)}</description>"
    )


def _full(number: int) -> str:
    """The same with an author, categories, a credited picture and the whole article as HTML."""
    picture = f"https://a.example/pictures/{number}.jpg"
    credited = "<media:credit>A</media:credit>"
    media = f'<media:content url="{picture}" width="1200" height="800" medium="image">{credited}</media:content>'
    more = f"<dc:creator><![CDATA[A. Writer]]></dc:creator><category>War</category><category>World</category>{media}"
    return f"{_plain(number)}{more}<content:encoded><![CDATA[{_article(number)}]]></content:encoded>"


def _article(number: int) -> str:
    paragraphs = (f'<p>{report(number, telling).text} <a href="/more/{telling}">More</a></p>' for telling in range(5))
    return "\n".join(paragraphs)


def _atom() -> bytes:
    entries = "\n".join(map(_entry, range(ENTRIES)))
    head = '<title>A feed</title><id>https://a.example/</id><link rel="self" href="https://a.example/atom.xml"/>'
    return f'{_DECLARED}<feed xmlns="http://www.w3.org/2005/Atom">{head}{entries}</feed>'.encode()


def _entry(number: int) -> str:
    one, when = report(number), (_NEWEST - timedelta(minutes=7 * number)).isoformat()
    return (
        f"<entry><title>{escape(one.title)}</title><id>tag:a.example,2026:{one.key}</id><updated>{when}</updated>"
        f'<published>{when}</published><link rel="alternate" href="https://a.example/news/{one.key}"/>'
        f"<author><name>A. Writer</name></author><summary>{escape(one.text)}</summary>"
        f'<content type="html">{escape(_article(number))}</content></entry>'
    )
