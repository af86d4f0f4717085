"""What is contested in a story: an accusation, the other side's answer, and what that side says in its turn.

Observations
    A denial names nobody's words again; beside it must stand what it denies. Often the side that denies goes on with an
    accusation of its own, in the next sentence. Where nobody denies, two sides may accuse each other.

Theory of operation
    A denial that is tied to what it denies goes first, then one whose side is known. Without one, an accusation and
    what a side that it names says, or an accusation by another side. Without claims of two sides there is no contest.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from feeds.core import text as texts
from feeds.core.knowledge import Knowledge
from feeds.model import Claim, ClaimKind, Reading

#: Kinds of claims by how plainly they answer an accusation.
_ANSWERS = tuple(ClaimKind(kind) for kind in ("denies", "accuses", "warns", "reports", "confirms", "agrees"))


@dataclass(frozen=True, slots=True)
class Voice:
    """A claim, and in which of the reports it stands."""

    report: int
    claim: Claim

    @property
    def side(self) -> str:
        """The side that speaks, else the speaker."""
        return self.claim.side or self.claim.speaker


@dataclass(frozen=True, slots=True)
class Contest:
    """What is contested. ``answer`` is None where nobody answers."""

    answer: Voice | None = None
    answered: tuple[Voice, ...] = ()  #: what it answers to, the best first
    further: tuple[Voice, ...] = ()  #: what the one who answers says directly behind it
    denials: tuple[Voice, ...] = ()  #: all that deny, one a side


def contest(texts_read: Sequence[tuple[str, Reading]], knowing: Knowledge) -> Contest:
    """What is contested in a story's reports: each a text and what was read in it, the best report first."""
    voices = [Voice(report, claim) for report, (_, read) in enumerate(texts_read) for claim in read.claims]
    denials = _one_a_side(voice for voice in voices if voice.claim.kind is ClaimKind.DENIES)
    denials = tuple(voice for voice in denials if _denied(voice, voices))
    if denials:
        answer = max(denials, key=lambda voice: (bool(voice.claim.denies), voice.claim.side is not None))
        return Contest(answer, _denied(answer, voices), _further(answer, voices), denials)
    for voice in voices:
        if voice.claim.kind is ClaimKind.ACCUSES and voice.claim.side:
            text = texts_read[voice.report][0][voice.claim.start : voice.claim.end]
            named = _sides_in(text, knowing.sides) - {voice.side}
            if reply := _answer(voice, named, voices):
                return Contest(reply, (voice,), _further(reply, voices))
    return Contest()


def _one_a_side(voices: Iterable[Voice]) -> tuple[Voice, ...]:
    """Of each side's voices the first that is tied to what it denies, else the first."""
    found: dict[str, Voice] = {}
    for voice in voices:
        known = found.get(voice.side)
        if known is None or (voice.claim.denies and not known.claim.denies):
            found[voice.side] = voice
    return tuple(found.values())


def _denied(answer: Voice, voices: Sequence[Voice]) -> tuple[Voice, ...]:
    """What a denial denies: what it is tied to, else the accusations of others, those of a known side first."""
    own = [voice for voice in voices if voice.report == answer.report]
    tied = tuple(own[at] for at in answer.claim.denies if at < len(own))
    if tied:
        return tied
    others = [voice for voice in voices if voice.claim.kind is ClaimKind.ACCUSES and voice.side != answer.side]
    return tuple(sorted(others, key=lambda voice: (voice.claim.side is None, voice.report != answer.report)))


def _further(answer: Voice, voices: Sequence[Voice]) -> tuple[Voice, ...]:
    """What the same speaker says in the next sentence or the one behind it."""
    return tuple(
        voice
        for voice in voices
        if voice.report == answer.report
        and voice.claim.speaker == answer.claim.speaker
        and 0 < voice.claim.sentence - answer.claim.sentence <= 2
    )


def _answer(accusation: Voice, named: frozenset[str] | set[str], voices: Sequence[Voice]) -> Voice | None:
    """What the accused say, or who accuses them back: the plainest answer."""
    others = [voice for voice in voices if voice.claim.side and voice.side != accusation.side]
    fit = [voice for voice in others if voice.side in named or voice.claim.kind is ClaimKind.ACCUSES]
    return min(fit, key=lambda voice: _ANSWERS.index(voice.claim.kind), default=None) if fit else None


def _sides_in(text: str, sides: Mapping[str, str]) -> set[str]:
    return {sides[word] for word in texts.words(text) if word in sides}
