"""How well and how fast places are found: against a labelled file, and on its texts repeated.

``python tests/benchmarks/places.py FILE [--show]``: FILE in the format of ``heliograph eval claims``.
"""

import gzip
import json
import re
import sys
import time
from pathlib import Path

from feeds.core import places
from feeds.model.places import Gazetteer
from feeds.models import gazetteer

_ARTICLE = re.compile(r"^(the|al|el)[ -]")


def rows(path: Path) -> list[dict]:
    opened = gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8")
    with opened as lines:
        return [json.loads(line) for line in lines]


def plain(name: str) -> str:
    return _ARTICLE.sub("", name.casefold().strip())


def score(labelled: list[dict], known: Gazetteer, *, show: bool = False) -> dict[str, float]:
    right = guessed = wanted = 0
    for row in labelled:
        text = f"{row['title']}\n{row['text']}"
        got = {plain(place.name) for place in places.find(text, known)}
        want = {plain(name) for name in row["places"]}
        right, guessed, wanted = right + len(got & want), guessed + len(got), wanted + len(want)
        if show and got != want:
            print(row["id"], "missed", sorted(want - got), "spurious", sorted(got - want))
    precision, recall = right / max(guessed, 1), right / max(wanted, 1)
    return {"precision": precision, "recall": recall, "f1": 2 * right / max(guessed + wanted, 1)}


def speed(labelled: list[dict], known: Gazetteer) -> float:
    """Sentences a second, on one core."""
    texts = [row["text"] for row in labelled] * 20
    sentences = sum(len(re.findall(r"[.!?](?:\s|$)", text)) for text in texts)
    began = time.perf_counter()
    for text in texts:
        places.find(text, known)
    return sentences / (time.perf_counter() - began)


if __name__ == "__main__":
    data, loaded = rows(Path(sys.argv[1])), gazetteer.load()
    print({name: round(value, 3) for name, value in score(data, loaded, show="--show" in sys.argv).items()})
    print("sentences a second:", round(speed(data, loaded)))
