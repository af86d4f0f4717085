"""One entry from lxml's tree, by the rules that feedparser has for it.

Theory of operation. feedparser is a machine that keeps state over a stream of tags; what it makes of an entry depends
on the order of its elements. ``quick_state.Entering`` holds as much of that state as bears on the values that we read,
and every element is a function on it. Elements that would touch more of the state (children where a text is expected,
types other than plain text and HTML, Base64, a base address) make the quick tier step aside.
"""

from datetime import datetime
from typing import Any

from feeds.core import dates, enclosures, fields, quick_media, quick_text
from feeds.core.elements import AsideError, name_of
from feeds.core.quick_state import Document, Entering, Reader, check_empty, check_leaf, read_children
from feeds.core.quick_text import HTML, PLAIN
from feeds.model import Entry, Picture

_PAGES = frozenset({"text/html", "html", "xhtml", "application/xhtml+xml"})
_OF_PEOPLE = frozenset({"name", "email", "uri", "url", "homepage"})


def read_entry(element: Any, document: Document, language: str | None, *, has_content: bool, adult: bool) -> Entry:
    """The entry that an ``item`` or ``entry`` holds; ``AsideError`` where feedparser has to tell."""
    entering = Entering(document, document.words, language, has_content)
    if given := quick_text.attributes(element):
        if "lastmod" in given or "href" in given:
            raise AsideError("an entry with an address of its own")
        entering.guid = given.get("rdf:about", "").strip()
        entering.language_around = quick_text.language(given, language)
    read_children(element, entering, document.table)
    return _entry(entering, adult=adult)


def _entry(read: Entering, *, adult: bool) -> Entry:
    texts, link = _texts(read), _address(read)
    media = read.media
    return Entry(
        title=read.title or (media.titles[0] if media and media.titles else ""),
        summary=(texts[0] if texts else "") or (max(media.captions, key=len, default="") if media else ""),
        guid=read.guid or None,
        link=link,
        published=_published(read),
        author=read.author or None,
        language=_language(read),
        pictures=_pictures(read, link, texts, adult=adult),
    )


def _texts(read: Entering) -> list[str]:
    """What the entry says about itself, the longest first."""
    detail = [] if read.detail is None else [read.detail]
    return sorted([*read.contents, *detail], key=len, reverse=True) if read.contents else detail


def _address(read: Entering) -> str | None:
    """The entry's own link, else the first that leads to another form of it."""
    url, own, guid = read.document.url, read.link, read.guid
    if own and (found := fields.address(own, "" if own == guid else url)):
        return found
    others = (address for relation, _, address in read.links or () if relation == "alternate" and address)
    found_others = (fields.address(address, "" if address == guid else url) for address in others)
    return next((found for found in found_others if found), None)


def _published(read: Entering) -> datetime | None:
    for written in (read.published, read.updated, read.created):
        if written and (found := dates.moment(written)):
            return found
    return None


def _language(read: Entering) -> str | None:
    around = read.title_language if read.title is not None else read.detail_language
    if read.language is None and around is None:
        return None
    return fields.language(read.language) or fields.language(around)


def _pictures(read: Entering, link: str | None, texts: list[str], *, adult: bool) -> tuple[Picture, ...]:
    links, media, url = read.links or (), read.media, read.document.url
    enclosed = [(address, kind) for relation, kind, address in links if relation == "enclosure"]
    if media or enclosed:
        return enclosures.best(media.named if media else (), enclosed, url=url, link=link, texts=texts, adult=adult)
    return enclosures.in_texts(texts, link or url, sensitive=adult)


def title(read: Entering, element: Any) -> None:
    """The first title that says something; one behind a source or a picture is taken again."""
    value, language = _markup(read, element, PLAIN)
    if not read.titled:
        read.title, read.title_language, read.titled = value, language, bool(value)


def _markup(read: Entering, element: Any, kind: str) -> tuple[str, str | None]:
    """A text construct as markup, and its language."""
    language, value = read.language_around, read.words(element)
    if given := quick_text.attributes(element):
        kind, language = quick_text.kind(given, kind), quick_text.language(given, language)
    if kind is PLAIN and "<" in value:
        value = quick_text.plain(value, is_atom=read.document.is_atom)
    return value, language


def _description(read: Entering, element: Any, kind: str = HTML) -> None:
    """The first is the summary, a second one a content, unless there is a content already."""
    if read.summary is not None and not read.has_content:
        content(read, element)
    else:
        read.detail, read.detail_language = _markup(read, element, kind)
        read.summary = read.detail


def _summary(read: Entering, element: Any) -> None:
    _description(read, element, PLAIN)


def content(read: Entering, element: Any, kind: str = PLAIN) -> None:
    """A content; without a summary it is that as well."""
    read.has_content = True
    value, _ = _markup(read, element, kind)
    if read.contents is None:
        read.contents = []
    read.contents.append(value)
    if read.summary is None:
        read.summary = value


def _encoded(read: Entering, element: Any) -> None:
    content(read, element, HTML)


def guid(read: Entering, element: Any) -> None:
    """An id; it is a link as well unless it says that it is none."""
    value, given = read.words(element), quick_text.attributes(element)
    read.guid = value
    if not given or given.get("ispermalink", "true") == "true":
        read.guid = read.document.address(value)
        read.link = read.guid if read.link is None else read.link


def link(read: Entering, element: Any) -> None:
    """A link, as a text (RSS) or as an attribute (Atom)."""
    given, value = quick_text.attributes(element), read.words(element)
    if not given:
        read.link = read.document.address(quick_text.query(value))
        read.add_link("alternate", None, read.link)
        return
    if "url" in given or "uri" in given:
        raise AsideError("an unusual link")
    relation = given.get("rel", "alternate").lower()
    kind = given.get("type", "text/html" if relation != "self" else "application/atom+xml").lower()
    address = read.document.address(given["href"] if "href" in given else quick_text.query(value))
    if "href" not in given or (relation == "alternate" and kind in _PAGES):
        read.link = address
    read.add_link(relation, kind, address)


def _enclosure(read: Entering, element: Any) -> None:
    given = quick_text.attributes(element)
    check_empty(element)
    read.add_link("enclosure", given.get("type"), given.get("url", given.get("uri", given.get("href"))))


def _author(read: Entering, element: Any) -> None:
    """The last author: as a text, or by name and address."""
    if not len(element):
        read.author = read.words(element)
        return
    told: dict[str, str] = {}
    for child in element:
        name = name_of(child.tag, child.prefix).removeprefix("itunes_")
        if name in told or (child.tail or "").strip():
            raise AsideError("an unusual author")
        if name in _OF_PEOPLE:
            told[name] = quick_text.words(child)
        else:
            check_leaf(child)
    called, email = told.get("name", ""), told.get("email", "")
    if (element.text or "").strip() or (read.author and (email or not called or "@" in read.author)):
        raise AsideError("an author with other text, or one that feedparser mixes with the one before")
    read.author = f"{called} ({email})" if called and email else called or email


def people(read: Entering, element: Any) -> None:
    """Somebody of whom nothing is kept."""
    del read
    for child in element:
        check_leaf(child)


def language(read: Entering, element: Any) -> None:
    """The language that is said in an element of its own."""
    read.language = read.words(element)


def _published_at(read: Entering, element: Any) -> None:
    read.published = read.words(element)


def _updated_at(read: Entering, element: Any) -> None:
    read.updated = read.words(element)


def _created_at(read: Entering, element: Any) -> None:
    read.created = read.words(element)


def _apart(read: Entering, element: Any) -> None:
    """A source or a picture: behind it a title is taken again."""
    check_empty(element)
    read.titled = False


#: What the elements of an entry do.
READERS: dict[str, Reader] = {
    **quick_media.READERS,
    **dict.fromkeys(("title", "dc_title"), title),
    **dict.fromkeys(("description", "dc_description"), _description),
    **dict.fromkeys(("summary", "itunes_summary"), _summary),
    **dict.fromkeys(("author", "dc_author", "dc_creator", "itunes_author", "managingeditor"), _author),
    **dict.fromkeys(("language", "dc_language"), language),
    **dict.fromkeys(("published", "issued", "pubdate", "dcterms_issued"), _published_at),
    **dict.fromkeys(("updated", "modified", "lastbuilddate", "dc_date", "dcterms_modified"), _updated_at),
    **dict.fromkeys(("created", "dcterms_created"), _created_at),
    **dict.fromkeys(("id", "guid"), guid),
    **dict.fromkeys(("source", "image"), _apart),
    "content": content,
    "content_encoded": _encoded,
    "contributor": people,
    "enclosure": _enclosure,
    "link": link,
}
