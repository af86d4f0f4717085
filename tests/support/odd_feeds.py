"""Feeds of every format as documents with all the oddities that feeds have, for hypothesis. All text is invented."""

from hypothesis import strategies as st

SPACES = (
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" '
    'xmlns:slash="http://purl.org/rss/1.0/modules/slash/" xmlns:x="https://x.example/ns" '
    'xmlns:dcterms="http://purl.org/dc/terms/"'
)
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"

_WORDS = (
    *("Shelling near Arven", "Обстрел у Арвена", "Trêve signée à Norhal", "停戦", "", " ", "Ceasefire holds", "x"),
    *(
        "Q&amp;A",
        "a &lt;b&gt;bold&lt;/b&gt; word",
        "3 &lt; 4",
        "&lt;p&gt;A report.&lt;/p&gt;",
        "&amp;#8217;s",
        "&amp;amp;",
    ),
    *(
        "<![CDATA[<p>A report of <em>two</em> lines</p>]]>",
        "<![CDATA[<img src='/a.jpg' width='640'>]]>",
        "&#233;",
        "&#146;",
    ),
    *(
        "Ã©",
        "\x92",
        "&#195;&#169;",
        "<b>inline</b>",
        "&lt;foo&gt;&lt;/foo&gt;",
        "<!-- c -->two",
        "a<![CDATA[b]]>c",
        "&#x1F4A3;",
    ),
    *("&lt;script&gt;x&lt;/script&gt;", "&nbsp;", "\u00a0", "tab\tand\nline"),
)
_ADDRESSES = (
    *(
        "https://a.example/news/1",
        "http://a.example/?a=1&amp;b=2",
        "/relative",
        "//b.example/x",
        "news 1",
        "",
        "urn:x:1",
    ),
    *("https://a.example/p.jpg", "http:///a.example/", "mailto:a@b.example", "https://ä.example/ö", "?x&amp;copy;=1"),
    *("HTTPS://A.example/a;b?#", "http://[x", "https://a.example/1.png?w=2", "tag:a.example,2026:1"),
)
_TIMES = (
    *("Tue, 03 Mar 2026 23:30:00 -0500", "3 Mar 2026 10:00 GMT", "2026-03-03T10:00:00Z", "2026-03-03T10:00:00.5+02:00"),
    *(
        "2026-03-03",
        "soon",
        "",
        "Tue, 03 Mar 2026 23:30:60 +0000",
        "2026-03-03T10:00:00+0530",
        "Mar 3 2026 10:00:00 EST",
    ),
    *("Mon, 30 Feb 2026 10:00:00 GMT", "01 Jan 1970 00:00:00 GMT", "2026-03-03T25:00:00Z"),
)
words, addresses, times = (st.sampled_from(values) for values in (_WORDS, _ADDRESSES, _TIMES))
_LANGUAGES = st.sampled_from(["", ' xml:lang="uk"', ' xml:lang=""', ' lang="pt_BR"', ' xml:lang="de-AT"'])
_KINDS = st.sampled_from(
    ["", "", ' type="html"', ' type="text"', ' type="text/plain"', ' type="xhtml"', ' type="image/png"']
)


def _element(names: str, inner: st.SearchStrategy[str], attributes: st.SearchStrategy[str] | None = None):
    given = st.just("") if attributes is None else attributes
    return st.builds(
        lambda name, more, text: f"<{name}{more}>{text}</{name}>", st.sampled_from(names.split()), given, inner
    )


def _with(template: str, values: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return values.map(lambda value: template.replace("{}", value.replace('"', "").replace("<", "")))


_texts = st.builds(lambda a, b: a + b, _KINDS, _LANGUAGES)
_media = st.deferred(
    lambda: st.one_of(
        _element("media:credit media:description media:title media:rating media:adult media:keywords", words),
        _element("media:description media:title", words, _KINDS),
        _with('<media:thumbnail url="{}"/>', addresses),
        _with("<media:thumbnail>{}</media:thumbnail>", addresses),
        st.just("<media:rating>adult</media:rating>"),
        st.builds(
            lambda name, inner: f"<media:{name}>{''.join(inner)}</media:{name.partition(' ')[0]}>",
            st.sampled_from(
                [
                    "group",
                    'content url="https://a.example/1.jpg" width="800"',
                    'content url="/v.mp4" medium="video"',
                    "content",
                ]
            ),
            st.lists(_media, max_size=3),
        ),
    )
)
_people = st.builds(
    lambda name, inner: f"<{name}>{''.join(inner)}</{name}>",
    st.sampled_from(["author", "contributor", "itunes:owner"]),
    st.lists(_element("name email uri", words), max_size=3),
)
_oddities = st.sampled_from(
    [
        *(
            "<x:title>not a title</x:title>",
            "<x:y a='1'><x:z>t</x:z></x:y>",
            "<category domain='d'>War</category>",
            "<ttl>60</ttl>",
        ),
        *(
            "<x:y><title>inside</title></x:y>",
            "<source url='https://b.example/'>B</source>",
            "<image/>",
            "<comments>1</comments>",
        ),
        *(
            "<post-id xmlns='urn:x'>7</post-id>",
            "<title xmlns='urn:x'>odd</title>",
            "<cloud domain='d'/>",
            "<foo/>",
            "text",
            "\n",
        ),
        *("<dc:subject>s</dc:subject>", "<slash:comments>3</slash:comments>", "<?pi x?>", "<language>fr</language>"),
        *(
            "<itunes:image href='https://a.example/i.jpg'/>",
            "<a:link xmlns:a='http://www.w3.org/2005/Atom' href='/a'/>",
        ),
        *(
            "<dc:title xmlns:dc='urn:other'>other</dc:title>",
            "<title_detail>x</title_detail>",
            "<links>x</links>",
            "<id/>",
        ),
        *(
            "<image><url>https://a.example/l.png</url><title>L</title><link>https://l.example/</link></image>",
            "<body>x</body>",
        ),
        *("<textInput><title>S</title><name>q</name><link>/s</link></textInput>", "<georss:point>1 2</georss:point>"),
        *(
            "<TITLE>Loud</TITLE>",
            "<enclosure url='https://a.example/e.jpg' type='image/jpeg' length='1'/>",
            "<enclosure/>",
        ),
        *("<link rel='enclosure' href='https://a.example/f.png' type='image/png'/>", "<link rel='replies' href='/r'/>"),
        *(
            "<link rel='self' href='https://a.example/feed'/>",
            "<link rel='HUB' href='https://hub.example/'/>",
            "<link/>",
        ),
        *("<link type='application/json' href='/j'/>", "<link href='' />", "<guid isPermaLink='false'>g1</guid>"),
        *(
            "<content src='/c' type='text/html'/>",
            "<content mode='base64'>eA==</content>",
            "<link href='/h'>both</link>",
        ),
    ]
)
children = st.one_of(
    _element("title dc:title", words, _texts),
    _element("description dc:description summary itunes:summary content:encoded content", words, _texts),
    _element("author dc:creator managingEditor itunes:author dc:publisher rights subtitle", words),
    _element("pubDate published updated dc:date created lastBuildDate dcterms:issued dcterms:modified", times),
    _element("link guid id comments", addresses),
    _with('<link href="{}"/>', addresses),
    _with('<link rel="alternate" type="text/html" href="{}"/>', addresses),
    _people,
    _media,
    _oddities,
)
_insides = st.lists(children, max_size=8).map("".join)
_items = st.lists(
    st.builds(
        lambda about, lang, inner: f"<item{about}{lang}>{inner}</item>",
        st.sampled_from(["", "", ' rdf:about="urn:r"']),
        _LANGUAGES,
        _insides,
    ),
    max_size=4,
)
_declarations = st.sampled_from(
    ["", '<?xml version="1.0" encoding="utf-8"?>\n', "<?xml version='1.0' encoding='iso-8859-1'?>", "\n<!-- c -->"]
)


def _rss(declared: str, version: str, head: str, items: list[str], tail: str) -> str:
    spaces = f'{SPACES} xmlns:rdf="{RDF}" xmlns:georss="http://www.georss.org/georss"'
    return f"{declared}<rss {version} {spaces}><channel>{head}{''.join(items)}{tail}</channel></rss>"


def _rdf(declared: str, head: str, items: list[str]) -> str:
    spaces = f'{SPACES} xmlns="http://purl.org/rss/1.0/" xmlns:rdf="{RDF}" xmlns:georss="http://www.georss.org/georss"'
    return f"{declared}<rdf:RDF {spaces}><channel rdf:about='urn:c'>{head}</channel>{''.join(items)}</rdf:RDF>"


def _atom(declared: str, lang: str, head: str, items: list[str], tail: str) -> str:
    entries = "".join(items).replace("<item", "<entry").replace("</item>", "</entry>")
    spaces = (
        f'{SPACES} xmlns="http://www.w3.org/2005/Atom" xmlns:rdf="{RDF}" xmlns:georss="http://www.georss.org/georss"'
    )
    return f"{declared}<feed {spaces}{lang}>{head}{entries}{tail}</feed>"


_versions = st.sampled_from(['version="2.0"', 'version="2.0"', 'version="0.91"', 'version="0.92" xml:lang="en"', ""])
_heads = st.lists(children, max_size=6).map("".join)
#: XML documents as bytes: well-formed as a rule, and odd.
documents = st.one_of(
    st.builds(_rss, _declarations, _versions, _heads, _items, _heads | st.just("")),
    st.builds(_rdf, _declarations, _heads, _items),
    st.builds(_atom, _declarations, _LANGUAGES, _heads, _items, _heads | st.just("")),
).map(str.encode)

_noise = st.sampled_from(
    [
        b"<",
        b">",
        b"&",
        b"\0",
        b"\xff",
        b"</item>",
        b"]]>",
        b"<![CDATA[",
        b"<!--",
        b'"',
        b"\xc3",
        b"&foo;",
        b"&#0;",
        b"<b>",
        b" xml:base='/x'",
    ]
) | st.binary(min_size=1, max_size=4)


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A feed with something in it, taken out of it, cut off, put elsewhere, or in another encoding."""
    document = draw(documents)
    for _ in range(draw(st.integers(0, 3))):
        at, end = sorted(draw(st.tuples(st.integers(0, len(document)), st.integers(0, len(document)))))
        match draw(st.sampled_from(["insert", "remove", "cut", "twice"])):
            case "insert":
                document = document[:at] + draw(_noise) + document[at:]
            case "remove":
                document = document[:at] + document[min(end, at + 40) :]
            case "cut":
                document = document[:end]
            case "twice":
                document = document[:at] + document[at : at + 60] + document[at:]
    encoding = draw(st.sampled_from(["utf-8"] * 6 + ["cp1251", "utf-16", "utf-16-be", "utf-32", "koi8-r", "cp037"]))
    return document if encoding == "utf-8" else document.decode("utf-8", "replace").encode(encoding, "replace")
