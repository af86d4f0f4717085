"""What may hurt people who are named or found by it: where somebody is, where somebody is going, who a prisoner or a
child is; and what goes into detail that not everybody can bear.

Fundamental observations
    A desk that is asked too often stops looking, so a false alarm costs more than it seems. Reports of war are full of
    places, troops, prisoners and children; what harms is nearly always the *exact* one: a street with a number, a road
    and an hour, a name beside an age. The rules look for that, within one sentence, and let go what is past: a
    building that was hit, a prisoner who was freed.

Theory of operation
    A table of patterns, each with what makes it not so. A capitalised phrase is a person's name unless a word of it is
    known as something else or as an office. Headlines In Title Case tell no name from another word: the rules that
    need names leave them alone.

Known special cases
    Offices are public: a president who is held is named. Front-line reports ("troops are advancing towards") are no
    movement. Notices of evacuation are meant to be read. Other languages than English have short lists only.
"""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from feeds.core import harm_words as words
from feeds.model import Reason

#: Characters of a text that are read.
READ = 20_000
#: Characters of a sentence that are looked at on each side of what was found.
AROUND = 300

_END = re.compile(r"[.!?](?=[\s\"'”’»)]|$)|\n")
_INITIAL = re.compile(r"(?<!\w)[A-Z]\.$|\b(?:Mr|Mrs|Ms|Dr|Gen|Col|Lt|Capt|Sgt|St|No|a\.m|p\.m)\.$")
_WORD = re.compile(r"[^\W\d_][\w'’]{3,}")


@dataclass(frozen=True, slots=True)
class Found:
    """Why a text may do harm, and the words by their character offsets in it."""

    reason: Reason
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Rule:
    """A pattern; ``holds`` sees its match and the sentence around it. Where none of the ``cues`` stands in the text,
    written small, the pattern matches nowhere: looking for them takes a tenth of the time.
    """

    reason: Reason
    pattern: re.Pattern[str]
    cues: Collection[str]
    holds: Callable[[re.Match[str], str], bool] = lambda _match, _sentence: True


def find(text: str) -> tuple[Found, ...]:
    """All that a text holds, in its order, one of a reason and place. Takes time in proportion to the text's length."""
    read = text[:READ]
    small = read.lower()
    found = [
        Found(rule.reason, match.start(), match.end())
        for rule in _RULES
        if any(cue in small for cue in rule.cues)
        for match in rule.pattern.finditer(read)
        if rule.holds(match, _sentence(read, match))
    ]
    return tuple(_apart(sorted(found, key=lambda one: (one.start, -one.end, one.reason))))


def _apart(found: list[Found]) -> Iterator[Found]:
    """Without what overlaps an earlier one of the same reason."""
    ends: dict[Reason, int] = {}
    for one in found:
        if one.start >= ends.get(one.reason, 0):
            ends[one.reason] = one.end
            yield one


def _sentence(text: str, match: re.Match[str]) -> str:
    """The sentence around a match, as far as it lies within ``AROUND`` characters."""
    before, after = text[max(0, match.start() - AROUND) : match.start()], text[match.end() : match.end() + AROUND]
    begins = [end.end() for end in _END.finditer(before) if not _INITIAL.search(before[: end.end()])]
    ends = (end.start() for end in _END.finditer(after) if not _INITIAL.search(after[: end.end()]))
    return before[begins[-1] if begins else 0 :] + match.group() + after[: next(ends, len(after))]


def _still_there(match: re.Match[str], sentence: str) -> bool:
    """Whether those who are placed are there now; where nothing is said of an attack, they are taken to be."""
    return not words.STRUCK.search(sentence) or words.STILL.search(match.group()) is not None


def _in_a_named_building(match: re.Match[str], sentence: str) -> bool:
    of = match["of"]
    return _still_there(match, sentence) and (of is None or of.casefold() not in words.NOBODYS)


def _located(_match: re.Match[str], sentence: str) -> bool:
    return words.LOCATED.search(sentence) is not None


def _captive(match: re.Match[str], sentence: str) -> bool:
    return not words.FREE.search(sentence) and _is_a_person(match["name"], sentence)


def _named(match: re.Match[str], sentence: str) -> bool:
    return _is_a_person(match["name"], sentence)


def _child(match: re.Match[str], sentence: str) -> bool:
    name = match.groupdict().get("name") or match.groupdict().get("called") or ""
    return words.PERSON.search(sentence) is not None and _is_a_person(name, sentence)


def _is_a_person(name: str, sentence: str) -> bool:
    parts = [part.strip(".").casefold() for part in re.split(r"[\s-]", name)]
    if words.NO_NAME.intersection(parts) or parts[0] in words.OFFICE:
        return False
    if (len(parts) == 1 or parts[0] in words.COMPASS) and words.DEMONYM.fullmatch(parts[-1]):
        return False
    return not _in_title_case(sentence.replace(name, ""))


def _in_title_case(sentence: str) -> bool:
    """Whether nearly every longer word behind the first is written large, as some publishers write headlines."""
    longer = [word.group() for word in _WORD.finditer(sentence)][1:]
    return len(longer) >= 3 and sum(word[0].isupper() for word in longer) > 0.75 * len(longer)


_RULES = (
    _Rule(Reason.POSITION, words.STREET_OF_TROOPS, words.STREETS, _still_there),
    _Rule(Reason.POSITION, words.STREET_OF_SHELTER, words.STREETS, _still_there),
    _Rule(Reason.POSITION, words.BUILDING, words.BUILDINGS, _in_a_named_building),
    _Rule(Reason.POSITION, words.COORDINATES, words.NUMBERS, _located),
    _Rule(Reason.POSITION, words.OTHER_POSITION, ("улиц", "вулиц", "ул.")),
    _Rule(Reason.MOVEMENT, words.ON_ROUTE, (" is ", " are ")),
    _Rule(Reason.MOVEMENT, words.AT_TIME, ("will ", " to ")),
    _Rule(Reason.MOVEMENT, words.THIS_MOMENT, ("right now", "at this ", "as we speak")),
    _Rule(Reason.MOVEMENT, words.OTHER_MOVEMENT, ("колон", "танк", "бронетехник")),
    _Rule(Reason.PRISONER, words.CAPTIVE, ("prisoner", "pow", "hostage", "captive", "captured"), _captive),
    _Rule(Reason.PRISONER, words.TAKEN, ("prisoner", "captive", "hostage"), _captive),
    _Rule(Reason.PRISONER, words.OTHER_PRISONER, ("пленн", "заложни", "полонен")),
    _Rule(Reason.MINOR, words.CHILD_OF_AGE, ("year-old", "year old", "years old", "years-old"), _named),
    _Rule(Reason.MINOR, words.CHILD_AGED, words.AGES, _child),
    _Rule(Reason.MINOR, words.CHILD_NAMED, words.CHILDREN, _child),
    _Rule(Reason.MINOR, words.OTHER_MINOR, ("летн", "річн", "الطفل")),
    _Rule(Reason.GRAPHIC, words.GRAPHIC, words.DETAILS),
    _Rule(Reason.GRAPHIC, words.OTHER_GRAPHIC, words.OTHER_DETAILS),
)
