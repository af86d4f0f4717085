"""Names that nobody has, for texts from which a model shall learn what is said and not of whom.

Names are drawn from so many syllables that hardly an end of a word comes twice: else their sound would tell of war.
"""

import random
import re
from collections.abc import Callable, Iterable, Mapping
from itertools import groupby

from feeds.core.beats import terms
from feeds.core.phrases import Phrases, spell
from feeds.core.relevance import Reading
from feeds.model import Beat

#: How a syllable begins, what it turns on, how it ends; a dash is nothing.
_SYLLABLE = tuple(
    tuple(sounds.split())
    for sounds in (
        "b br c ch d dr f fl g gl gr h j k kh kr l m n p pr q r s sh sk st t th tr v w y z - -",
        "a a e e i o o u ai au ea ie ou",
        "b ck d f g l ll m mb n nd ng nt p r rd rk rn s sk ss st t th v x z - - - - - - - - - - - -",
    )
)
_GROUPS = (
    "the {} Front",
    "the {} Army",
    "{} rebels",
    "the {} Brigade",
    "{} fighters",
    "the {} militia",
    "rebels",
    "insurgents",
)
_ARMIES = ("{}", "{}", "{}", "the {} army", "{}n forces", "{}'s troops")

#: How words begin that stand in terms of beats and are no names: they say what is done and by what kind of people.
_SAID = re.compile(
    "against|airstrike|army|backed|conflict|forces|gang|guard|liberation|militar|operation|rebel|settler|soldier|strike"
    "|troops|war"
)


def name(draw: random.Random) -> str:
    """A name of two or three syllables."""
    syllables = draw.choice((2, 2, 3))
    return "".join(draw.choice(sounds) for _ in range(syllables) for sounds in _SYLLABLE).replace("-", "").title()


def war(draw: random.Random) -> Mapping[str, str]:
    """A place, a land, an armed group and two sides of a war that nobody has heard of."""
    land, neighbour = name(draw), name(draw)
    group = draw.choice(_GROUPS).format(name(draw))
    one = draw.choice(_ARMIES).format(land)
    other = draw.choice((group, draw.choice(_ARMIES).format(neighbour)))
    return {"place": name(draw), "land": land, "name": group, "one": one, "other": other}


def unnamed(beats: Iterable[Beat]) -> Callable[[Reading, random.Random], Reading | None]:
    """What puts an invented name wherever a text has an English term of the beats; None where it has none."""
    every = [part for beat in beats for part in terms(beat, "en")]
    named = Phrases[str](
        (term, "")
        for part in every
        for term in (*part.words, *part.names, *part.places, *(term for side in part.sides for term in side))
    )

    def masked(reading: Reading, draw: random.Random) -> Reading | None:
        title, lead = (_masked(spell(words), named, draw) for words in (reading.title, reading.lead))
        if title is None and lead is None:
            return None
        return Reading(title or reading.title, lead or reading.lead, reading.note)

    return masked


def _masked(spelt: str, named: Phrases[str], draw: random.Random) -> list[str] | None:
    found = sorted(named.find(spelt).get("", ()), key=len, reverse=True)
    pattern = re.compile(rf"(?<= )(?:{'|'.join(map(re.escape, found))})[^ ]*(?= )")
    masked = pattern.sub(lambda term: _renamed(term[0], draw), spelt) if found else spelt
    return masked.split() if masked != spelt else None


def _renamed(term: str, draw: random.Random) -> str:
    """A term with its name, of however many words, replaced by an invented one."""
    runs = groupby(term.split(), key=lambda word: bool(_SAID.match(word)))
    return " ".join(" ".join(words) if said else name(draw).lower() for said, words in runs)
