"""What hostile publishers write: documents that burst, burrow, lie, or point at where nobody may go.

Each is a whole answer's body and its type; ``{forbidden}`` stands for the address of a listener that counts whoever
comes.
"""

import json
import random
import zlib
from datetime import UTC, datetime

from tests.benchmarks.invented import report

RSS = "application/rss+xml"
_HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'
_CHANNEL = (
    "<rss version='2.0' xmlns:atom='http://www.w3.org/2005/Atom' xmlns:media='http://search.yahoo.com/mrss/'><channel>"
)
_END = "</channel></rss>"

#: Entities within entities: ten times ten times …, and one long one used often.
_LAUGHS = "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, 10))


def bodies(forbidden: str) -> dict[str, tuple[str, bytes]]:
    """Name → content type and body."""
    texts = _bombs() | _depths() | _pointers(forbidden) | _masses()
    found = {name: (RSS, text.encode()) for name, text in texts.items()}
    return found | _no_feeds() | _encodings()


def _item(title: str = "A bridge opens", more: str = "") -> str:
    return f"<item><title>{title}</title><guid>{zlib.crc32(title.encode())}</guid>{more}</item>"


def _feed(inside: str, *, before: str = "") -> str:
    return f"{_HEAD}{before}{_CHANNEL}<title>A feed</title>{inside}{_END}"


def _bombs() -> dict[str, str]:
    laughs = f"<!DOCTYPE rss [<!ENTITY l0 'ha'>{_LAUGHS}]>"
    square = f"<!DOCTYPE rss [<!ENTITY a '{'a' * 100_000}'>]>"
    return {
        "billion_laughs": _feed(_item("&l9;"), before=laughs),
        "quadratic": _feed(_item("&a;" * 20_000), before=square),
        "recursive_entity": _feed(_item("&a;"), before="<!DOCTYPE rss [<!ENTITY a '&b;'><!ENTITY b '&a;'>]>"),
    }


def _depths() -> dict[str, str]:
    deep = "<div>" * 100_000
    return {
        "deep_elements": _feed("<a>" * 200_000),
        "deep_markup": _feed(_item("Deep", f"<description><![CDATA[{deep}]]></description>")),
        "deep_xhtml": f"{_HEAD}<feed xmlns='http://www.w3.org/2005/Atom'><entry><content type='xhtml'>{deep}",
        "deep_groups": _feed("<media:group>" * 50_000),
    }


def _masses() -> dict[str, str]:
    attributes = " ".join(f"a{number}='x'" for number in range(100_000))
    links = "<a href='http://x.example/'>x</a>" * 50_000
    return {
        "many_entries": _feed("".join(_item(f"Entry {number}") for number in range(100_000))),
        "many_attributes": _feed(f"<item {attributes}><title>x</title></item>"),
        "many_namespaces": _feed("".join(f"<n{n}:a xmlns:n{n}='u:{n}'/>" for n in range(50_000))),
        "many_links": _feed(_item("Links", f"<description><![CDATA[{links}]]></description>")),
        "many_pictures": _feed(_item("Art", "<media:content url='http://x.example/a.jpg' medium='image'/>" * 50_000)),
        "long_title": _feed(_item("word " * 1_000_000)),
        "long_text": _feed(_item("Long", f"<description>{'A sentence about a bridge. ' * 300_000}</description>")),
        "endless_comment": _feed(f"<!-- {'-' * 5_000_000}"),
        "endless_tags": _feed("<" * 5_000_000),
        "endless_entity": _feed(_item("&#" + "9" * 5_000_000 + ";")),
    }


def _pointers(forbidden: str) -> dict[str, str]:
    external = f"<!DOCTYPE rss [<!ENTITY a SYSTEM '{forbidden}/entity'>]>"
    parameter = f"<!DOCTYPE rss [<!ENTITY % a SYSTEM '{forbidden}/parameter'> %a;]>"
    file = "<!DOCTYPE rss [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>"
    told = report(77)
    pictures = (
        f"<enclosure url='{forbidden}/enclosure.jpg' type='image/jpeg' length='9'/>"
        f"<media:content url='{forbidden}/picture.jpg' medium='image' width='800' height='600'/>"
        f"<media:thumbnail url='{forbidden}/thumbnail.jpg'/><link>{forbidden}/article</link>"
        f"<description>&lt;img src='{forbidden}/img.jpg'&gt;{told.text}</description>"
        f"<pubDate>{datetime.now(UTC):%a, %d %b %Y %H:%M:%S} GMT</pubDate>"
    )
    return {
        "external_entity": _feed(_item("&a;"), before=external),
        "parameter_entity": _feed(_item(), before=parameter),
        "file_entity": _feed(_item("&a;"), before=file),
        "external_dtd": _feed(_item(), before=f"<!DOCTYPE rss SYSTEM '{forbidden}/dtd'>"),
        "stylesheet": _feed(_item(), before=f"<?xml-stylesheet type='text/xsl' href='{forbidden}/style.xsl'?>"),
        "xinclude": _feed(f"<xi:include xmlns:xi='http://www.w3.org/2001/XInclude' href='{forbidden}/include'/>"),
        "schema": _feed(f"<a xmlns:i='http://www.w3.org/2001/XMLSchema-instance' i:schemaLocation='u {forbidden}/s'/>"),
        "base": _feed(_item("Base", "<link>/a</link>")).replace("<channel>", f"<channel xml:base='{forbidden}/'>"),
        "hub": _feed(f"<atom:link rel='hub' href='{forbidden}/hub'/><atom:link rel='self' href='{forbidden}/self'/>"),
        "pictures": _feed(_item(told.title, pictures)),
        "icon": _feed(f"<image><url>{forbidden}/icon.png</url></image>{_item('Icon')}"),
    }


def _no_feeds() -> dict[str, tuple[str, bytes]]:
    noise = random.Random(1).randbytes(1_000_000)
    page = f"<!doctype html><title>Welcome</title>{'<p>Please accept.</p>' * 50_000}"
    items = [{"id": str(n), "title": f"Entry {n}"} for n in range(50_000)]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "A feed"}
    return {
        "page": ("text/html", page.encode()),
        "noise": ("application/octet-stream", noise),
        "noise_as_feed": (RSS, _HEAD.encode() + noise),
        "empty": (RSS, b""),
        "nulls": (RSS, b"\0" * 1_000_000),
        "json_depth": ("application/feed+json", b"[" * 1_000_000),
        "json_number": ("application/feed+json", b'{"version": ' + b"9" * 1_000_000 + b"}"),
        "json_entries": ("application/feed+json", json.dumps(feed | {"items": items}).encode()),
    }


def _encodings() -> dict[str, tuple[str, bytes]]:
    text = _feed(_item("Мост открыт"))
    return {
        "says_utf16": (RSS, text.replace("utf-8", "utf-16").encode()),
        "says_utf8": (RSS, text.encode("cp1251")),
        "says_nonsense": (f"{RSS}; charset=nonsense", text.replace("utf-8", "klingon").encode()),
        "says_zlib": (f"{RSS}; charset=zlib", text.replace("utf-8", "zlib_codec").encode()),
        "utf7": (f"{RSS}; charset=utf-7", text.replace("utf-8", "utf-7").encode("utf-7")),
        "halves": (RSS, text.encode()[:-60] + b"\xff\xfe\xed\xa0\x80"),
    }
