"""Which beats somebody names, by their slugs or titles, as people write them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from feeds.core import text as texts
from feeds.model import Beat


@dataclass(frozen=True, slots=True)
class Named:
    """What was found in what somebody wrote."""

    beats: frozenset[str]  #: names
    unknown: tuple[str, ...]  #: words that name no beat, in their order


def named(said: str, beats: Sequence[Beat]) -> Named:
    """The beats that are named, the longest names first: ``gaza, south caucasus`` are two. Case and punctuation do not
    matter; a slug goes before another beat's title.
    """
    known = _known(beats)
    longest = max(map(len, known), default=0)
    words, found, unknown, at = texts.words(said), set[str](), list[str](), 0
    while at < len(words):
        for length in range(min(longest, len(words) - at), 0, -1):
            if name := known.get(tuple(words[at : at + length])):
                found.add(name)
                at += length
                break
        else:
            unknown.append(words[at])
            at += 1
    return Named(frozenset(found), tuple(unknown))


def _known(beats: Sequence[Beat]) -> Mapping[tuple[str, ...], str]:
    """Every beat by the words of its title and of its name."""
    titles = {tuple(texts.words(beat.title)): beat.name for beat in reversed(beats) if beat.title}
    slugs = {tuple(texts.words(beat.name)): beat.name for beat in reversed(beats)}
    return {words: name for words, name in {**titles, **slugs}.items() if words}
