import io
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from PIL import Image

from bot.render.pictures.chart import COLOURS, MOST, chart, round_up, short, spread, ticks
from bot.render.pictures.charted import FigureChart, Series, Stated, words

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)


def after(hours):
    return NOON + timedelta(hours=hours)


def drawn(*series, title="People killed in Strel", sources=("Strelsau Courier",)):
    return Image.open(io.BytesIO(chart(FigureChart(title, series, sources)))).convert("RGB")


def amount_of(image, colour):
    return sum(
        number
        for number, found in image.getcolors(maxcolors=1 << 20)
        if all(abs(a - b) < 12 for a, b in zip(found, colour, strict=True))
    )


def test_a_chart_has_the_size_of_a_map_and_a_line_for_each_speaker():
    image = drawn(Series("Ministry", [Stated(NOON, 12), Stated(after(6), 30)]), Series("Army", [Stated(after(3), 8)]))
    assert image.size == (960, 540)
    assert amount_of(image, COLOURS[0]) > 300
    assert amount_of(image, COLOURS[1]) > 300
    assert amount_of(image, COLOURS[2]) == 0


def test_the_same_figures_give_the_same_bytes_whatever_their_order():
    early, late = Stated(NOON, 12), Stated(after(6), 30)
    assert chart(FigureChart("Killed", [Series("A", [early, late])])) == chart(
        FigureChart("Killed", [Series("A", [late, early])])
    )


def test_what_nobody_states_is_no_chart():
    with pytest.raises(ValueError, match="needs a figure"):
        chart(FigureChart("Killed", [Series("A", [])]))


def test_more_speakers_than_there_is_room_for_leave_those_who_said_the_most():
    few = [Series(f"S{n}", [Stated(NOON, n)]) for n in range(MOST + 3)]
    image = drawn(*few, Series("Often", [Stated(after(n), n) for n in range(4)]))
    assert all(amount_of(image, colour) for colour in COLOURS)


@pytest.mark.parametrize(
    ("stated", "said"),
    [
        (Stated(NOON, 1200, qualifier="at least"), "at least 1,200"),
        (Stated(NOON, 5, qualifier="up to"), "up to 5"),
        (Stated(NOON, 30, 40), "30–40"),
        (Stated(NOON, 30, 30, "about"), "about 30"),
        (Stated(NOON, 0), "0"),
    ],
)
def test_a_figure_is_said_as_its_speaker_limited_it(stated, said):
    assert words(stated) == said


def test_what_is_counted_stands_beside_the_number():
    plain, soldiers = (
        chart(FigureChart("Killed", [Series("Ministry", [Stated(NOON, 5)], noun)])) for noun in ("", "soldiers")
    )
    assert plain != soldiers


@pytest.mark.parametrize("number", [0, 1, 3, 4, 5, 41, 99, 100, 101, 1_234_567, 10**12])
def test_an_axis_ends_on_a_number_of_four_equal_whole_parts(number):
    top = round_up(number)
    assert top >= max(number, 1)
    assert top % 4 == 0
    assert top <= max(4, number * 2.1)


@pytest.mark.parametrize(
    ("number", "said"),
    [(0, "0"), (1500, "1,500"), (40_000, "40k"), (1_500_000, "1.5M"), (2 * 10**9, "2G")],
)
def test_numbers_of_an_axis_are_short(number, said):
    assert short(number) == said


@pytest.mark.parametrize("hours", [1, 5, 30, 200, 2000, 30_000, 300_000])
def test_an_axis_names_a_few_times_in_order(hours):
    found = ticks(NOON, after(hours))
    assert 1 <= len(found) <= 5 or hours == 1
    assert all(NOON <= at <= after(hours) for at, _ in found)
    assert all(one < other for (one, _), (other, _) in pairwise(found))
    assert len({text for _, text in found}) == len(found)


@pytest.mark.parametrize("wished", [[100, 100, 100], [0, 5, 400], [440, 441, 442, 443], [200]])
def test_names_are_moved_apart_and_stay_on_the_picture(wished):
    placed = spread(wished, 50, 100, 460)
    assert all(other - one >= 50 - 1e-9 for one, other in pairwise(sorted(placed)))
    assert all(100 <= place <= 460 for place in placed)
    assert sorted(range(len(wished)), key=lambda n: placed[n]) == sorted(range(len(wished)), key=lambda n: wished[n])


def test_six_names_fit_wherever_their_lines_end():
    placed = spread([446.0] * MOST, 50, 112, 466)
    assert min(placed) >= 112
    assert max(placed) <= 466
