"""What an outlet's terms of reuse let a brief quote and show. The one place where they are enforced."""

import re
from dataclasses import replace

from feeds.core import text as texts
from feeds.model import Excerpt, Picture, StoryItem, Terms

#: Marked words that an outlet with the default terms may lend to a brief.
EXCERPT_WORDS = 40
#: Sentences that are quoted where terms allow any of them: a brief is a brief.
CREDITED_SENTENCES = 3


#: What counts as a word: a run of letters, or two characters of a script that sets no spaces between words.
_SPACELESS = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
WORD = re.compile(rf"[{_SPACELESS}]{{1,2}}|[^\s{_SPACELESS}]{{1,40}}")
#: Characters of a text that are read for an excerpt.
READ = 4000
_LEND_NOTHING = frozenset({Terms.LINK_ONLY, Terms.NO_DERIVATIVES})


def excerpt(source: StoryItem) -> Excerpt | None:
    """The words of an item that may stand in a brief beside other outlets' words, or None where none may.

    One span from the text's beginning, as it stands there: whole sentences as far as the allowance reaches; where even
    the first is longer, its first words. ``whole`` is False where something follows, so that the cut can be marked.
    """
    terms, text = source.outlet.terms, source.item.text
    if terms in _LEND_NOTHING or not text:
        return None
    ends = _sentence_ends(text[:READ], source.item.language)
    if terms is Terms.FULL_WITH_CREDIT:
        end = ends[min(CREDITED_SENTENCES, len(ends)) - 1]
    else:
        end = _within(text[:READ], ends, EXCERPT_WORDS)
    credit = source.outlet.credit if terms is Terms.FULL_WITH_CREDIT else None
    whole = end == len(text)
    return Excerpt(source.outlet.name, text[:end], source.id, source.item.language, credit, whole=whole)


def picture(source: StoryItem) -> Picture | None:
    """The picture of an item that may stand beside its words, with the credit that must; None where none may.

    A permission to quote is none to show: the outlet's ``pictures`` says so besides. Without a credit of its own a
    picture carries the outlet's, else the outlet's name.
    """
    outlet, pictures = source.outlet, source.item.pictures
    if not outlet.pictures or outlet.terms in _LEND_NOTHING or not pictures:
        return None
    return replace(pictures[0], credit=pictures[0].credit or outlet.credit or outlet.name)


def _sentence_ends(text: str, language: str) -> list[int]:
    """Where each sentence of the text ends."""
    ends, at = [], 0
    for sentence in texts.sentences(text, language):
        at = text.index(sentence, at) + len(sentence)
        ends.append(at)
    return ends or [len(text)]


def _within(text: str, ends: list[int], allowance: int) -> int:
    """The last sentence end that leaves no more than ``allowance`` words before it; else the end of the last word."""
    words = [word.end() for word in WORD.finditer(text)]
    limit = words[allowance - 1] if len(words) > allowance else len(text)
    return max((end for end in ends if end <= limit), default=limit)
