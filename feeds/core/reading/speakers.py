"""Who a phrase names: titles and determiners off, pronouns and second mentions traced back to the first mention."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from feeds.core.reading.nouns import (
    BODIES,
    CONNECTORS,
    DETERMINERS,
    NAME_PARTICLES,
    PLURALS,
    PREPOSITIONS,
    TITLES,
    singular,
    speaks,
)
from feeds.core.reading.phrases import Phrase, after
from feeds.core.reading.sentences import Sentence

#: How many speakers are looked back at for "the ministry" or "he".
REMEMBERED = 40
_GENERIC = frozenset("group organisation organization agency movement alliance company watchdog charity body".split())
_DOCUMENTS = frozenset("report statement study investigation inquiry survey communique".split())
_HE, _IT, _THEY = frozenset({"he", "she"}), frozenset({"it"}), frozenset({"they", "both", "neither"})
_LEAD = DETERMINERS | frozenset("one another".split())


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody who says something."""

    name: str
    person: bool
    plural: bool
    words: frozenset[str]  #: of name and description, small, singular: what a second mention may take up
    body: str | None = None  #: the institution that a named person speaks for


@dataclass(slots=True)
class Memory:
    """Names and speakers of one text, in the order of reading."""

    names: dict[str, str] = field(default_factory=dict)  #: last word of a name → the name in full
    initials: dict[str, str] = field(default_factory=dict)  #: "FSA" → "Free Syrian Army (FSA)"
    speakers: list[Speaker] = field(default_factory=list)
    named: list[str] = field(default_factory=list)  #: persons of the last sentence that named any
    spoke: int = -1  #: index of the last sentence in which somebody spoke
    topic: Speaker | None = None  #: subject of the sentence before, where nobody spoke in it

    def learn(self, sentence: Sentence) -> None:
        """Remember the names of a sentence."""
        named = []
        for start, end in capital_runs(sentence):
            last = sentence.lower[end - 1]
            if end - start >= 2 and last not in BODIES and not sentence.words[end - 1].endswith(("'s", "’s")):
                name = self.names.setdefault(last, _bare_name(sentence.words[start:end]))
                named += [name] if " " in name and not BODIES & set(name.lower().split()) else []
            self._learn_initials(sentence, start, end)
        self.named = named or self.named

    def _learn_initials(self, sentence: Sentence, start: int, end: int) -> None:
        follows = sentence.words[end : end + 3]
        if len(follows) == 3 and follows[0] == "(" and follows[2] == ")" and follows[1].isupper():
            while start > 0 and (sentence.words[start - 1][0].isupper() or sentence.lower[start - 1] in CONNECTORS):
                start -= 1
            while sentence.lower[start] in _LEAD or not sentence.words[start][0].isupper():
                start += 1
            self.initials.setdefault(follows[1].lower(), f"{_text(sentence, start, end)} ({follows[1]})")

    def resolve(self, sentence: Sentence, phrase: Phrase) -> Speaker | None:
        """Who the phrase names, traced back; None where a pronoun has nobody to refer to."""
        low = sentence.lower[phrase.start]
        if phrase.end - phrase.start == 1 and low in _HE | _IT | _THEY:
            return self._topic(sentence, phrase, low) or self._pronoun(low)
        if phrase.end - phrase.start == 1 and low in {"some", "others", "many"}:
            return self.topic if self.topic and self.topic.plural else None
        speaker = _named(sentence, phrase)
        if speaker is None:
            return None
        if (alias := _alias(sentence, phrase)) is not None:
            return _renamed(speaker, alias, person=True)
        if sentence.lower[phrase.end - 1] in _DOCUMENTS and speaker.name.lower().split()[-1:] == [
            sentence.lower[phrase.end - 1]
        ]:
            return self._document(sentence, phrase, speaker)
        return self._earlier(sentence, phrase, speaker) or self._in_full(speaker)

    def _document(self, sentence: Sentence, phrase: Phrase, speaker: Speaker) -> Speaker | None:
        """Whose statement "the statement" is: whose name stands before it, who published it, or which body spoke last."""
        whose = [at for at in range(phrase.start, phrase.end - 1) if sentence.words[at][0].isupper() and at > 0]
        if whose:
            return _named(sentence, Phrase(whose[0], whose[-1] + 1))
        published = next(
            (one for one in self.speakers[::-1][:REMEMBERED] if sentence.lower[phrase.end - 1] in one.words), None
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
        return _person(self.named[0], set()) if self.named else None

    def _earlier(self, sentence: Sentence, phrase: Phrase, speaker: Speaker) -> Speaker | None:
        """The earlier speaker whom "the ministry" or "the Observatory" takes up."""
        definite = sentence.lower[phrase.start] in {"the", "his", "its", "this", "mr", "mrs", "ms", "dr"}
        described = phrase.aside and sentence.lower[phrase.aside[0]] not in {"which", "who", "whose", "in", "at"}
        if described or speaker.person and not definite:
            return None
        words = _content(sentence.lower[phrase.start : phrase.end])
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
            long = next((name for name in self.initials.values() if name.lower().startswith(low + " (")), None)
            return speaker if long is None else _renamed(speaker, long)
        return _renamed(speaker, full, person=speaker.person or low not in self.initials)


def _alias(sentence: Sentence, phrase: Phrase) -> str | None:
    """The name in "a resident, who gave his name only as Mohammed"."""
    if not {"who", "identified"} & set(sentence.lower[phrase.end : phrase.end + 2]):
        return None
    for at in range(phrase.end, min(phrase.end + 16, len(sentence.words) - 1)):
        if sentence.lower[at] == "as" and {"name", "identified", "named"} & set(sentence.lower[phrase.end : at]):
            start = at + 1 + (not sentence.words[at + 1][0].isalnum())
            end = start
            while end < len(sentence.words) and _all_capital(sentence, end, end + 1):
                end += 1
            return _text(sentence, start, end) or None
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


def _bare_name(words: tuple[str, ...]) -> str:
    """A name without the titles before it."""
    last = max((at for at, word in enumerate(words[:-1]) if word.lower().rstrip(".") in TITLES), default=-1)
    if last < 0:
        last = max((at for at, word in enumerate(words[:-2]) if word.lower() in BODIES), default=-1)
    return " ".join(words[last + 1 :])


def _named(sentence: Sentence, phrase: Phrase) -> Speaker | None:
    start, end = phrase.start, phrase.end
    while start < end - 1 and sentence.lower[start] in _LEAD and sentence.lower[start + 1] != "of":
        start += 1
    if (author := _author(sentence, start, end)) is not None:
        start = author
    described = _content(sentence.lower[phrase.start : end])
    if phrase.aside:
        described |= _content(sentence.lower[slice(*phrase.aside)])
        if (name := _name_aside(sentence, start, end, phrase.aside)) is not None:
            return _person(name, described)
    head = _head_end(sentence, start, end)
    name_start = _name_start(sentence, start, head)
    plural = _plural(sentence, start, end, head)
    if name_start is not None:
        name = _text(sentence, name_start, head)
        return _person(name, described, body=_body(sentence, start, name_start))
    if (run := _org_start(sentence, start, head)) is not None:
        start = run
    name = _text(sentence, start, end)
    words = frozenset(singular(word) for word in described)
    person = not plural and _is_person_noun(sentence.lower[head - 1]) and not sentence.words[head - 1][0].isupper()
    person = person or (not plural and head - start == 1 and sentence.lower[start] in TITLES)
    return Speaker(name, person=person, plural=plural, words=words) if name else None


def _person(name: str, described: set[str], *, body: str | None = None) -> Speaker:
    words = frozenset(singular(word) for word in described | set(name.lower().split()))
    return Speaker(name, person=True, plural=False, words=words, body=body)


def _author(sentence: Sentence, start: int, end: int) -> int | None:
    """Where the author begins in "a report by Human Rights Watch"."""
    for at in range(start, min(start + 4, end - 1)):
        if sentence.lower[at] in _DOCUMENTS and sentence.lower[at + 1] in {"by", "from"}:
            return at + 2 + (sentence.lower[at + 2] in _LEAD if at + 2 < end else 0)
    return None


def _name_aside(sentence: Sentence, start: int, end: int, aside: tuple[int, int]) -> str | None:
    """The name in "the commander, Salem Bashir,"."""
    first, last = aside
    if (
        last - first < 2
        or last - first > 5
        or sentence.words[end - 1][0].isupper()
        and _all_capital(sentence, start, end)
    ):
        return None
    if not _all_capital(sentence, first, last) or any(word in BODIES for word in sentence.lower[first:last]):
        return None
    return _bare_name(sentence.words[first:last])


def _all_capital(sentence: Sentence, start: int, end: int) -> bool:
    return all(
        sentence.words[at][0].isupper() or sentence.lower[at] in NAME_PARTICLES or sentence.lower[at].startswith("al-")
        for at in range(start, end)
    )


def _head_end(sentence: Sentence, start: int, end: int) -> int:
    """The end of the phrase's head: its first preposition that is not inside a name."""
    for at in range(start + 1, end):
        low = sentence.lower[at]
        if low not in PREPOSITIONS:
            continue
        following = sentence.words[at + 1] if at + 1 < end else "."
        office = sentence.lower[at - 1] in TITLES and low in {"of", "for"} and _names_someone(sentence, at + 1, end)
        inside = low in CONNECTORS and sentence.lower[at - 1] in BODIES and following[0].isupper()
        if not (inside or office):
            return at
    return end


def _names_someone(sentence: Sentence, start: int, end: int) -> bool:
    """Whether a name follows an office: "Secretary of State Hillary Clinton"."""
    at = start
    while at < end and (sentence.lower[at] in BODIES or sentence.lower[at] in CONNECTORS):
        at += 1
    return start < at and end - at in {2, 3} and _all_capital(sentence, at, end)


def _name_start(sentence: Sentence, start: int, head: int) -> int | None:
    """Where a person's name begins that ends at ``head``; None where there is none."""
    at = head
    while at > start and _all_capital(sentence, at - 1, at):
        if at < head and sentence.words[at - 1].endswith(("'s", "’s")):
            break
        at -= 1
    while at < head and sentence.lower[at] in NAME_PARTICLES and not sentence.words[at][0].isupper():
        at += 1
    titled = [k for k in range(at, head - 1) if sentence.lower[k] in TITLES]
    if not titled and TITLES & set(sentence.lower[start:at]):  # "High Commissioner for Human Rights Navi Pillay"
        titled = [k for k in range(at, head - 2) if sentence.lower[k] in BODIES]
    if titled:
        at = titled[-1] + 1
    if at >= head or any(word in BODIES or word in {"and"} for word in sentence.lower[at:head]):
        return None
    if sentence.words[at].isupper() and len(sentence.words[at]) > 1 and head - at > 1:
        return None  # initials of a body
    if titled:
        return at
    if sentence.lower[head - 1] in TITLES:
        return None
    before = sentence.lower[at - 1] if at > start else ""
    introduced = bool(before) and (_is_person_noun(before) or before.endswith("'s"))
    return (
        at
        if introduced
        and (head - at > 1 or _is_person_noun(before))
        or (head - at in {2, 3} and not before)
        and _looks_like_name(sentence, at, head)
        else None
    )


def _looks_like_name(sentence: Sentence, start: int, end: int) -> bool:
    """Whether capitalised words without title are a person's: the last no demonym's plural, none a body's."""
    return not sentence.lower[end - 1].endswith("'s") and sentence.lower[start] not in {
        "united",
        "new",
        "south",
        "north",
    }


def _org_start(sentence: Sentence, start: int, head: int) -> int | None:
    """Where a body's name begins after a description in small letters: "rights group Amnesty International"."""
    at = head
    while at > start and (sentence.words[at - 1][0].isupper() or sentence.lower[at - 1] in CONNECTORS):
        at -= 1
    while at < head and not sentence.words[at][0].isupper():
        at += 1
    if at >= head or at == start:
        return None
    before = sentence.lower[at - 1]
    if all(word in BODIES or word in CONNECTORS for word in sentence.lower[at:head]):
        return None  # "Libyan state TV"
    return at if speaks(before) or before.endswith("-based") else None


def _is_person_noun(low: str) -> bool:
    return (speaks(low) or low in TITLES) and singular(low) not in _NO_PERSON


_NO_PERSON = frozenset(
    "army authority administration agency alliance broadcaster bureau cabinet coalition command commission committee "
    "company council court department embassy force front government group hospital junta kremlin leadership media "
    "militia military ministry mission movement navy network news newspaper observatory office organisation "
    "organization opposition paper parliament party police presidency press radio regime republic school service side "
    "staff state station television tribunal troop tv union unit watchdog website charity inquiry investigation study "
    "survey report statement faction wing brigade battalion intelligence nation country people capital foundation "
    "fund institute paramilitaries taliban bloc campaign family convoy delegation power monitor centre center channel "
    "clan tribe team guard prosecution judiciary secretariat".split()
)


def _body(sentence: Sentence, start: int, end: int) -> str | None:
    """The institution in "Armenian Defense Ministry spokesperson", which stands before a name."""
    last = max((at for at in range(start, end) if sentence.lower[at] in BODIES), default=None)
    return None if last is None else _text(sentence, start, last + 1)


def _plural(sentence: Sentence, start: int, end: int, head: int) -> bool:
    low = sentence.lower[head - 1]
    if any(sentence.lower[at] == "and" and not _inside_name(sentence, at) for at in range(start, end)):
        return True
    return low in PLURALS or (low.endswith("s") and not sentence.words[head - 1][0].isupper() and speaks(low))


def _inside_name(sentence: Sentence, at: int) -> bool:
    return sentence.lower[at + 1 : at + 2] in {("crescent",), ("development",), ("security",), ("cooperation",)}


def _content(words: tuple[str, ...]) -> set[str]:
    return {
        word.removesuffix("'s")
        for word in words
        if word[0].isalnum() and word not in DETERMINERS and word not in PREPOSITIONS and word not in {"and", "who"}
    }


def _text(sentence: Sentence, start: int, end: int) -> str:
    """Words of a sentence as they stand, single spaces between, signs closed up."""
    out = ""
    for at in range(start, end):
        glued = at > start and sentence.starts[at] == sentence.offset_after(at - 1)
        out += ("" if glued or not out else " ") + sentence.words[at]
    return out.removesuffix("'s").removesuffix("’s").strip()
