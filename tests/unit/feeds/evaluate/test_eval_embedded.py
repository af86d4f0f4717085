"""Whether an embedder tells more than words do."""

from array import array

import pytest

from feeds.evaluate.embedded import Compared, Cost, compare, figures, summary
from feeds.evaluate.pairs import Pair
from feeds.ports_of_embedding import Vector

COST = Cost(10.0, 16.0, 50.0, 180.0)


class FakeEmbed:
    """A ``feeds.ports_of_embedding.Embed`` that sees how many letters a and b a text has."""

    model = "letters/1"

    def __init__(self):
        self.calls = []

    async def __call__(self, texts):
        self.calls.append(list(texts))
        return [self._vector(text) for text in texts]

    def _vector(self, text):
        a, b = text.count("a"), text.count("b")
        length = (a * a + b * b) ** 0.5 or 1.0
        return Vector(self.model, array("f", [a / length, b / length]))


def a_row(a, b, **changes):
    return {"a": a, "b": b, "score": 1, "lang_a": "en", "lang_b": "ru"} | changes


def test_vectors_of_two_models_cannot_be_compared():
    with pytest.raises(ValueError, match="cannot be compared"):
        Vector("one/1", array("f", [1.0])).cosine(Vector("one/2", array("f", [1.0])))


async def test_titles_and_first_sentences_are_embedded_a_few_at_a_time():
    embed, advanced = FakeEmbed(), []
    rows = [a_row("aa  Alpha waves. Then beta waves.", "bb\nBeta waves.")] * 20
    found, cost = await compare(rows, [Pair("en-ru", 1, 0.5)] * 20, embed, advanced.append)
    assert embed.calls[0][:2] == ["aa Alpha waves.", "bb Beta waves."]
    assert [len(call) for call in embed.calls] == [32, 8]
    assert sum(advanced) == 40
    assert cost.per_second > 0
    assert len(found) == 20
    assert found[0].cosine < 1


async def test_no_pairs_cost_nothing():
    assert await compare([], [], FakeEmbed(), lambda _: None) == ([], Cost(0.0, 0.0, 0.0, 0.0))


def test_figures_are_told_of_one_language_and_across():
    compared = [
        Compared(Pair("en-en", 0, 0.1), 0.8),
        Compared(Pair("en-en", 3, 0.9), 0.7),
        Compared(Pair("en-ru", 0, 0.2), 0.1),
        Compared(Pair("en-ru", 3, 0.1), 0.9),
    ]
    found = summary(compared, COST, "letters/1")
    assert found["one_language"] == {"pairs": 2, "words": 1.0, "cosine": -1.0, "both": None}
    assert found["across_languages"]["cosine"] == 1.0
    assert found["across_languages"]["words"] == -1.0
    assert found["all"]["pairs"] == 4
    assert (found["model"], found["texts_per_s"], found["rss_peak_mb"]) == ("letters/1", 10.0, 180.0)


def test_what_does_not_vary_has_no_correlation():
    assert figures([]) == {"pairs": 0, "words": None, "cosine": None, "both": None}
    same = [Compared(Pair("en-ru", 1, 0.5), 0.5)] * 3
    assert figures(same)["both"] is None
