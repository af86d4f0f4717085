"""The shipped word model, and how one is counted."""

import gzip
import json

from feeds.models.words import RARE, count, load


def labelled(path, *texts):
    """A file of texts and whether they are about armed conflict."""
    with gzip.open(path, "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps({"text": text, "label": label}) + "\n" for text, label in texts)
    return path


def rows(counted):
    return [line.split("\t") for line in gzip.decompress(counted).decode().split("\n")]


def test_the_shipped_model_counts_no_stem_more_often_than_there_are_texts():
    model = load()
    assert 0 < model.conflict < model.documents
    assert all(0 <= conflict <= texts <= model.documents for texts, conflict in model.counts.values())


def test_the_shipped_model_is_loaded_once():
    assert load() is load()


def test_the_shipped_counts_are_by_stem():
    counts = load().counts
    assert "kill" in counts
    assert "killed" not in counts


def test_texts_are_counted_once_for_each_stem_they_hold(tmp_path):
    path = labelled(tmp_path / "texts.gz", *[("shells shells bread", 1)] * RARE, *[("bread", 0)] * 2)
    assert rows(count(path)) == [
        ["*", str(RARE + 2), str(RARE)],
        ["bread", str(RARE + 2), str(RARE)],
        ["shell", str(RARE), str(RARE)],
    ]


def test_rare_stems_and_numbers_are_left_out(tmp_path):
    path = labelled(tmp_path / "texts.gz", *[("1984", 1)] * RARE, *[("seldom", 1)] * (RARE - 1))
    assert rows(count(path)) == [["*", str(2 * RARE - 1), str(2 * RARE - 1)]]


def test_the_same_file_gives_the_same_bytes(tmp_path):
    path = labelled(tmp_path / "texts.gz", *[("shells hit bread", 1)] * RARE)
    assert count(path) == count(path)
