"""What kind of claim a verb makes with what follows it."""

from itertools import pairwise

from feeds.core.reading.sentences import Sentence
from feeds.core.reading.verbs import Verb
from feeds.model import ClaimKind

_CHARGES = frozenset(
    "accusation accusations allegation allegations charge charges claim claims report reports statement suggestion "
    "suggestions account accounts assertion assertions blame responsibility involvement it this that them both as "
    "reporting insinuations rumours rumors figure figures toll number".split()
)
FALSE = frozenset(
    "baseless false untrue nonsense lie lies fabricated fabrication unfounded groundless propaganda fake absurd "
    "ridiculous invention implausible".split()
)
_BLAMED = frozenset(
    {
        ("to", "blame"), ("responsible", "for"), ("are", "responsible"), ("was", "responsible"), ("is", "responsible"),
        ("were", "responsible"), ("summarily", "executed"),
    }
)  # fmt: skip
_CRIMES = frozenset({("war", "crimes"), ("war", "crime"), ("cold-blooded", "murder")})


def kind_of(sentence: Sentence, at: int, verb: Verb) -> ClaimKind | None:
    """The kind of the claim that the verb at ``at`` makes; None where it makes none ("dismissed the general")."""
    following = sentence.lower[at + 1 : at + 9]
    if verb.lemma in {"reject", "dismiss", "dispute"} and not _about_charges(sentence, at, following):
        return None if verb.lemma != "reject" else ClaimKind.REPORTS
    if verb.lemma == "threaten" and following[:1] not in {("to",), ("that",), ("a",), ("air",), ("more",)}:
        return None if following[:1] == ("by",) else verb.kind
    if verb.lemma in {"call", "describe"} and FALSE & set(following):
        return ClaimKind.DENIES
    if verb.lemma in {"say", "tell", "insist"} and FALSE & set(following) and _CHARGES & set(following):
        return ClaimKind.DENIES
    if verb.kind is ClaimKind.AGREES and (verb.base or following[:1] == ("that",)):
        return None if verb.base else ClaimKind.REPORTS
    if verb.kind is ClaimKind.REPORTS and _blames(sentence, at):
        return ClaimKind.ACCUSES
    return verb.kind


def _about_charges(sentence: Sentence, at: int, following: tuple[str, ...]) -> bool:
    ahead = following[:6]
    return not ahead or bool(_CHARGES & set(ahead)) or not ahead[0][0].isalnum() or sentence.lower[at - 1] == "which"


def _blames(sentence: Sentence, at: int) -> bool:
    """Whether what is said lays blame: "said the army was to blame"."""
    ahead = sentence.lower[at + 1 : at + 30]
    said = set(pairwise(sentence.lower))
    return not _BLAMED.isdisjoint(pairwise(ahead)) or not _CRIMES.isdisjoint(said)
