"""By which stems open stories are found: an inverted index whose look-ups cost the same however much is open. Pure.

Of a stem's stories the newest are kept; what an index lists may be closed by now, which whoever asks must see to.
"""

from array import array
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Sequence
from itertools import chain

#: The weightiest stems by which a report is found, and by which it looks.
KEYS = 14
#: Stories of one stem that are kept, the newest; and of all stems of a report together that are looked at.
OF_ONE_STEM, OF_ALL_STEMS = 200, 200
#: Stories that a look-up gives at most.
COMPARED = 8


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
        get = self._stories.get
        listed = sorted([found for stem in stems if (found := get(stem))], key=len)
        looked_at, left = [], OF_ALL_STEMS
        for found in listed:
            looked_at.append(found[-min(OF_ONE_STEM, left) :])
            left -= min(OF_ONE_STEM, len(found))
            if left <= 0:
                break
        return _most_shared(Counter(chain.from_iterable(looked_at)))

    def sweep(self, among: Container[int]) -> None:
        """Take what is closed out of the index."""
        for stem, found in list(self._stories.items()):
            if kept := _newest(found, among):
                self._stories[stem] = kept
            else:
                del self._stories[stem]


def _most_shared(shared: Counter[int]) -> list[int]:
    """The ``COMPARED`` stories that were found most often; of equals the newest."""
    if len(shared) <= COMPARED:
        return list(shared)
    often = [(times, story) for story, times in shared.items() if times > 1]
    if len(often) < COMPARED:
        once = [story for story, times in shared.items() if times == 1]
        often += [(1, story) for story in sorted(once)[len(often) - COMPARED :]]
    often.sort(reverse=True)
    return [story for _, story in often[:COMPARED]]


def _newest(found: "array[int]", among: Container[int]) -> "array[int]":
    """Those of the stories that are open, each once, at most ``OF_ONE_STEM``."""
    kept = dict.fromkeys(story for story in reversed(found) if story in among)
    return array("q", list(kept)[:OF_ONE_STEM][::-1])
