"""What a sentence says of those whom a number counts, read from the number outwards."""

from collections.abc import Mapping
from dataclasses import dataclass

from feeds.core.reading.borders import is_adverb
from feeds.core.reading.counted import Noun, noun_after
from feeds.core.reading.harm import BEFELL, HEDGES, HELD, INFLICTED, SUFFERED, UNREAL
from feeds.core.reading.nouns import COUNTED, DETERMINERS, PREPOSITIONS, is_counted
from feeds.core.reading.sentences import Sentence
from feeds.core.reading.verbs import BE, HAVE, NEGATION
from feeds.model import FigureKind

#: How many words are read to the right of a noun for its predicate.
REACH = 22
#: Words that may stand between auxiliary and participle.
_PASSES = frozenset(
    "said reported confirmed known listed declared found left others other more also people reportedly "
    "since to so far still now went gone already later shot burned beaten stabbed blown critically "
    "seriously lightly severely believed feared thought presumed apparently officially each men women "
    "children".split()
)
_ENDS_PASSIVE = frozenset(
    "in by at on when after during since as so for while and or but this last near outside inside from "
    "across overnight earlier yesterday today monday tuesday wednesday thursday friday saturday sunday over "
    "amid with before if because every each between around there here alone including among dead alive or "
    "either".split()
)
#: Participles of people that may stand before what became of them: "20 men loyal to the rebels were killed".
_REDUCED = frozenset("aligned loyal allied linked trapped based suspected accused stationed belonging held".split())
_CLAUSES = frozenset("where which that because when while before after since although as if".split())
_INCLUDING = frozenset("including among mostly mainly largely most some all many among them both aged of".split())


@dataclass(frozen=True, slots=True)
class Fate:
    """What happened to those who are counted, and whether the text doubts it."""

    kind: FigureKind
    hedged: bool = False
    evident: bool = False  #: "are said to have been": somebody says so who is not named
    part: bool = False
    shared: bool = False  #: found past another number: "17 women and eight children were …"


def suffered_after(sentence: Sentence, at: int) -> Fate | None:
    """What is said of the noun that ends at ``at`` by the words behind it: "… in the village were killed"."""
    state = _Scan(sentence, at)
    end = min(at + REACH, len(sentence.words))
    while state.at < end and state.fate is None and not state.over:
        state.step()
    return state.fate


class _Scan:
    """One reading to the right. ``over`` ends it without a find."""

    def __init__(self, sentence: Sentence, at: int) -> None:
        self.sentence, self.at = sentence, at
        self.first = at
        self.aux = self.hedged = self.within = self.shared = self.over = False
        self.fate: Fate | None = None

    def step(self) -> None:
        """Read one word."""
        low = self.sentence.lower[self.at]
        if low in BEFELL or low in SUFFERED:
            self._trigger(low)
        elif low in NEGATION or low.endswith("n't") or (low in UNREAL and not (low == "to" and self.aux)):
            self.over = True
        elif low in BE or low in HAVE:
            self.aux, self.within, self.at = True, False, self.at + 1
        elif low in HEDGES:
            self.hedged, self.at = True, self.at + 1
            self.aux = self.aux or low in {"feared", "believed", "thought", "presumed"}
        elif low in {"lost", "losing"} and self.sentence.lower[self.at + 1 : self.at + 3] == ("their", "lives"):
            self.fate = Fate(FigureKind.KILLED, self.hedged)
        elif low in {"crossed", "escaped", "forced", "driven"}:
            self._left_home(low)
        elif low == "in" and self.sentence.lower[self.at + 1 : self.at + 2] == ("custody",):
            self.fate = Fate(FigureKind.CAPTURED, self.hedged)
        elif low == "among" and self.aux:
            self._among()
        else:
            self._pass(low)

    def _trigger(self, low: str) -> None:
        sentence, at = self.sentence, self.at
        kind = SUFFERED.get(low) or BEFELL[low]
        following = sentence.lower[at + 1] if at + 1 < len(sentence.lower) else "."
        if (
            (low == "taken" and not HELD & set(sentence.lower[at + 1 : at + 6]))
            or (low == "crushed" and not self.aux)
            or (following == "or" and self._other_kind(at + 2, kind))
        ):
            self.over = True
        elif low in BEFELL or low == "taken" or self.aux or _ends_passive(following):
            # "20 were wounded and captured" keeps the first; "20 killed three" is somebody else's deed
            said = {"said", "reported", "thought", "believed", "alleged"} & set(self.sentence.lower[self.first : at])
            self.fate = Fate(kind, self.hedged, bool(said) and self.aux, shared=self.shared)
        else:
            self.over = True

    def _other_kind(self, at: int, kind: FigureKind) -> bool:
        """Whether "killed or wounded" leaves open what happened."""
        low = self.sentence.lower[at] if at < len(self.sentence.lower) else ""
        other = SUFFERED.get(low) or BEFELL.get(low)
        return other is not None and other is not kind

    def _left_home(self, low: str) -> None:
        ahead = self.sentence.lower[self.at + 1 : self.at + 5]
        wanted = {
            "crossed": {"into", "to", "the"},
            "escaped": set(ahead),
            "forced": {"to", "from"},
            "driven": {"from", "out"},
        }
        if ahead and ahead[0] in wanted[low] and (low != "forced" or {"flee", "leave", "homes", "their"} & set(ahead)):
            self.fate = Fate(FigureKind.DISPLACED, self.hedged, shared=self.shared)
        self.over = self.fate is None

    def _among(self) -> None:
        """As in "… were among the wounded"."""
        ahead = self.sentence.lower[self.at + 1 : self.at + 4]
        kind = next((fate for low in ahead if (fate := SUFFERED.get(low) or BEFELL.get(low)) is not None), None)
        self.fate = Fate(kind, self.hedged, part=True) if kind else None
        self.over = kind is None

    def _pass(self, low: str) -> None:
        """Go past words that may stand between a noun and its predicate."""
        if low in {",", "(", "-", "–", "—"}:
            self._aside()
        elif low in {"and", "or"}:
            self._conjunct()
        elif low in {"who", "whom", '"', "”", "“"} or is_adverb(low) or low in _PASSES:
            self.at += 1
        elif low in PREPOSITIONS or low in {"aboard", "across", "around", "outside"}:
            self.within, self.at = True, self.at + 1
            self.over = self.aux and low != "to"
        elif self.at == self.first and (low.endswith("ing") or low in _REDUCED):
            self.within, self.at = True, self.at + 1
        elif self.within and low[0].isalnum() and not _verb_like(low) and low not in _CLAUSES:
            self.at += 1
        else:
            self.over = True

    def _aside(self) -> None:
        """Jump over ", including a girl aged nine,"."""
        lower = self.sentence.lower
        low = lower[self.at]
        closing = {"(": {")"}, ",": {","}}.get(low, {"-", "–", "—"})
        inside = lower[self.at + 1] if self.at + 1 < len(lower) else ""
        limit = min(self.at + 16, len(lower))
        end = next((k for k in range(self.at + 1, limit) if lower[k] in closing), None)
        share = inside in {"a", "the"} and lower[self.at + 2 : self.at + 3] in {
            ("majority",),
            ("third",),
            ("quarter",),
            ("half",),
        }
        if end is None or (low == "," and inside not in _INCLUDING and not share):
            self._list(lower)
        else:
            self.at = end + 1

    def _list(self, lower: tuple[str, ...]) -> None:
        """As in "two soldiers, a policeman and three civilians were killed"."""
        following = lower[self.at + 1 : self.at + 3]
        if following and lower[self.at] == "," and _counts(following[0]):
            self._jump(self.at + 1)
        else:
            self.over = True

    def _conjunct(self) -> None:
        following = self.sentence.lower[self.at + 1] if self.at + 1 < len(self.sentence.lower) else ""
        if not self.aux and (_counts(following) or is_counted(following)):
            self._jump(self.at + 1)
        elif self.within and following not in SUFFERED:
            self.at += 1
        else:
            self.over = True

    def _jump(self, at: int) -> None:
        """Past another counted noun that shares the predicate."""
        while at < len(self.sentence.lower) and (
            _counts(self.sentence.lower[at]) or self.sentence.lower[at] in {"least", "than", "many", "as"}
        ):
            at += 1
        if self.sentence.lower[at : at + 1] == ("of",):
            at += 1 + (self.sentence.lower[at + 1 : at + 2] != () and self.sentence.lower[at + 1] in DETERMINERS)
        noun = noun_after(self.sentence, at)
        self.shared, self.at = True, max(noun.end, at)
        self.over = noun.end == noun.start and noun.suffered is None


def _ends_passive(following: str) -> bool:
    """Whether the word behind a bare participle shows it passive: "20 killed in", not "20 killed three"."""
    return not following[0].isalnum() or following in _ENDS_PASSIVE or following in BE or following in HAVE


def _counts(low: str) -> bool:
    return low in _COUNT_WORDS or low[:1].isdigit()


_COUNT_WORDS = frozenset(
    "a an one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand another at about some "
    "more several dozens scores hundreds thousands around nearly over".split()
)


def _verb_like(low: str) -> bool:
    return (low.endswith("ed") and "-" not in low and len(low) > 4 and low not in COUNTED) or low in {
        "said", "says", "say", "that", "told", "took", "went", "came", "left", "held", "when", "while", "after", "as",
    }  # fmt: skip


def inflicted_before(sentence: Sentence, at: int, noun: Noun) -> Fate | None:
    """What the verb before a number (which begins at ``at``) does to those it counts: "killing at least 20"."""
    k = at - 1
    while k >= 0 and (
        is_adverb(sentence.lower[k])
        or (sentence.lower[k] in {"a", "total", "of"} and sentence.lower[k - 1] in INFLICTED)
    ):
        k -= 1
    if k > 0 and sentence.lower[k] == "and":
        k = _verb_of_list(sentence, k)
    if k < 0:
        return None
    low, ahead = sentence.lower[k], sentence.lower[noun.end : noun.end + 4]
    if (low == "dead" and sentence.lower[k - 1] in {"shot", "shooting"}) or sentence.lower[k - 1 : k + 1] == (
        "fatally",
        "shot",
    ):
        return Fate(FigureKind.KILLED)
    if low in {"took", "taken", "taking", "take", "held", "holding", "takes"} and HELD & set(ahead):
        return Fate(FigureKind.CAPTURED)
    if low in {"claimed", "claiming", "claims"} and noun.head in {"lives", "life"}:
        return Fate(FigureKind.KILLED)
    return _inflicted(sentence, k, low, noun)


def _verb_of_list(sentence: Sentence, at: int) -> int:
    """The verb whose first object stands before "and": "killed his son and three grandchildren"."""
    for k in range(at - 1, max(at - 9, 0), -1):
        low = sentence.lower[k]
        if low in INFLICTED:
            return k if k < at - 1 and sentence.lower[k - 1] not in BE else at
        if not low[0].isalnum() or low in PREPOSITIONS or _verb_like(low) or low in BE:
            return at
    return at


def _inflicted(sentence: Sentence, k: int, low: str, noun: Noun) -> Fate | None:
    kinds: Mapping[str, FigureKind] = INFLICTED
    if low not in kinds or (low in {"lost", "losing", "seized", "seizing"} and not is_counted(noun.head)):
        return None
    before = sentence.lower[k - 1] if k else ""
    unreal = UNREAL | {"may", "might", "could"} if low == "kill" else UNREAL - {"to", "if"}
    if before in unreal or (before == "have" and k > 1 and sentence.lower[k - 2] in {"would", "will", "should"}):
        return None
    if before in {"or", "and"} and k > 1 and kinds.get(sentence.lower[k - 2], kinds[low]) is not kinds[low]:
        return None  # "killed or wounded 500": nobody says how many of which
    lead = sentence.lower[max(k - 4, 0) : k]
    if NEGATION & set(lead) or any(word.endswith("n't") for word in lead):
        return None
    return Fate(kinds[low], hedged=bool({"may", "might", "could"} & set(lead)))
