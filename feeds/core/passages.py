"""The passages of a text that a brief may quote: its sentences as spans, which of them cannot stand alone, and where
one may be cut.

Observations
    News puts a sentence's main clause first, and what may go behind a comma. What follows may be all that says who said
    it ("…, the governor said") or that takes it back ("…, but …"): without it a claim would be a fact.

Theory of operation
    A sentence that begins with a pronoun hangs on the one before it. Notices of publishers (join, subscribe, reprinted)
    are no news. A sentence is cut at a comma, semicolon or dash outside quotations and brackets, where what is kept can
    stand alone and what is left out neither attributes, nor denies, nor limits. Only English is cut: the words that
    attribute are known for no other language here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from feeds.core import text as texts

#: Characters of a text, and sentences in them, that are read for a brief.
READ, SENTENCES = 8000, 40
#: Words of a passage that says something.
LEAST_WORDS = 6
#: What counts as a word: a run of letters, or two characters of a script that sets no spaces between words.
SPACELESS = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
WORD = re.compile(rf"[{SPACELESS}]{{1,2}}|[^\s{SPACELESS}]{{1,40}}")

_HANGING = re.compile(
    r"[\s\"“‘'«(]*(?:(?:he|she|it|they|there|this|that|these|those|his|her|hers|their|its|both|such|him|them)\b"
    r"|(?:он|она|оно|они|это|эти|там|его|её|их|він|вона|воно|вони|це|ці)\b"
    r"|(?:il|elle|ils|elles|er|sie|es|él|ella|ellos)\s)",
    re.IGNORECASE,
)
_NOTICE = re.compile(
    r"originally published|first published (?:by|in|on)|(?:re)?printed with|reprinted|republished|with permission"
    r"|subscribe|newsletter|sign up|join our|telegram channel|follow us|click here|read more|read also|continue reading"
    r"|all rights reserved|getty images|file photo|photo(?:graph)? by|photo:|copyright|©|appeared first on"
    r"|this (?:article|story|report) (?:was|is|has been)|с разрешения|подписывайтесь",
    re.IGNORECASE,
)
#: What a cut must not leave out: who says it, what takes it back, what limits it.
_BINDING = re.compile(
    r"\b(?:said|says?|saying|told|tells|according|claim\w*|accus\w*|den(?:y|ies|ied|ying)|report(?:s|ed|edly|ing)?"
    r"|alleg\w*|confirm\w*|warn\w*|announc\w*|stat(?:ed|es|ing)|wrote|writes|added|adds|quot\w*|cit(?:ed|es|ing)"
    r"|estimat\w*|believ\w*|think\w*|insist\w*|argu\w*|not|no|never|nor|without|but|however|although|though|if|unless"
    r"|except|despite|may|might|could|would|should|suspected|feared|apparently|unclear|unverified|unconfirmed"
    r"|only|false\w*|wrong\w*|disput(?:es?|ing|ed by)|\w+n['’]t)\b",
    re.IGNORECASE,
)
_FINITE = (
    r"(?:is|are|was|were|has|have|had|will|did|does|\w+ed|hit|struck|fell|took|came|fled|left|began|fought|shot|broke"
    r"|went|made|met|won|lost|held|set|kept|sent|blew|led|rose|cut|burnt|seen|grew|shut|ran|drove|gave|found)\b"
)
_VERB = re.compile(rf"\b{_FINITE}")
#: The sentence goes on behind an aside, so that what stands before it is no sentence.
_RESUMED = re.compile(rf"[,—–]\s+{_FINITE}")
#: Words with which a sentence begins that goes on behind its first comma.
_FOREWORD = re.compile(
    r"[\"“‘']?(?:after|before|while|as|when|if|although|though|despite|in|on|at|following|amid|with|since|during|under"
    r"|for|from|by|according|because|once|until|given|to|among|\w+ing)\b",
    re.IGNORECASE,
)
#: What may follow a comma at which a clause begins; a comma in a list or before a title is none.
_CLAUSE = re.compile(
    r"[,;]\s+(?:(?:just|even|shortly|hours?|days?|weeks?|minutes|a (?:day|week|month|few))\b"
    r"|(?:which|who|whose|where|when|while|as|after|before|with|including|amid|following|since|during|because|in"
    r"|leaving|where|\w+ing)\b)|\s+[—–-]\s+|;\s+"
)


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence of a text, or its beginning up to the end of a clause."""

    start: int  #: character offsets in the text
    end: int
    words: int
    number: int  #: of the sentence among those that are no notices, from 0
    hanging: bool = False  #: cannot stand without the one before it
    cut: bool = False  #: ends before its sentence does


@lru_cache(maxsize=2000)
def passages(text: str, language: str) -> tuple[Passage, ...]:
    """The sentences of a text that may be quoted, in its order; notices of publishers are left out."""
    found: list[Passage] = []
    read = text[:READ]
    for start, end in sentence_spans(read, language):
        sentence = read[start:end]
        broken = end == len(read) < len(text)  # the reading ended in it
        if broken or _NOTICE.search(sentence):
            continue
        found.append(Passage(start, end, count(sentence), len(found), bool(_HANGING.match(sentence))))
        if len(found) == SENTENCES:
            break
    return tuple(found)


def sentence_spans(text: str, language: str) -> Iterator[tuple[int, int]]:
    """Where each sentence of the text begins and ends."""
    at = 0
    for sentence in texts.sentences(text, language):
        start = text.index(sentence, at)
        at = start + len(sentence)
        yield start, at


def count(text: str) -> int:
    """The words of a text, as an allowance counts them."""
    return sum(1 for _ in WORD.finditer(text))


def shortened(text: str, passage: Passage, allowance: int, language: str) -> Passage | None:
    """The passage, where it has no more than ``allowance`` words; else as much of it as ends with a clause and has no
    more; None where it cannot be cut without saying something else.
    """
    if passage.words <= allowance:
        return passage
    if language not in {"en", "und"}:
        return None
    sentence = text[passage.start : passage.end]
    for border in sorted((found.start() for found in _CLAUSE.finditer(sentence)), reverse=True):
        kept, rest = sentence[:border], sentence[border:]
        words = count(kept)
        if LEAST_WORDS <= words <= allowance and _stands(kept, rest) and not _BINDING.search(rest):
            return Passage(passage.start, passage.start + border, words, passage.number, passage.hanging, cut=True)
    return None


def _stands(kept: str, rest: str) -> bool:
    """Whether the beginning of a sentence can stand for it: nothing open, not a foreword alone, and its verb in it."""
    if not _VERB.search(kept) or _RESUMED.search(rest):
        return False
    balanced = kept.count("“") == kept.count("”") and kept.count("(") == kept.count(")") and not kept.count('"') % 2
    return balanced and not (_FOREWORD.match(kept) and "," not in kept)
