"""The shipped relevance model: what is in the package, how it is trained, and that its parts agree."""

import gzip
from importlib.resources import files

import pytest

from feeds.core.phrases import spell
from feeds.core.relevance import relevance
from feeds.model import Beat, BeatTerms
from feeds.models import judge, own_texts, training, tuning_sets, words
from feeds.models.own_texts import Labelled
from tests.support.builders import an_item

FOLDER = files("feeds.models")


def test_what_ships_is_small_and_described():
    card = FOLDER.joinpath("README.md").read_text("utf-8")
    for name in (judge.WEIGHTS, judge.SCALES, judge.LEXICON, judge.WORDS, "beats.toml", "relevance_texts.toml"):
        assert f"`{name}`" in card
        assert len(FOLDER.joinpath(name).read_bytes()) < 300_000
    assert "CC BY-SA" in card


def test_the_weights_are_of_features_and_none_is_beyond_bounds():
    weights = judge.load().weights
    assert 1_000 < len(weights) <= training.KEPT
    assert all(weight and abs(weight) < 30 for weight in weights.values())


def test_every_group_has_a_scale_and_there_are_a_few_dozen():
    scales = judge.load().scales
    assert set(scales.title) == set(scales.lead) == set(judge.groups())
    assert len(scales.title) + len(scales.lead) + len(scales.report) + len(scales.note) < 48


def test_the_shipped_model_is_loaded_once():
    assert judge.load() is judge.load()
    assert words.load().judge is judge.load()


def test_an_operators_beat_counts_in_relevance():
    own = (Beat("velmora", terms=(BeatTerms("en", places=("Velmora",)), BeatTerms(words=("Карст*",)))),)
    item = an_item("Envoy arrives in Velmora", "The talks are to begin soon.")
    assert relevance(item, words.load(own)).score > relevance(item, words.load()).score
    assert judge.lists(own)["ru"].find(spell(["карста"])) == {"beat": {"карст": None}}


@pytest.mark.parametrize(
    ("lang", "word"), [("ar", "والحرب"), ("ar", "بالصواريخ"), ("he", "והטילים"), ("ru", "ракетами")]
)
def test_lists_know_words_with_their_particles_and_endings(lang, word):
    assert "clear" in judge.lists()[lang].find(spell([word]))


def test_our_own_texts_are_the_same_for_a_seed_and_have_no_slot_left():
    filled = list(own_texts.fill(1))
    assert filled == list(own_texts.fill(1))
    assert not [one for one in filled if "{" in one.title + one.text]
    assert {one.label for one in filled} == {True, False}
    assert len(list(own_texts.fill(2))) == 2 * len(filled)


class TestTraining:
    """Needs scikit-learn, the extra ``train``."""

    EXAMPLES = (
        *[Labelled("", f"Shells fall on quarter {number}", label=True) for number in range(20)],
        *[Labelled("", f"Bread is sold in quarter {number}", label=False) for number in range(20)],
    )

    @pytest.fixture
    def learnt(self):
        pytest.importorskip("sklearn")
        return training.weights(self.EXAMPLES)

    def test_the_same_texts_give_the_same_bytes(self, learnt):
        assert training.weights(self.EXAMPLES) == learnt

    def test_words_of_conflict_have_weights_above_those_of_others(self, learnt):
        weights = training.judge_of(learnt, judge.phrases()).weights
        assert weights["shell"] > 0 > weights["bread"]
        assert "quarter" in gzip.decompress(learnt).decode()

    @pytest.mark.long
    def test_scales_are_tuned_for_reports_and_for_notes(self, learnt):
        days = [f"2026-01-{1 + number % 9:02}" for number in range(40)]
        labels = [one.label for one in self.EXAMPLES]
        notes = list(zip(self.EXAMPLES, days, strict=True))
        titled = [Labelled("Army attacks" if label else "Shares rise", "Today.", label) for label in labels]
        sets = {"notes": notes, "reports": list(zip(titled, days, strict=True))}
        learnt = training.judge_of(learnt, judge.phrases())
        without_own = training.judge_of(training.weights(self.EXAMPLES, times=0), judge.phrases())
        tuned = training.tune(sets, learnt, without_own)
        assert set(tuned.f1) == {"notes (notes)", "reports", "reports (headlines)", "own texts"}
        assert tuned.f1["notes (notes)"] == 1.0
        assert all(0.8 < f1 <= 1 for f1 in tuned.f1.values())
        assert tuned.scales.title["fighting"] > 0 > tuned.scales.title["culture"]
        assert training.stored(tuned.scales) == training.stored(tuned.scales)

    def test_reports_that_name_a_beat_are_tuned_on_with_invented_names_too(self, learnt):
        learnt = training.judge_of(learnt, judge.phrases())
        reports = [(Labelled(f"Army shells Kharkiv {number}", "Today.", label=True), "") for number in range(9)]
        peace = [(Labelled("Bread is dear", "Today.", label=False), "")]
        sets = {made.name: made for made in tuning_sets.of_file("week", reports + peace, learnt)}
        assert set(sets) == {"week", "week (headlines)", "week (unnamed)", "week (unnamed headlines)"}
        assert len(sets["week"].rows) == 10
        assert sets["week (unnamed)"].labels == [True] * 9
        assert sets["week (unnamed)"].folds == sets["week"].folds[:9]
        places = judge.groups().index("places")
        assert sets["week"].rows[0][places] > sets["week (unnamed)"].rows[0][places] == 0
