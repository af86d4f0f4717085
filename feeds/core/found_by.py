"""By which stems open stories are found: an inverted index whose look-ups cost the same however much is open. Pure.

Of a stem's stories the newest are kept; what an index lists may be closed by now, which whoever asks must see to.
"""

from array import array
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Sequence

#: The weightiest stems by which a report is found, and by which it looks.
KEYS = 14
#: Stories of one stem that are kept, the newest; and of all stems of a report together that are looked at.
OF_ONE_STEM, OF_ALL_STEMS = 200, 300
#: Stories that a look-up gives at most.
COMPARED = 12


class FoundBy:
    """Stem → numbers of stories, the newest last."""

    def __init__(self) -> None:
        self._stories: defaultdict[int, array[int]] = defaultdict(lambda: array("q"))

    def add(self, stems: Sequence[int], story: int, among: Container[int]) -> None:
        """List a story under the first of a report's stems; ``among``: the stories that are open."""
        for stem in stems[:KEYS]:
            found = self._stories[stem]
            if not found or found[-1] != story:
                found.append(story)
                if len(found) > 2 * OF_ONE_STEM:
                    self._stories[stem] = _newest(found, among)

    def look(self, stems: Iterable[int]) -> list[int]:
        """The stories that share most of a report's first stems, at most ``COMPARED``; stems of few stories first."""
        listed = sorted((found for stem in stems if (found := self._stories.get(stem))), key=len)
        shared: Counter[int] = Counter()
        left = OF_ALL_STEMS
        for found in listed:
            shared.update(found[-min(OF_ONE_STEM, left) :])
            left -= min(OF_ONE_STEM, len(found))
            if left <= 0:
                break
        return _most_shared(shared)

    def sweep(self, among: Container[int]) -> None:
        """Take what is closed out of the index."""
        for stem, found in list(self._stories.items()):
            if kept := _newest(found, among):
                self._stories[stem] = kept
            else:
                del self._stories[stem]


def _most_shared(shared: Counter[int]) -> list[int]:
    """The ``COMPARED`` stories that were found most often; of equals the newest."""
    if len(shared) > COMPARED:
        often = [story for story, times in shared.items() if times > 1]
        if len(often) < COMPARED:
            often += sorted([story for story, times in shared.items() if times == 1])[len(often) - COMPARED :]
        return sorted(often, key=lambda story: (-shared[story], -story))[:COMPARED]
    return list(shared)


def _newest(found: "array[int]", among: Container[int]) -> "array[int]":
    """Those of the stories that are open, each once, at most ``OF_ONE_STEM``."""
    kept = dict.fromkeys(story for story in reversed(found) if story in among)
    return array("q", list(kept)[:OF_ONE_STEM][::-1])
