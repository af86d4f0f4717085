"""The word model: how many texts hold a stem, and how many of those are about armed conflict; made and read here."""

import csv
import gzip
import io
import json
from collections import Counter
from functools import cache
from importlib.resources import files
from pathlib import Path

from stop_words import get_stop_words

from feeds.core import text as texts
from feeds.core.relevance import WordModel
from feeds.model import Beat
from feeds.models import join, judge

#: Stems in fewer texts than this are left out: they say nothing and would make the file large.
RARE = 8
#: Languages whose stop words are known; English has the table instead.
STOPPED = ("ar", "cs", "de", "es", "fa", "fr", "he", "it", "nl", "pl", "pt", "ro", "ru", "tr", "uk")


def load(own: tuple[Beat, ...] = ()) -> WordModel:
    """The shipped model; ``own`` are an operator's beats, whose terms count in relevance as the shipped ones do."""
    return _load(own)


@cache
def _load(own: tuple[Beat, ...]) -> WordModel:
    raw = gzip.decompress(files("feeds.models").joinpath("english_words.tsv.gz").read_bytes()).decode()
    rows = csv.reader(io.StringIO(raw), delimiter="\t")
    _, documents, conflict = next(rows)
    counts = {stem: (int(texts_with), int(conflict_with)) for stem, texts_with, conflict_with in rows}
    return WordModel(
        documents=int(documents),
        conflict=int(conflict),
        counts=counts,
        lexicon=judge.lists(own),
        judge=judge.load(own),
        stop_words=_stop_words(),
        join=join.load(),
    )


def _stop_words() -> dict[str, frozenset[str]]:
    return {
        lang: frozenset(texts.stem(word, lang) for entry in get_stop_words(lang) for word in texts.words(entry))
        for lang in STOPPED
    }


def count(labelled: Path) -> bytes:
    """Count a labelled file (gzipped JSON Lines with ``text`` and ``label``) into the form that ``load`` reads.

    Deterministic: the same file gives the same bytes.
    """
    documents, conflict = 0, 0
    with_stem: Counter[str] = Counter()
    with_conflict: Counter[str] = Counter()
    with gzip.open(labelled, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            stems = set(texts.stems(row["text"], "en"))
            documents += 1
            with_stem.update(stems)
            if row["label"]:
                conflict += 1
                with_conflict.update(stems)
    kept = sorted(stem for stem, number in with_stem.items() if number >= RARE and not stem.isdigit())
    table = [f"*\t{documents}\t{conflict}", *(f"{stem}\t{with_stem[stem]}\t{with_conflict[stem]}" for stem in kept)]
    return gzip.compress("\n".join(table).encode(), mtime=0)
