"""Whose work a report is: written first by another, partly an agency's, or resting on what another outlet reports.

Observations
    A reprint says so at its beginning or end; agency copy has the agency's name in brackets at its dateline or end. A
    report that passes on another's says so in its headline or first sentences ("the BBC reports"). Further down, others
    are quoted for the background, which makes a report no copy.

Theory of operation
    Each text gives the name that wrote it first, if any, and names that it rests on in part. Names are compared without
    case, article, and the words that outlets add to them; the agencies have their short names.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from feeds.model import Item

#: Characters at a text's beginning and end in which it says whose it is.
EDGE = 300
#: Characters of its beginning in which a citation means that the report rests on it.
OPENING = 400

_AGENCIES = {
    "ap": "AP",
    "associated press": "AP",
    "afp": "AFP",
    "agence france-presse": "AFP",
    "reuters": "Reuters",
    "dpa": "dpa",
    "deutsche presse-agentur": "dpa",
    "epa": "EPA",
    "efe": "EFE",
    "ansa": "ANSA",
    "upi": "UPI",
    "pti": "PTI",
    "press trust of india": "PTI",
    "ians": "IANS",
    "ani": "ANI",
    "tass": "TASS",
    "ria": "RIA Novosti",
    "ria novosti": "RIA Novosti",
    "interfax": "Interfax",
    "interfax-ukraine": "Interfax-Ukraine",
    "ukrinform": "Ukrinform",
    "unian": "UNIAN",
    "xinhua": "Xinhua",
    "kyodo": "Kyodo",
    "yonhap": "Yonhap",
    "anadolu": "Anadolu",
    "anadolu agency": "Anadolu",
    "aa": "Anadolu",
    "bloomberg": "Bloomberg",
    "canadian press": "Canadian Press",
    "armenpress": "Armenpress",
    "azertag": "Azertag",
    "apa": "APA",
    "sana": "SANA",
    "wafa": "WAFA",
    "irna": "IRNA",
    "petra": "Petra",
    "suna": "SUNA",
    "bbc": "BBC",
    "cnn": "CNN",
    "al jazeera": "Al Jazeera",
    "al arabiya": "Al Arabiya",
    "new york times": "New York Times",
    "washington post": "Washington Post",
    "wall street journal": "Wall Street Journal",
    "guardian": "Guardian",
    "radio free europe/radio liberty": "RFE/RL",
    "rfe/rl": "RFE/RL",
    "rferl": "RFE/RL",
}
_CASED = frozenset({"ap", "afp", "dpa", "epa", "efe", "ansa", "upi", "pti", "ians", "ani", "aa", "apa", "sana", "wafa"})
_NAME = r"[^.;:()|\n“”\"]{2,60}?"
_STOP = r"(?=\s*(?:$|[.;:()|\n“”\",]|\b(?:and|is|under|on|here|to this|contributed|with permission)\b))"
_FIRST = re.compile(
    r"\b(?:(?:originally|first) (?:published|appeared)|reprinted|republished)\s+(?:by|in|on|at|from)\s+"
    rf"(?P<name>{_NAME}){_STOP}",
    re.IGNORECASE,
)
_PART = re.compile(
    r"\b(?:(?:with|additional)\s+)(?:files?|reporting|material|inputs?|information|contributions?)\s+(?:from|by)\s+"
    rf"(?:the\s+)?(?P<name>{_NAME}){_STOP}",
    re.IGNORECASE,
)
_PERMITTED = re.compile(r"(?:re)?(?:printed|published)(?: here)? with (?:their |its )?permission", re.IGNORECASE)
_EDGES = re.compile(
    r"^(?:the|by|news agency|agency)\s+|\s+(?:news agency|news|agency|online|english|website)$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Ancestry:
    """Whose work a report is, as its text says; names as ``named`` gives them."""

    first: str | None = None  #: who wrote it
    parts: frozenset[str] = frozenset()  #: whose work it rests on in part


def named(name: str) -> str:
    """One spelling for an outlet's or an agency's name."""
    short = name.strip(" ,'’").casefold()
    while (bare := _EDGES.sub("", short).strip()) != short and bare:
        short = bare
    return _AGENCIES.get(short, short)


def first_publisher(text: str) -> str | None:
    """Who published a text first, as the text itself says at its beginning or its end."""
    found = _first(text)
    return found["name"].strip(" ,") if found else None


def credit_line(item: Item) -> str | None:
    """The line that an item's text asks to be credited with: "originally published by …, reprinted with permission";
    of agency copy whose it is.
    """
    found = _first(item.text)
    if found is None:
        return f"from {item.credit}" if item.credit else None
    permitted = ", reprinted with permission" if _PERMITTED.search(found.string, found.end()) else ""
    return f"originally published by {found['name'].strip(' ,')}{permitted}"


def _first(text: str) -> "re.Match[str] | None":
    return next((match for part in _edges(text) if (match := _FIRST.search(part))), None)


def ancestry(item: Item, outlet: str, others: Collection[str] = ()) -> Ancestry:
    """Whose work an item of an outlet is. ``others``: names of the outlets whose being cited counts too."""
    own = named(outlet)
    first, parts = _said_by(item.text, item.author or "", item.credit or "")
    cited = _cited(f"{item.title}. {item.text[:OPENING]}", tuple(sorted({named(other) for other in others} - {own})))
    return Ancestry(first if first != own else None, frozenset((parts | cited) - {own, first or ""}))


@lru_cache(maxsize=2000)
def _said_by(text: str, author: str, credit: str) -> tuple[str | None, frozenset[str]]:
    """Who wrote a text first, and whose work is in it, by its notices, its dateline and its byline."""
    first = first_publisher(text)
    edges = _edges(text)
    agencies = [match["name"] or match["other"] for part in edges for match in _bracketed().finditer(part)]
    writer = first or next(iter(agencies), None) or next((name for name in (author, credit) if _is_agency(name)), None)
    parts = {found["name"] for part in edges for found in _PART.finditer(part)}
    parts |= {found["name"] for part in edges for found in _contributing().finditer(part)}
    every = [name for named_together in parts for name in re.split(r",|\band\b|/(?=[A-Z]{2})", named_together)]
    return named(writer) if writer else None, frozenset(named(name) for name in every if name.strip())


@lru_cache(maxsize=4000)
def _cited(opening: str, others: tuple[str, ...]) -> frozenset[str]:
    """The agencies and outlets on whose report the opening of a text rests."""
    folded = opening.casefold()
    names = [name for name in (*_AGENCIES, *others) if name in folded]
    return frozenset(named(name) for name in names if _citing(name).search(opening))


def _edges(text: str) -> tuple[str, ...]:
    return (text,) if len(text) <= 2 * EDGE else (text[:EDGE], text[-EDGE:])


def _is_agency(name: str) -> bool:
    return name.strip().casefold() in _AGENCIES or named(name) in _AGENCIES.values()


@lru_cache(maxsize=1)
def _bracketed() -> "re.Pattern[str]":
    """An agency's name in brackets ("KARST (Reuters) –", "… (AP)"), or behind a dash at the very end."""
    return re.compile(rf"\((?:[^()]{{0,30}}[/,]\s?)?(?P<name>{_any_agency()})\)|[—–-]\s?(?P<other>{_any_agency()})\.?$")


@lru_cache(maxsize=1)
def _contributing() -> "re.Pattern[str]":
    return re.compile(rf"\b(?P<name>{_any_agency()})\s+contributed\b")


@lru_cache(maxsize=1)
def _any_agency() -> str:
    return "|".join(_spelt(name) for name in sorted(_AGENCIES, key=len, reverse=True))


@lru_cache(maxsize=2000)
def _citing(name: str) -> "re.Pattern[str]":
    """A phrase by which a report rests on another's: "the BBC reports", "according to Reuters", "told the AP"."""
    one = rf"(?:the\s+)?{_spelt(name)}(?:\s+(?:news agency|news))?"
    verbs = r"(?:has\s+)?(?:reports?|reported|says|said|writes|wrote|quoted|cited|citing|quoting|learned)"
    return re.compile(
        rf"(?<!\w)(?:[Aa]ccording to|told|[Cc]iting|[Qq]uoting|[Cc]ited by|[Qq]uoted by|[Rr]eported by)\s+{one}(?!\w)"
        rf"|(?<!\w){one}\s+{verbs}\b"
    )


def _spelt(name: str) -> str:
    """A name as it may be written: short ones in capitals alone, so that none is taken for a word."""
    return re.escape(name.upper()) if name in _CASED - {"dpa"} else rf"(?i:{re.escape(name)})"
