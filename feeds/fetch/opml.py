"""OPML 2.0 as rows of attributes. The document is an operator's, but may come from anywhere: entities are refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from xml.parsers import expat

from feeds.errors import FeedListError

NAMESPACE = "https://heliograph.example/opml"  #: of the attributes that OPML itself does not have


@dataclass(frozen=True, slots=True)
class Outline:
    """An outline that names a feed."""

    line: int
    own: Mapping[str, str]  #: OPML's attributes, names in lower case: programs differ in how they write them
    ours: Mapping[str, str]  #: those of our namespace


def outlines(document: bytes, *, name: str) -> list[Outline]:
    """The outlines with an ``xmlUrl``, folders opened up; raises ``FeedListError``, naming the list as ``name``."""
    reader = _Reader()
    try:
        reader.parser.Parse(document, True)  # noqa: FBT003 - expat takes it by place alone
    except expat.ExpatError as error:
        said = expat.ErrorString(error.code)
        raise FeedListError(f"{name}: line {error.lineno}: this is not proper XML ({said})") from error
    except _Refused as error:
        raise FeedListError(f"{name}: line {reader.parser.CurrentLineNumber}: {error}") from error
    return reader.found


class _Refused(ValueError):
    pass


class _Reader:
    """Collects outlines while expat reads."""

    def __init__(self) -> None:
        self.found: list[Outline] = []
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self._start
        self.parser.EntityDeclHandler = self._entity
        self._is_first = True

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if self._is_first and name != "opml":
            raise _Refused(f"this is <{name.rpartition(' ')[2]}>, not OPML")
        self._is_first = False
        given = [(key.rpartition(" "), value.strip()) for key, value in attributes.items() if value.strip()]
        own = {local.lower(): value for (namespace, _, local), value in given if not namespace}
        ours = {local: value for (namespace, _, local), value in given if namespace == NAMESPACE}
        if name == "outline" and "xmlurl" in own:
            self.found.append(Outline(self.parser.CurrentLineNumber, own, ours))

    def _entity(self, *_: object) -> None:
        raise _Refused("entity declarations are not read")
