"""Wars that no beat names: headlines that nothing was trained or tuned on, and how training makes the like."""

import random
import re
import tomllib
from importlib.resources import files
from itertools import product
from pathlib import Path

import pytest

from bot.settings import Thresholds
from feeds.core import text as texts
from feeds.core.relevance import Reading, relevance
from feeds.evaluate import relevance as evaluate
from feeds.models import beats, invented, own_texts, words
from tests.support.builders import an_item
from tests.support.process import EVENTS

FOLDER = Path(__file__).parents[2] / "data" / "relevance"
#: Share of two headlines' stems that may be the same.
ALIKE = 0.6


def held_out(name="unnamed_wars"):
    lines = (FOLDER / f"{name}.tsv").read_text("utf-8").splitlines()
    lines = (line for line in lines if not line.startswith("#"))
    return [(headline, label == "1") for label, headline in (line.split("\t") for line in lines)]


def judge(headlines):
    rows = ({"title": headline, "text": "", "label": label, "lang": "en"} for headline, label in headlines)
    return list(evaluate.judge(rows, words.load()))


@pytest.fixture(scope="module")
def judged():
    return judge(held_out())


def test_the_shipped_threshold_serves_wars_that_no_beat_names(judged):
    result = evaluate.measure(judged, Thresholds().relevant)
    assert result.f1 >= 0.90
    assert result.precision >= 0.90


def test_headlines_of_invented_wars_stand_above_those_of_peace(judged):
    wars, peace = ([one.score for one in judged if one.label is label] for label in (True, False))
    assert len(wars) == len(peace) == 64
    right = sum((war > other) + (war == other) / 2 for war, other in product(wars, peace))
    assert right / (len(wars) * len(peace)) >= 0.97


def test_headlines_that_were_written_after_all_training_pass_it_as_well():
    result = evaluate.measure(judge(held_out("unnamed_wars_later")), Thresholds().relevant)
    assert result.f1 >= 0.78
    assert result.average_precision >= 0.90


def test_no_held_out_headline_names_a_beat():
    named = invented.unnamed(beats.load())
    every = held_out() + held_out("unnamed_wars_later")
    assert not [one for one, _ in every if named(Reading(texts.words(one), ()), random.Random(0))]


def test_no_pattern_that_is_trained_on_says_nearly_what_a_held_out_headline_says():
    patterns = tomllib.loads(files("feeds.models").joinpath("relevance_texts.toml").read_text("utf-8"))["kind"]
    trained = {title: stems(re.sub(r"\{\w+\}", "", title)) for kind in patterns for title in kind["titles"]}
    for (headline, _), (title, said) in product(held_out() + held_out("unnamed_wars_later"), trained.items()):
        both = stems(headline)
        assert len(both & said) < ALIKE * len(both | said), (headline, title)


def stems(text):
    return {texts.stem(word) for word in texts.words(text)} - {"the", "of", "in", "a", "to", "at", "on", "by", "and"}


@pytest.mark.parametrize(("title", "text"), EVENTS)
def test_invented_reports_pass_the_shipped_threshold(title, text):
    assert relevance(an_item(title, text), words.load()).score >= Thresholds().relevant


def test_names_of_the_beats_give_way_to_invented_ones():
    masked = invented.unnamed(beats.load())
    copy = masked(Reading(("drones", "hit", "kharkiv"), ("ukrainian", "officials", "said")), random.Random(1))
    assert copy is not None
    assert [*copy.title[:2], *copy.lead[1:]] == ["drones", "hit", "officials", "said"]
    assert not {"kharkiv", "ukrainian"} & {*copy.title, *copy.lead}


def test_a_text_that_names_no_beat_has_no_copy():
    assert invented.unnamed(beats.load())(Reading(("bread", "is", "dear"), ()), random.Random(1)) is None


def test_invented_names_do_not_tell_by_their_sound():
    draw = random.Random(3)
    ends = [invented.name(draw)[-4:] for _ in range(1000)]
    assert max(map(ends.count, ends)) < 10


def test_towns_at_peace_are_as_often_invented_as_towns_at_war():
    filled = list(own_texts.fill(4))
    known = re.compile(r"Ohio|Leeds|Marseille|Texas|Sydney|Dublin|Chicago|Naples|Vancouver|Lagos|Kentucky|Manila")
    crime = [one for one in filled if re.match(r"Police officer shot|Teen shot dead|Mass shooting", one.title)]
    assert crime
    assert 0 < sum(bool(known.search(one.title)) for one in crime) < len(crime)
