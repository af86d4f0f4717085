"""Who says what in a text: attributed statements, denials tied to what they deny, and figures by speaker.

Observations
    News attributes nearly everything by a few hundred verbs, mostly indirectly ("said that"), and names the speaker
    beside the verb: before it, behind it, behind "by" or "according to". A second mention is a pronoun, a surname, or
    the head noun of the first. A denial follows what it denies.

Theory of operation
    Each sentence becomes a row of words. At each attributing verb outside quotations the noun phrase beside it is read
    outwards up to a border word; titles come off, second mentions are traced back over the speakers so far. One
    sentence gives at most one plain statement a speaker: beside an accusation or denial of his it is dropped.

Known special cases
    All capitals, other languages and texts without sentences give nothing rather than a guess. docs/claims.md has the
    conventions, what was tried and rejected, and how well it does.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from feeds.core.reading.attribution import attributions
from feeds.core.reading.counting import figures_of
from feeds.core.reading.denials import tied
from feeds.core.reading.memory import Memory
from feeds.core.reading.sentences import Sentence, sentences
from feeds.core.reading.spans import Attribution
from feeds.core.reading.speakers import Speaker
from feeds.model import Claim, ClaimKind, Figure, Reading

#: Words by which English is told, and the least share of them among a text's words.
_ENGLISH = frozenset(
    "the of and to in a that was were is for on at by with said has have from as it its be an are".split()
)
ENGLISH_SHARE = 0.1
#: Share of capitals among letters from which a text counts as written in capitals.
CAPITALS = 0.5

Sides = Mapping[str, str]


def read(text: str, sides: Sides | None = None) -> Reading:
    """Claims and figures of a text.

    ``sides`` maps words in small letters (demonyms, capitals, armies, armed groups) to the country or body that they
    speak for; without it no claim has a side.
    """
    rows = sentences(text)
    spans = tuple((row.start, row.end) for row in rows)
    if not is_english(rows):
        return Reading(sentences=spans)
    memory = Memory()
    claims: list[Claim] = []
    figures: list[Figure] = []
    for number, row in enumerate(rows):
        memory.learn(row)
        found, speakers = _claims(row, memory, claims, sides or {})
        following = rows[number + 1] if number + 1 < len(rows) else None
        figures += figures_of(row, found, speakers, _quoted_speaker(row, following, memory), figures)
    return Reading(spans, tied(tuple(claims), rows), tuple(figures))


def is_english(rows: tuple[Sentence, ...]) -> bool:
    """Whether the text is English in ordinary letters, judged by its first thousand words."""
    words = [word for row in rows[:60] for word in row.words if word[0].isalpha()][:1000]
    if not words:
        return False
    letters = "".join(words)
    capitals = sum(1 for letter in letters if letter.isupper())
    known = sum(1 for word in words if word.lower() in _ENGLISH)
    return capitals < CAPITALS * len(letters) and known >= ENGLISH_SHARE * len(words)


def _claims(
    row: Sentence, memory: Memory, claims: list[Claim], sides: Sides
) -> tuple[tuple[Attribution, ...], tuple[Speaker | None, ...]]:
    """Add the sentence's claims; give its attributions with who speaks in each."""
    found = attributions(row)
    speakers: list[Speaker | None] = []
    first = len(claims)
    for one in found:
        speaker = memory.resolve(row, one.phrase) if one.phrase else None
        speakers.append(speaker)
        if speaker is None:
            continue
        memory.says(speaker, row)
        _add(claims, first, _claim(row, one, speaker, sides))
    memory.close(row)
    return found, tuple(speakers)


def _claim(row: Sentence, one: Attribution, speaker: Speaker, sides: Sides) -> Claim:
    start, end = one.said
    if end <= start:
        start, end = 0, len(row.words)
    last = end - 1
    return Claim(
        speaker=speaker.name,
        kind=one.kind,
        verb=row.words[one.verb],
        start=row.starts[start],
        end=row.offset_after(last),
        sentence=row.index,
        body=speaker.body,
        side=_side(speaker, sides),
    )


def _add(claims: list[Claim], first: int, new: Claim) -> None:
    """Add a claim to those of its sentence, which begin at ``first``: one plain statement a speaker, and none beside a
    statement of another kind by the same speaker.
    """
    for at in range(first, len(claims)):
        old = claims[at]
        if old.speaker != new.speaker:
            continue
        if new.kind in {ClaimKind.REPORTS, old.kind}:
            return
        if old.kind is ClaimKind.REPORTS:
            claims[at] = new
            return
    claims.append(new)


def _quoted_speaker(row: Sentence, following: Sentence | None, memory: Memory) -> str | None:
    """Who speaks in a sentence that lies wholly in a quotation: named in the next one, or the last who spoke."""
    if not row.quoted or not (row.opens or row.words[0] in {'"', "“"}) or not all(row.quoted[1:-1]):
        return None
    if following is not None and following.opens:
        for one in attributions(following):
            speaker = memory.resolve(following, one.phrase) if one.tail and one.phrase else None
            if speaker is not None:
                return speaker.name
    return memory.speakers[-1].name if row.opens and memory.speakers else None


def _side(speaker: Speaker, sides: Sides) -> str | None:
    """For whom he speaks, by his body, his name and his description. Joint speakers of two sides have none."""
    if not sides:
        return None
    for words in ((speaker.body or "").split(), speaker.name.split(), sorted(speaker.words)):
        found = _sides_in([word.lower().replace("’", "'").removesuffix("'s") for word in words], sides)
        if found:
            return None if speaker.plural and len(set(found)) > 1 else found[0]
    return None


def _sides_in(words: Sequence[str], sides: Sides) -> list[str]:
    """The sides that words name, two words ("south korea") before one."""
    pairs = {at: side for at, pair in enumerate(pairwise(words)) if (side := sides.get(" ".join(pair)))}
    covered = {at for first in pairs for at in (first, first + 1)}
    single = {at: sides[word] for at, word in enumerate(words) if at not in covered and word in sides}
    return [side for _, side in sorted({**pairs, **single}.items())]
