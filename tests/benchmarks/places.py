"""How well and how fast places are found, and what the gazetteer costs: against a labelled file, and on its texts.

``python -m tests.benchmarks.places FILE [--show]``: FILE in the format of ``heliograph eval claims``. Times are of the
processor, so that what else runs does not count.
"""

import json
import re
import sys
import time
from pathlib import Path
from typing import Any

import psutil

from feeds.core import places
from feeds.model.places import Gazetteer
from feeds.models import gazetteer

_ARTICLE = re.compile(r"^(the|al|el)[ -]")
_SENTENCE = re.compile(r"[.!?](?:\s|$)")


def rows(path: Path) -> list[dict[str, Any]]:
    """The rows of a labelled file."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def plain(name: str) -> str:
    """A name without case and article."""
    return _ARTICLE.sub("", name.casefold().strip())


def score(labelled: list[dict[str, Any]], known: Gazetteer, *, show: bool = False) -> dict[str, float]:
    """Precision, recall and F1 of the names of each article, as a set."""
    right = guessed = wanted = 0
    for row in labelled:
        got = {plain(place.name) for place in places.find(f"{row['title']}\n{row['text']}", known)}
        want = {plain(name) for name in row["places"]}
        right, guessed, wanted = right + len(got & want), guessed + len(got), wanted + len(want)
        if show and got != want:
            print(row["id"], "missed", sorted(want - got), "spurious", sorted(got - want))
    f1 = 2 * right / max(guessed + wanted, 1)
    return {"precision": right / max(guessed, 1), "recall": right / max(wanted, 1), "f1": f1}


def speed(texts: list[str], known: Gazetteer) -> float:
    """Sentences a second, on one core."""
    sentences = sum(len(_SENTENCE.findall(text)) for text in texts)
    began = time.process_time()
    for text in texts:
        places.find(text, known)
    return sentences / (time.process_time() - began)


def cost() -> dict[str, float]:
    """What opening the gazetteer takes: seconds, and megabytes of 10⁶ bytes that the process has grown by."""
    process = psutil.Process()
    before, began = process.memory_info().rss, time.process_time()
    gazetteer.load()
    return {"seconds": time.process_time() - began, "megabytes": (process.memory_info().rss - before) / 1e6}


def measure(path: Path, *, show: bool = False) -> dict[str, Any]:
    """All figures of a labelled file."""
    opening = cost()
    labelled, known = rows(path), gazetteer.load()
    fast = speed([row["text"] for row in labelled] * 20, known)
    return {"opening": opening, "places": score(labelled, known, show=show), "sentences_per_s": round(fast)}


if __name__ == "__main__":
    print(json.dumps(measure(Path(sys.argv[1]), show="--show" in sys.argv), indent=1))
