"""Whether what a language model wrote about a story is borne out by the reports that it was given.

Fundamental observations
    A model that invents does so in fluent, plausible sentences; whoever reads them cannot tell. A summary that is
    refused costs nothing, for the excerpts are there. So whatever is not found to be borne out is refused, and many a
    sound sentence with it.

Theory of operation
    Every sentence names the reports that it rests on, and is held against their sentences alone: names, numbers with
    what they count, quotations, who says it (``attributed``), how certain it is (``modality``), what people suffer,
    whether most of its words are there at all, and whether it takes more of an outlet's words than its terms lend.
    Headlines, which leave out who says it, bear nothing but names. The first thing that is not there is the answer's
    end, whole: a sentence without the one before it may say something else.

Known special cases
    English alone: for no other language are the words known by which claims are made. That one did to another what the
    other did to him is told by the order of names only (``_turned_around``); docs/machine.md has what is not told.
"""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from feeds.core import claims, harm
from feeds.core import text as texts
from feeds.core.machine import names
from feeds.core.machine.attributed import claims_kept, figures_kept
from feeds.core.machine.grounds import Ground, bearing, contents, read
from feeds.core.machine.modality import BEFORE, BEHIND, BINDING, Modality, counted, modalities
from feeds.core.machine.quotations import is_balanced, is_quoted, quotations
from feeds.core.passages import READ, count
from feeds.core.reading.numbers import quantities
from feeds.core.reading.sentences import sentences
from feeds.core.terms import permission
from feeds.model import Doubt, Flaw, ItemId, StoryItem, Told

#: Sentences of a summary, and words of one of them, at most.
SENTENCES, WORDS = 4, 60
#: Share of a sentence's telling words that must stand in the sentences on which it rests.
BORNE = 0.7
#: Sentences before one that bears, and one behind it, whose names it may speak of as "he" or "there".
NEAR = 3
#: Words in a row that are an outlet's own and not anybody's.
RUN = 5

#: What people suffer and do to each other, words that may stand for each other together, as stems.
_FATES = tuple(
    frozenset(texts.stem(word) for word in words.split())
    for words in (
        "kill killed killing die died dies dead death deaths fatal fatally slain",
        "wound wounded injure injured injuries hurt",
        "capture captured detain detained arrest arrested seize seized abduct abducted kidnap kidnapped imprisoned",
        "missing",
        "displaced flee fled evacuated evacuate evacuation",
        "destroyed destroy destruction demolished razed",
        "surrender surrendered",
        "torture tortured",
        "rape raped",
        "execute executed execution executions",
        "massacre massacred",
        "genocide genocidal",
        "terrorist terrorists terrorism terror",
        "nuclear",
        "chemical",
    )
)
_PEOPLE = frozenset("people persons person others of".split())
_PREPOSITIONS = frozenset("in at near from to of on by for with around outside inside toward towards across".split())
_PASSIVE = re.compile(r"\b(?:is|are|was|were|been|being|be)\b.*\bby\b", re.IGNORECASE)


def doubt(told: Sequence[Told], sources: Mapping[ItemId, StoryItem], spent: Mapping[str, int]) -> Doubt | None:
    """Why a summary is not borne out, None where it is.

    ``sources`` are the items that the model was given, ``spent`` each outlet's words that stand beside its summary.
    """
    found = _form(told, sources)
    for one in () if found else told:
        found = found or _sentence(one, [sources[item] for item in one.items])
    return found or _copied(told, sources, spent)


def _form(told: Sequence[Told], sources: Mapping[ItemId, StoryItem]) -> Doubt | None:
    """What is wrong with it as a text."""
    if not told or any(not one.text.strip() for one in told):
        return Doubt(Flaw.EMPTY)
    if len(told) > SENTENCES or any(count(one.text) > WORDS for one in told):
        return Doubt(Flaw.LENGTH)
    if any(not one.items or not sources.keys() >= set(one.items) for one in told):
        return Doubt(Flaw.UNTRACED)
    text = " ".join(one.text for one in told)
    if not claims.is_english(sentences(text)):
        return Doubt(Flaw.LANGUAGE)
    harmful = harm.find(text)
    return Doubt(Flaw.HARM, text[harmful[0].start : harmful[0].end]) if harmful else None


def _sentence(told: Told, sources: Sequence[StoryItem]) -> Doubt | None:
    """Why a sentence (or what is written as one) is not borne out by the reports that it names."""
    there = [ground for source in sources for ground in read(source.item.text[:READ])]
    outlets = [source.outlet.name for source in sources]
    beside = [row for source in sources for row in sentences(f"{source.item.title}\n\n{source.outlet.name}")]
    if quoted := _quoted(told.text, sources):
        return quoted
    for written in read(told.text):
        borne = bearing(_matter(written, outlets), there)
        near = [one.row for at, one in enumerate(there) if any(it in borne for it in there[max(0, at - 1) : at + NEAR])]
        if name := names.unknown(written.row, names.known([*near, *beside])):
            return Doubt(Flaw.NAME, name)
        if found := _held_against(written, borne, outlets):
            return found
    return None


def _held_against(written: Ground, borne: Sequence[Ground], outlets: Collection[str]) -> Doubt | None:
    """Why a sentence is not borne out by the sentences that it rests on."""
    matter = _matter(written, outlets)
    missing = matter - contents(borne)
    if not borne or len(missing) > (1 - BORNE) * len(matter):
        return Doubt(Flaw.UNSUPPORTED, " ".join(sorted(missing)))
    return (
        _numbers(written, borne)
        or figures_kept(written, borne)
        or _grave(written, borne)
        or claims_kept(written, borne, outlets)
        or _certainty(written, borne)
        or _turned_around(written, borne)
    )


def _matter(written: Ground, outlets: Collection[str]) -> frozenset[str]:
    """What a sentence is about, without who says it: a report that has him elsewhere does not bear it for that."""
    speaking = [f"{claim.speaker} {claim.body or ''} {claim.verb}" for claim in written.claims]
    return written.content - set(texts.stems(" ".join([*speaking, *outlets])))


def _quoted(text: str, sources: Sequence[StoryItem]) -> Doubt | None:
    if not is_balanced(text):
        return Doubt(Flaw.QUOTATION)
    said = [one for source in sources for part in (source.item.title, source.item.text) for one in quotations(part)]
    return next((Doubt(Flaw.QUOTATION, one) for one in quotations(text) if not is_quoted(one, said)), None)


def _numbers(written: Ground, borne: Sequence[Ground]) -> Doubt | None:
    """A number that the reports do not have, or that counts something else there."""
    there = {value for ground in borne for _, _, value in quantities(ground.row)}
    words = {low for ground in borne for low in ground.row.lower} | _PEOPLE
    stems = {texts.stem(word) for word in words}
    row = written.row
    for start, end, value in quantities(row):
        shown = " ".join(row.words[start : end + 1])
        if value not in there:
            return Doubt(Flaw.NUMBER, shown)
        following = row.lower[end] if end < len(row.lower) else ""
        if following[:1].isalpha() and texts.stem(following) not in stems and following not in _PREPOSITIONS:
            return Doubt(Flaw.NUMBER, shown)
    return None


def _certainty(written: Ground, borne: Sequence[Ground]) -> Doubt | None:
    """A kind of certainty that is new, or one that limits what was taken and is gone."""
    ours = counted(written.row)
    theirs = {kind for ground in borne for _, kind in modalities(ground.row)}
    for at, kind in modalities(written.row):
        if kind not in theirs:
            return Doubt(Flaw.MODALITY, written.row.words[at])
    for ground in borne:
        kept = Counter[Modality]()
        for at, kind in modalities(ground.row):
            limited = {stem for stem in ground.stems[max(0, at - BEFORE) : at + BEHIND] if stem} - {ground.stems[at]}
            kept[kind] += bool(limited & written.content)
            if kind in BINDING and ours[kind] < (kept[kind] if kind is Modality.NEGATED else min(1, kept[kind])):
                return Doubt(Flaw.MODALITY, ground.row.words[at])
    return None


def _grave(written: Ground, borne: Sequence[Ground]) -> Doubt | None:
    """A word of what people suffer that the reports do not have: the killed are not wounded, nor the detained."""
    there = contents(borne)
    for alike in _FATES:
        if (new := alike & written.content) and not alike & there:
            return Doubt(Flaw.UNSUPPORTED, " ".join(sorted(new)))
    return None


def _turned_around(written: Ground, borne: Sequence[Ground]) -> Doubt | None:
    """Two names in another order than in the sentence that bears most, where neither is told in the passive."""
    ours, theirs = _actors(written), _actors(borne[0])
    shared = [name for name in ours if name in theirs]
    same_voice = bool(_PASSIVE.search(" ".join(written.row.words))) == bool(
        _PASSIVE.search(" ".join(borne[0].row.words))
    )
    if same_voice and shared != [name for name in theirs if name in ours]:
        return Doubt(Flaw.UNSUPPORTED, " ".join(shared))
    return None


def _actors(ground: Ground) -> list[str]:
    """The names of a sentence in its order, each once; not those who say it, nor those behind a preposition, who may
    stand anywhere.
    """
    row, speakers = ground.row, {word for claim in ground.claims for word in texts.words(claim.speaker)}
    found: dict[str, None] = {}
    for at, word in enumerate(row.words):
        low = row.lower[at].removesuffix("'s")
        if word[0].isupper() and ground.stems[at] and low not in speakers and row.lower[at - 1] not in _PREPOSITIONS:
            found.setdefault(low)
    return list(found)


def _copied(told: Sequence[Told], sources: Mapping[ItemId, StoryItem], spent: Mapping[str, int]) -> Doubt | None:
    """More words in a row of an outlet's than its terms lend, with those that stand beside the summary."""
    taken = [texts.words(one.text) for one in told]
    for source in sources.values():
        lent, outlet = permission(source).words, source.outlet.name
        if lent is None:
            continue
        own = texts.words(source.item.text)
        runs = {tuple(own[at : at + RUN]) for at in range(len(own) - RUN + 1)}
        number = sum(_covered(words, runs) for words in taken)
        if number > max(0, lent - spent.get(outlet, 0)):
            return Doubt(Flaw.COPIED, outlet)
    return None


def _covered(words: Sequence[str], runs: Collection[tuple[str, ...]]) -> int:
    """The words of a sentence that stand in runs."""
    starts = [at for at in range(len(words) - RUN + 1) if tuple(words[at : at + RUN]) in runs]
    return len({at + step for at in starts for step in range(RUN)})
