"""What an outlet's terms of reuse let a brief quote. The one place where they are enforced."""

from feeds.core import text as texts
from feeds.model import Excerpt, StoryItem, Terms

#: Marked words that an outlet with the default terms may lend to a brief.
EXCERPT_WORDS = 40
#: Sentences that are quoted where terms allow any of them: a brief is a brief.
CREDITED_SENTENCES = 3


def excerpt(source: StoryItem) -> Excerpt | None:
    """The words of an item that may stand in a brief beside other outlets' words, or None where none may.

    Whole sentences from the beginning as far as the allowance reaches; where even the first is longer, its first words
    with ``whole`` False, so that the cut can be marked.
    """
    terms = source.outlet.terms
    if terms in {Terms.LINK_ONLY, Terms.NO_DERIVATIVES} or not source.item.text:
        return None
    sentences = texts.sentences(source.item.text[:4000], source.item.language)
    if terms is Terms.FULL_WITH_CREDIT:
        quoted, whole = " ".join(sentences[:CREDITED_SENTENCES]), len(sentences) <= CREDITED_SENTENCES
    else:
        quoted, whole = _first_words(sentences, EXCERPT_WORDS)
    if not quoted:
        return None
    credit = source.outlet.credit if terms is Terms.FULL_WITH_CREDIT else None
    return Excerpt(source.outlet.name, quoted, source.id, source.item.language, credit, whole=whole)


def _first_words(sentences: list[str], allowance: int) -> tuple[str, bool]:
    """As many whole sentences as hold no more than ``allowance`` words; at least the beginning of the first."""
    taken: list[str] = []
    left = allowance
    for sentence in sentences:
        left -= len(sentence.split())
        if left < 0:
            break
        taken.append(sentence)
    if taken or not sentences:
        return " ".join(taken), len(taken) == len(sentences)
    return " ".join(sentences[0].split()[:allowance]), False
