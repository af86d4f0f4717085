"""Which channels a story goes to: by beat and by language. Mirrors have their original's, so they get the same."""

from collections.abc import Iterable, Sequence

from feeds.core import text as texts
from feeds.model import Beat, Brief, Channel, Target


def route(brief: Brief, channels: Sequence[Channel], beats: Sequence[Beat]) -> tuple[Target, ...]:
    """The channels that a story goes to, in their order; a channel without beats or languages takes all of them."""
    wanted = {name for channel in channels for name in channel.beats}
    covered = beats_of(brief, [beat for beat in beats if beat.name in wanted])
    return tuple(
        channel.target
        for channel in channels
        if (not channel.beats or channel.beats & covered)
        and (not channel.languages or brief.language.partition("-")[0] in channel.languages)
    )


def beats_of(brief: Brief, beats: Sequence[Beat]) -> frozenset[str]:
    """The beats that a story belongs to, by the words of its headlines and excerpts."""
    if not beats:
        return frozenset()
    said = [brief.headline, *(line.title for line in brief.sources), *(piece.text for piece in brief.excerpts)]
    # texts that follow each other are kept apart, so that no phrase spans two of them
    spelt = " | ".join(_spelt(one) for one in dict.fromkeys(said))
    return frozenset(beat.name for beat in beats if _stands(beat.words, f" {spelt} "))


def _stands(words: Iterable[str], spelt: str) -> bool:
    """Whether one of the words stands in the text: a substring search each, linear in the text."""
    return any(
        f" {_spelt(word)}{'' if word.rstrip().endswith('*') else ' '}" in spelt for word in words if _spelt(word)
    )


def _spelt(text: str) -> str:
    return " ".join(texts.words(text))
