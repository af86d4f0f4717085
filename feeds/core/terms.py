"""What an outlet's terms of reuse let a brief quote and show. The one place where they are enforced."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from feeds.core.ancestry import credit_line
from feeds.model import Picture, StoryItem, Terms

#: Marked words that an outlet with the default terms may lend to a brief, of all its items together.
EXCERPT_WORDS = 40


@dataclass(frozen=True, slots=True)
class Permission:
    """What may be done with one item."""

    words: int | None  #: that may be quoted of all its outlet's items together; None for any number
    credit: str | None = None  #: the line that must stand beside them
    picture: bool = False  #: whether its picture may be shown beside its words
    model: bool = False  #: whether a language model may be given its text
    headline: bool = True  #: whether its headline and its link may be shown

    @property
    def lends(self) -> bool:
        """Whether any of its words may be quoted beside other outlets' words."""
        return self.words is None or self.words > 0


def permission(source: StoryItem) -> Permission:
    """What the terms of an item's outlet allow; in any doubt, nothing but headline and link.

    ``LINK_ONLY`` and ``NO_DERIVATIVES`` lend no words to a brief: the one none at all, the other none without the rest.
    An item that holds one of the outlet's ``excludes`` is another's work (an agency's copy), whatever the outlet's
    terms: headline and link. Of an outlet that is ``blocked`` where the channel is read, nothing is handed on.
    A model is given what a licence lets be changed, and else what the outlet's entry says it may have.
    """
    outlet = source.outlet
    if outlet.blocked:
        return Permission(words=0, headline=False)
    if outlet.terms not in {Terms.EXCERPT, Terms.FULL_WITH_CREDIT} or excluded(source):
        return Permission(words=0)
    whole = outlet.terms is Terms.FULL_WITH_CREDIT
    return Permission(
        words=None if whole else EXCERPT_WORDS,
        credit=_credit(source) if whole else None,
        picture=outlet.pictures,
        model=whole if outlet.model is None else outlet.model,
    )


def excluded(source: StoryItem) -> bool:
    """Whether an item holds words by which its outlet's terms exclude it."""
    item, words = source.item, source.outlet.excludes
    if not words:
        return False
    return any(_one_of(words).search(said) for said in (item.title, item.text, item.author or "", item.credit or ""))


def picture(source: StoryItem) -> Picture | None:
    """The picture of an item that may stand beside its words, with the credit that must; None where none may.

    A permission to quote is none to show: the outlet's ``pictures`` says so besides. Without a credit of its own a
    picture carries the outlet's, else the outlet's name.
    """
    outlet, pictures = source.outlet, source.item.pictures
    if not pictures or not permission(source).picture:
        return None
    return replace(pictures[0], credit=pictures[0].credit or outlet.credit or outlet.name)


def _credit(source: StoryItem) -> str | None:
    """The outlet's credit line, and whom the text itself names as the one who published it first."""
    parts = (source.outlet.credit, credit_line(source.item))
    return " · ".join(part for part in parts if part) or None


@lru_cache(maxsize=500)
def _one_of(words: tuple[str, ...]) -> "re.Pattern[str]":
    """Any of the words, whole; those in capitals ("AP", "AFP") as they stand, others whatever their case."""
    spelt = (re.escape(word) if word.isupper() else f"(?i:{re.escape(word)})" for word in words)
    return re.compile(rf"(?<!\w)(?:{'|'.join(spelt)})(?!\w)")
