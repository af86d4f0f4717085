"""What the quick tier keeps while it goes through a document, and how it goes through an element's children.

``Entering`` is as much of feedparser's state as bears on the values that we read. A ``Reader`` does to it what an
element means; a ``Table`` finds the reader for an element.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from feeds.core.elements import HANDLED, AsideError, is_harmless, name_of
from feeds.core.mediarss import Named, Said

Reader = Callable[["Entering", Any], None]


@dataclass(slots=True)
class Table:
    """What each element does, by feedparser's name for it, and by the tags of this document as they come up."""

    readers: dict[str, Reader]
    known: dict[str, Reader | None] = field(default_factory=dict)  #: None for what is harmless

    def learn(self, element: Any) -> Reader | None:
        """What an element does whose tag is new."""
        name = name_of(element.tag, element.prefix)
        if name not in self.readers and not is_harmless(name):
            raise AsideError(f"{name} is not known here")
        return self.known.setdefault(element.tag, self.readers.get(name))


@dataclass(slots=True)
class Document:
    """What holds for a whole document while its elements are read."""

    url: str
    is_atom: bool
    words: Callable[[Any], str]  #: the text of one of its elements
    address: Callable[[str], str]  #: one of its addresses as it stands, if it may stay so
    table: Table  #: for its entries
    names: dict[str, str] = field(default_factory=dict)  #: of elements in Media RSS, by their tags

    def name_of(self, element: Any) -> str:
        """``elements.name_of``, found once for each tag."""
        known = self.names.get(element.tag)
        return known or self.names.setdefault(element.tag, name_of(element.tag, element.prefix))


@dataclass(slots=True)
class Media:
    """What Media RSS says in an entry."""

    said: Said = field(default_factory=Said)
    named: list[Named] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Entering:
    """An entry, or the feed itself, while its elements are read. Lists are made when they are needed: this is made
    for every entry.
    """

    document: Document
    words: Callable[[Any], str]
    language_around: str | None
    has_content: bool = False
    title: str | None = None
    title_language: str | None = None
    titled: bool = False  #: a further title is not taken
    summary: str | None = None
    detail: str | None = None  #: the summary as markup, where it is not a copy of a content
    detail_language: str | None = None
    contents: list[str] | None = None
    guid: str | None = None
    link: str | None = None
    links: list[tuple[str, str | None, str | None]] | None = None  #: relation, type, address
    author: str | None = None
    language: str | None = None
    published: str = ""
    updated: str = ""
    created: str = ""
    media: Media | None = None

    def add_link(self, relation: str, kind: str | None, address: str | None) -> None:
        """Take in a link."""
        if self.links is None:
            self.links = []
        self.links.append((relation, kind, address))

    def its_media(self) -> Media:
        """What Media RSS says, from now on."""
        if self.media is None:
            self.media = Media()
        return self.media


def read_children(element: Any, entering: Entering, table: Table) -> None:
    """Let each child do to ``entering`` what its name says."""
    known = table.known
    for child in element:
        try:
            read = known[child.tag]
        except KeyError:
            read = table.learn(child)
        if read is not None:
            read(entering, child)
        elif len(child):
            check_harmless(child)


def check_leaf(element: Any) -> None:
    """Step aside where an element holds others, or is one that feedparser acts on."""
    if len(element) or not is_harmless(name_of(element.tag, element.prefix)):
        raise AsideError("an element where it does not belong")


def check_harmless(element: Any) -> None:
    """Step aside where a harmless element holds one that is not, or is one whose children feedparser takes for text."""
    for inner in element.iter():
        name = name_of(inner.tag, inner.prefix)
        if not is_harmless(name) or (name in HANDLED and len(inner) and name != "itunes_category"):
            raise AsideError(f"{name} with elements around or inside it")


def check_empty(element: Any) -> None:
    """Step aside where an element holds others."""
    if len(element):
        raise AsideError("elements where none belong")
