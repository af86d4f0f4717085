"""Which channels a story goes to: by beat and by language. Mirrors have their original's, so they get the same."""

from collections.abc import Iterable, Sequence

from feeds.core.beats import ready
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


def beats_of(brief: Brief, beats: Iterable[Beat]) -> frozenset[str]:
    """The beats that a story belongs to, by the terms in its headlines and excerpts."""
    chosen = tuple(beats)
    if not chosen:
        return frozenset()
    said = [brief.headline, *(line.title for line in brief.sources), *(piece.text for piece in brief.excerpts)]
    return frozenset(ready(chosen).of(said, brief.language))
