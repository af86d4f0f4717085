"""Who was named and who spoke so far in a text, so that second mentions can be traced back."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from feeds.core.reading.nouns import BODIES, BORDERS, CONNECTORS, NAME_PARTICLES, PREPOSITIONS, singular, speaks
from feeds.core.reading.phrases import Phrase, after
from feeds.core.reading.sentences import Sentence
from feeds.core.reading.speakers import (
    DOCUMENTS,
    LEADING,
    Speaker,
    all_capital,
    bare_name,
    content_of,
    person_called,
    speaker_of,
    words_as_they_stand,
)

#: How many speakers are looked back at for "the ministry" or "he".
REMEMBERED = 40


_GENERIC = frozenset("group organisation organization agency movement alliance company watchdog charity body".split())


_HE, _IT, _THEY = frozenset({"he", "she"}), frozenset({"it"}), frozenset({"they", "both", "neither"})


@dataclass(slots=True)
class Memory:
    """Names and speakers of one text, in the order of reading."""

    names: dict[str, str] = field(default_factory=dict)  #: last word of a name → the name in full
    initials: dict[str, str] = field(default_factory=dict)  #: "FSA" → "Free Syrian Army (FSA)"
    written: dict[str, str] = field(default_factory=dict)  #: "free syrian army" → "Free Syrian Army (FSA)"
    speakers: list[Speaker] = field(default_factory=list)
    named: list[str] = field(default_factory=list)  #: persons of the last sentence that named any
    spoke: int = -1  #: index of the last sentence in which somebody spoke
    topic: Speaker | None = None  #: subject of the sentence before, where nobody spoke in it

    def learn(self, sentence: Sentence) -> None:
        """Remember the names of a sentence."""
        named = []
        for first, end in capital_runs(sentence):
            start = first + (sentence.lower[first] in LEADING | BORDERS | PREPOSITIONS)
            last = sentence.lower[end - 1]
            if end - start >= 2 and last not in BODIES and not sentence.words[end - 1].endswith(("'s", "’s")):
                name = self.names.setdefault(last, bare_name(sentence.words[start:end]))
                named += [name] if " " in name and not BODIES & set(name.lower().split()) else []
            self._learn_initials(sentence, start, end)
        self.named = named or self.named

    def _learn_initials(self, sentence: Sentence, start: int, end: int) -> None:
        follows = sentence.words[end : end + 3]
        if len(follows) == 3 and follows[0] == "(" and follows[2] == ")" and follows[1].isupper():
            while start > 0 and (sentence.words[start - 1][0].isupper() or sentence.lower[start - 1] in CONNECTORS):
                start -= 1
            while sentence.lower[start] in LEADING or not sentence.words[start][0].isupper():
                start += 1
            name = words_as_they_stand(sentence, start, end)
            full = self.initials.setdefault(follows[1].lower(), f"{name} ({follows[1]})")
            self.written.setdefault(name.lower(), full)

    def resolve(self, sentence: Sentence, phrase: Phrase) -> Speaker | None:
        """Who the phrase names, traced back; None where a pronoun has nobody to refer to."""
        low = sentence.lower[phrase.start]
        if phrase.end - phrase.start == 1 and low in _HE | _IT | _THEY:
            return self._topic(sentence, phrase, low) or self._pronoun(low)
        if sentence.lower[phrase.end - 1] in {"them", "him", "her"}:
            return self._pronoun("they" if sentence.lower[phrase.end - 1] == "them" else "he")
        if phrase.end - phrase.start == 1 and low in {"some", "others", "many"}:
            return self.topic if self.topic and self.topic.plural else None
        speaker = speaker_of(sentence, phrase)
        if speaker is None:
            return None
        if (alias := _alias(sentence, phrase)) is not None:
            return _renamed(speaker, alias, person=True)
        if sentence.lower[phrase.end - 1] in DOCUMENTS and speaker.name.lower().split()[-1:] == [
            sentence.lower[phrase.end - 1]
        ]:
            return self._document(sentence, phrase, speaker)
        return self._earlier(sentence, phrase, speaker) or self._in_full(speaker)

    def _document(self, sentence: Sentence, phrase: Phrase, speaker: Speaker) -> Speaker | None:
        """Whose "the statement" is: of him whose name stands before it, who published it, or who spoke last."""
        whose = [at for at in range(phrase.start, phrase.end - 1) if sentence.words[at][0].isupper() and at > 0]
        if whose:
            return speaker_of(sentence, Phrase(whose[0], whose[-1] + 1))
        published = next(
            (one for one in self.speakers[-REMEMBERED:][::-1] if sentence.lower[phrase.end - 1] in one.words), None
        )
        return published or next((one for one in self.speakers[-4:][::-1] if not one.person), speaker)

    def _topic(self, sentence: Sentence, phrase: Phrase, low: str) -> Speaker | None:
        """The subject of this sentence, or of the one before where nobody spoke in it, if it fits the pronoun."""
        if sentence.quoted[0] or low == "both":
            return None
        if low in _THEY:
            return self.topic if phrase.start <= 2 and self.topic and self.topic.plural else None
        spoken = bool(self.speakers) and self.spoke == sentence.index
        if phrase.start <= 2:
            return self.topic if self.topic and not self.topic.plural and self.topic.person == (low in _HE) else None
        if spoken or (low in _IT and sentence.lower[phrase.start - 1] not in {":", "but", "and"}):
            return None
        subject = self.subject(sentence)
        return subject if subject and subject.person == (low in _HE) and not subject.plural else None

    def subject(self, sentence: Sentence) -> Speaker | None:
        """Whom the sentence begins with, if that is somebody who can speak."""
        first = after(sentence, 0) if sentence.words and not sentence.quoted[0] else None
        if first is None or first.end >= len(sentence.words) or sentence.lower[0] in PREPOSITIONS:
            return None
        low = sentence.lower[first.end - 1]
        known = first.end - first.start > 1 or low in BODIES or low in self.names
        named = sentence.words[first.end - 1][0].isupper() and known
        if not (named or speaks(low)) or sentence.lower[first.start] in _HE | _IT | _THEY:
            return None
        return self.resolve(sentence, first)

    def close(self, sentence: Sentence) -> None:
        """Remember who the sentence was about, for the pronouns of the next one."""
        if self.spoke == sentence.index:
            self.topic = None
        elif sentence.words:
            subject = self.subject(sentence)
            self.topic = subject

    def says(self, speaker: Speaker, sentence: Sentence) -> None:
        """Remember that somebody spoke."""
        self.speakers.append(speaker)
        self.spoke = sentence.index

    def _pronoun(self, low: str) -> Speaker | None:
        recent = self.speakers[-REMEMBERED:][::-1]
        if low == "both":
            return Speaker("both", person=False, plural=True, words=frozenset({"both"}))
        if low in _HE:
            return next((one for one in recent if one.person and not one.plural), None) or self._somebody()
        if low in _IT:
            return next((one for one in recent if not one.person), None)
        return next((one for one in recent if one.plural), None)

    def _somebody(self) -> Speaker | None:
        """The first person whom the last sentence with names named, where nobody has spoken yet."""
        return person_called(self.named[0], set()) if self.named else None

    def _earlier(self, sentence: Sentence, phrase: Phrase, speaker: Speaker) -> Speaker | None:
        """The earlier speaker whom "the ministry" or "the Observatory" takes up."""
        definite = sentence.lower[phrase.start] in {"the", "his", "its", "this", "mr", "mrs", "ms", "dr"}
        described = phrase.aside and sentence.lower[phrase.aside[0]] not in {"which", "who", "whose", "in", "at"}
        if described or (speaker.person and not definite):
            return None
        words = content_of(sentence.lower[phrase.start : phrase.end])
        own = {singular(word) for word in words}
        if not own or len(own) > 3:
            return None
        for one in self.speakers[-REMEMBERED:][::-1]:
            if one.person and not speaker.person:
                continue
            if own <= one.words and (definite or len(own) > 1 or speaker.name.lower() == one.name.lower()):
                return one
        if definite and len(own) == 1 and own <= _GENERIC:
            return next((one for one in self.speakers[-6:][::-1] if not one.person), None)
        return None

    def _in_full(self, speaker: Speaker) -> Speaker:
        """The speaker under his full name, where a surname or initials stand for it."""
        low = speaker.name.lower()
        full = self.initials.get(low) or (self.names.get(low) if " " not in speaker.name else None)
        if full is None:
            return _renamed(speaker, self.written[low]) if low in self.written else speaker
        return _renamed(speaker, full, person=speaker.person or low not in self.initials)


def _alias(sentence: Sentence, phrase: Phrase) -> str | None:
    """The name in "a resident, who gave his name only as Mohammed"."""
    if not {"who", "identified"} & set(sentence.lower[phrase.end : phrase.end + 2]):
        return None
    for at in range(phrase.end, min(phrase.end + 16, len(sentence.words) - 1)):
        if sentence.lower[at] == "as" and {"name", "identified", "named"} & set(sentence.lower[phrase.end : at]):
            start = at + 1 + (not sentence.words[at + 1][0].isalnum())
            end = start
            while end < len(sentence.words) and all_capital(sentence, end, end + 1):
                end += 1
            return words_as_they_stand(sentence, start, end) or None
    return None


def _renamed(speaker: Speaker, name: str, *, person: bool | None = None) -> Speaker:
    words = speaker.words | {singular(word) for word in name.lower().replace("(", "").replace(")", "").split()}
    return Speaker(name, speaker.person if person is None else person, speaker.plural, words, speaker.body)


def capital_runs(sentence: Sentence) -> Iterator[tuple[int, int]]:
    """Start and end of every run of capitalised words, small particles of names inside."""
    end = 0
    for at, word in enumerate(sentence.words):
        if at < end or not word[0].isupper():
            continue
        end = _run_end(sentence, at)
        yield at, end


def _run_end(sentence: Sentence, at: int) -> int:
    size = len(sentence.words)
    while at < size:
        word, low = sentence.words[at], sentence.lower[at]
        particle = low in NAME_PARTICLES and at + 1 < size and sentence.words[at + 1][0].isupper()
        if not (word[0].isupper() or particle or low.startswith("al-")):
            break
        at += 1
        if low.endswith("'s"):
            break
    return at
