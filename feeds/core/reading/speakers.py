"""Who a phrase names: titles and determiners off, pronouns and second mentions traced back to the first mention."""

from dataclasses import dataclass

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
from feeds.core.reading.phrases import Phrase
from feeds.core.reading.sentences import Sentence

DOCUMENTS = frozenset(
    "report statement study investigation inquiry survey communique estimate assessment tally".split()
)
LEADING = DETERMINERS | frozenset("one another".split())


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody who says something."""

    name: str
    person: bool
    plural: bool
    words: frozenset[str]  #: of name and description, small, singular: what a second mention may take up
    body: str | None = None  #: the institution that a named person speaks for


def bare_name(words: tuple[str, ...]) -> str:
    """A name without the titles before it."""
    last = max((at for at, word in enumerate(words[:-1]) if word.lower().rstrip(".") in TITLES), default=-1)
    if last < 0:
        last = max((at for at, word in enumerate(words[:-2]) if word.lower() in BODIES), default=-1)
    return " ".join(words[last + 1 :])


def speaker_of(sentence: Sentence, phrase: Phrase) -> Speaker | None:
    """Who a phrase names by itself, without looking back; None where no word of a name is left."""
    start, end = phrase.start, phrase.end
    while start < end - 1 and _leads_in(sentence, start):
        start += 1
    if (author := _author(sentence, start, end)) is not None:
        start = author
    described = content_of(sentence.lower[phrase.start : end])
    if phrase.aside:
        described |= content_of(sentence.lower[slice(*phrase.aside)])
        if (name := _name_aside(sentence, start, end, phrase.aside)) is not None:
            return person_called(name, described, body=_office(sentence, start, end))
    head = _head_end(sentence, start, end)
    name_start = _name_start(sentence, start, head)
    plural = _plural(sentence, start, end, head)
    if name_start is not None:
        name = words_as_they_stand(sentence, name_start, head)
        body = _body(sentence, start, name_start) or (_office(sentence, *phrase.aside) if phrase.aside else None)
        return person_called(name, described, body=body)
    if (run := _org_start(sentence, start, head)) is not None:
        start = run
    name = words_as_they_stand(sentence, start, end)
    words = frozenset(singular(word) for word in described)
    person = not plural and _is_person_noun(sentence.lower[head - 1]) and not sentence.words[head - 1][0].isupper()
    person = person or (not plural and head - start == 1 and sentence.lower[start] in TITLES)
    return Speaker(name, person=person, plural=plural, words=words) if name else None


def _leads_in(sentence: Sentence, at: int) -> bool:
    """Whether a word before a name is none of it: "the", "UK-based"."""
    based = sentence.lower[at].endswith(("-based", "year-old"))
    return based or (sentence.lower[at] in LEADING and sentence.lower[at + 1] != "of")


def person_called(name: str, described: set[str], *, body: str | None = None) -> Speaker:
    """A person of that name; ``described``: the words by which the text introduces him."""
    words = frozenset(singular(word) for word in described | set(name.lower().split()))
    return Speaker(name, person=True, plural=False, words=words, body=body)


def _author(sentence: Sentence, start: int, end: int) -> int | None:
    """Where the author begins in "a report by Human Rights Watch"."""
    for at in range(start, min(start + 4, end - 1)):
        if sentence.lower[at] in DOCUMENTS and sentence.lower[at + 1] in {"by", "from"}:
            return at + 2 + (sentence.lower[at + 2] in LEADING if at + 2 < end else 0)
    return None


def _name_aside(sentence: Sentence, start: int, end: int, aside: tuple[int, int]) -> str | None:
    """The name in "the commander, Salem Bashir,"."""
    first, last = aside
    described = _is_person_noun(sentence.lower[end - 1]) and not sentence.words[end - 1][0].isupper()
    if last - first > 5 or (last - first < 2 and not described) or all_capital(sentence, start, end):
        return None
    if not all_capital(sentence, first, last) or any(word in BODIES for word in sentence.lower[first:last]):
        return None
    return bare_name(sentence.words[first:last])


def all_capital(sentence: Sentence, start: int, end: int) -> bool:
    """Whether all words from ``start`` to ``end`` are those of a name."""
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
    return start < at and end - at in {2, 3} and all_capital(sentence, at, end)


def _name_start(sentence: Sentence, start: int, head: int) -> int | None:
    """Where a person's name begins that ends at ``head``; None where there is none."""
    first = _capitals_before(sentence, start, head)
    titled = [k for k in range(first, head - 1) if sentence.lower[k] in TITLES]
    if not titled and TITLES & set(sentence.lower[start:first]):  # "High Commissioner for Human Rights Navi Pillay"
        titled = [k for k in range(first, head - 2) if sentence.lower[k] in BODIES]
    at = titled[-1] + 1 if titled else first
    if at >= head or any(word in BODIES or word == "and" for word in sentence.lower[at:head]):
        return None
    if sentence.words[at].isupper() and len(sentence.words[at]) > 1 and head - at > 1:
        return None  # initials of a body
    if titled:
        return at
    if sentence.lower[head - 1] in TITLES:
        return None
    return at if _introduced(sentence, start, at, head) else None


def _capitals_before(sentence: Sentence, start: int, head: int) -> int:
    """Where the capitalised words begin that end at ``head``; an owner ("Syria's") is not among them."""
    at = head
    while at > start and all_capital(sentence, at - 1, at):
        if at < head and sentence.lower[at - 1].endswith("'s"):
            break
        at -= 1
    while at < head and sentence.lower[at] in NAME_PARTICLES and not sentence.words[at][0].isupper():
        at += 1
    return at


def _introduced(sentence: Sentence, start: int, at: int, head: int) -> bool:
    """Whether capitalised words without a title are a person's name: by the noun before them, or two or three alone."""
    before = sentence.lower[at - 1] if at > start else ""
    if before:
        trade = before.isalpha() and before not in DETERMINERS | PREPOSITIONS and singular(before) not in _NO_PERSON
        return _is_person_noun(before) or (head - at > 1 and (before.endswith("'s") or trade))
    owner = sentence.lower[head - 1].endswith("'s")
    return head - at in {2, 3} and not owner and sentence.lower[at] not in {"united", "new", "south", "north"}


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
    if last is None or (sentence.lower[start] in TITLES and "of" in sentence.lower[start:last]):
        return None  # "Secretary of State" is an office
    return words_as_they_stand(sentence, start, last + 1)


def _office(sentence: Sentence, start: int, end: int) -> str | None:
    """The institution in "a spokesman for the Northern Front", "head of the Observatory"."""
    for at in range(start + 1, min(start + 6, end - 1)):
        if sentence.lower[at] in {"for", "of"} and _is_person_noun(sentence.lower[at - 1]):
            first = at + 1 + (sentence.lower[at + 1] in LEADING)
            stop = next((k for k in range(first, end) if not sentence.words[k][0].isalnum()), end)
            return words_as_they_stand(sentence, first, stop) or None
    return None


def _plural(sentence: Sentence, start: int, end: int, head: int) -> bool:
    low = sentence.lower[head - 1]
    if any(sentence.lower[at] == "and" and not _inside_name(sentence, at) for at in range(start, end)):
        return True
    small = not sentence.words[head - 1][0].isupper() or head == 1
    return low in PLURALS or (low.endswith("s") and small and speaks(low))


def _inside_name(sentence: Sentence, at: int) -> bool:
    return sentence.lower[at + 1 : at + 2] in {("crescent",), ("development",), ("security",), ("cooperation",)}


def content_of(words: tuple[str, ...]) -> set[str]:
    """The words of a phrase that tell something, without possessive endings."""
    return {
        word.removesuffix("'s")
        for word in words
        if word[0].isalnum() and word not in DETERMINERS and word not in PREPOSITIONS and word not in {"and", "who"}
    }


def words_as_they_stand(sentence: Sentence, start: int, end: int) -> str:
    """Words of a sentence as they stand, single spaces between, signs closed up."""
    out = ""
    for at in range(start, end):
        glued = at > start and sentence.starts[at] == sentence.offset_after(at - 1)
        out += ("" if glued or not out else " ") + sentence.words[at]
    return out.removesuffix("'s").removesuffix("’s").strip()
