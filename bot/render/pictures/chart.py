"""A chart of a story's figures: what each speaker said over time, as steps, named where they end.

A figure stands until its speaker gives another. Nothing is added up, averaged or joined: two speakers are two lines, a
range is a band, and "at least", "up to" and "about" are said where the line is named.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import chain

from PIL import Image, ImageDraw

from bot.render.pictures.charted import FigureChart, Series, Stated, words
from bot.render.pictures.faces import cut, face, writable
from bot.render.pictures.labels import Box, Room
from bot.render.pictures.png import png

WIDTH, HEIGHT = 960, 540
#: Speakers on one chart; those who said the most come first, and the chart says how many are left out.
MOST = 6
#: Colours that people who see fewer of them can tell apart as well (Okabe and Ito, 2008).
COLOURS = ((0, 114, 178), (213, 94, 0), (0, 158, 115), (160, 70, 130), (120, 94, 20), (70, 70, 75))

_PAPER, _INK, _GREY, _GRID = (255, 255, 255), (28, 28, 30), (92, 92, 98), (226, 226, 230)
_PLOT = Box(78, 112, 588, 446)
_LABELS = 606  #: where the names begin
_ROW = 50  #: pixels that a name and its figure take
_SMOOTH = 2
_STEPS = [
    timedelta(hours=hours) for hours in (1, 3, 6, 12, 24, 48, 24 * 7, 24 * 14, 24 * 30, 24 * 91, 24 * 365, 24 * 3653)
]


@dataclass(frozen=True, slots=True)
class _Scale:
    """From times and numbers to pixels."""

    start: datetime
    end: datetime
    top: int

    def x(self, at: datetime) -> float:
        return _PLOT.left + (at - self.start) / (self.end - self.start) * (_PLOT.right - _PLOT.left)

    def y(self, number: int) -> float:
        return _PLOT.bottom - number / self.top * (_PLOT.bottom - _PLOT.top)


def chart(figures: FigureChart) -> bytes:
    """A PNG of 960 × 540 pixels; the same figures give the same bytes.

    Raises ``ValueError`` where nobody states anything.
    """
    told = [replace(one, stated=sorted(one.stated, key=_when)) for one in figures.series if one.stated]
    if not told:
        raise ValueError("a chart needs a figure")
    shown = sorted(told, key=lambda one: (-len(one.stated), one.stated[0].at, one.speaker))[:MOST]
    scale = _scale([stated for one in shown for stated in one.stated])
    image = Image.new("RGB", (WIDTH * _SMOOTH, HEIGHT * _SMOOTH), _PAPER)
    _lines(ImageDraw.Draw(image, "RGBA"), shown, scale)
    image = image.reduce(_SMOOTH)
    canvas = ImageDraw.Draw(image)
    _axes(canvas, scale)
    _heading(canvas, figures, len(told) - len(shown))
    _earlier(canvas, shown, scale)
    _names(canvas, shown, scale)
    return png(image)


def _when(stated: Stated) -> datetime:
    return stated.at


def _scale(stated: Sequence[Stated]) -> _Scale:
    start, end = min(one.at for one in stated), max(one.at for one in stated)
    air = max((end - start) / 25, timedelta(minutes=40))
    return _Scale(start - air, end + air, round_up(max(max(one.low, one.high or 0) for one in stated)))


def round_up(number: int) -> int:
    """The next number on which an axis may end: four equal whole parts, each round."""
    power = int(10 ** max(0, len(str(number)) - 2))
    return next(digit * power for digit in (4, 8, 12, 20, 40, 60, 80, 100) if digit * power >= number)


def _lines(canvas: ImageDraw.ImageDraw, shown: Sequence[Series], scale: _Scale) -> None:
    for number in range(1, 5):
        y = scale.y(scale.top * number // 4) * _SMOOTH
        canvas.line((_PLOT.left * _SMOOTH, y, _PLOT.right * _SMOOTH, y), _GRID, 2)
    canvas.line((_PLOT.left * _SMOOTH, _PLOT.bottom * _SMOOTH, _PLOT.right * _SMOOTH, _PLOT.bottom * _SMOOTH), _GREY, 3)
    for one, colour in zip(shown, COLOURS, strict=False):
        for left, right, stated in _spans(one, scale):
            if stated.high is not None and stated.high > stated.low:
                canvas.rectangle(_larger(left, scale.y(stated.high), right, scale.y(stated.low)), fill=(*colour, 50))
    for one, colour in zip(shown, COLOURS, strict=False):  # lines lie over all bands
        spans = [(left, right, scale.y(stated.low)) for left, right, stated in _spans(one, scale)]
        steps = [_larger(left, y, right, y) for left, right, y in spans]
        canvas.line(list(chain.from_iterable(steps)), colour, 3 * _SMOOTH, joint="curve")
        for left, _, y in spans:
            canvas.circle(_larger(left, y), 6 * _SMOOTH, colour, _PAPER, 2 * _SMOOTH)


def _spans(one: Series, scale: _Scale) -> Iterator[tuple[float, float, Stated]]:
    """How long each figure stood: until the next, the last to the end."""
    ends = [*(scale.x(stated.at) for stated in one.stated[1:]), _PLOT.right]
    for stated, end in zip(one.stated, ends, strict=True):
        yield scale.x(stated.at), end, stated


def _larger(*pixels: float) -> list[float]:
    return [pixel * _SMOOTH for pixel in pixels]


def _axes(canvas: ImageDraw.ImageDraw, scale: _Scale) -> None:
    font = face(20)
    for number in range(5):
        value = scale.top * number // 4
        canvas.text((_PLOT.left - 10, scale.y(value)), short(value), _GREY, font, anchor="rm")
    for at, text in ticks(scale.start, scale.end):
        canvas.line((scale.x(at), _PLOT.bottom, scale.x(at), _PLOT.bottom + 7), _GREY, 2)
        canvas.text((scale.x(at), _PLOT.bottom + 12), text, _GREY, font, anchor="ma")


def short(number: int) -> str:
    """A number of an axis in few characters: 1,500, 40k, 12M."""
    for size, least, sign in ((10**9, 10**9, "G"), (10**6, 10**6, "M"), (10**3, 10**4, "k")):
        if number >= least:
            return f"{number / size:,.4g}{sign}"
    return f"{number:,}"


def ticks(start: datetime, end: datetime) -> list[tuple[datetime, str]]:
    """Times between two, at most five, in UTC, with what stands below each."""
    step = next((step for step in _STEPS if (end - start) / step <= 4), _STEPS[-1])
    first = datetime(start.year, 1, 1, tzinfo=UTC)
    number = math.ceil((start - first) / step)
    found: list[tuple[datetime, str]] = []
    while (at := first + number * step) <= end and len(found) < 5:
        hours = step < timedelta(days=1)
        found.append((at, at.strftime(f"{at.day} %b{' %H:%M' if hours else ''}{' %Y' if step.days > 90 else ''}")))
        number += 1
    return found


def _heading(canvas: ImageDraw.ImageDraw, figures: FigureChart, left_out: int) -> None:
    title = cut(writable(figures.title), 36, WIDTH - 48, bold=True)
    canvas.text((24, 18), title, _INK, face(36, bold=True))
    more = (
        f" {left_out} more speakers are left out."
        if left_out > 1
        else " One more speaker is left out."
        if left_out
        else ""
    )
    canvas.text((24, 64), f"As each speaker states it; not added up.{more}", _GREY, face(22))
    sources = ", ".join(filter(None, (writable(source, 60) for source in figures.sources)))
    foot = cut(f"Figures as reported by {sources}. Times in UTC." if sources else "Times in UTC.", 20, WIDTH - 48)
    canvas.text((24, HEIGHT - 16), foot, _GREY, face(20), anchor="lb")


def _names(canvas: ImageDraw.ImageDraw, shown: Sequence[Series], scale: _Scale) -> None:
    """Each line's speaker and last figure, where it ends, moved up or down so that none covers another."""
    ends = [scale.y(one.stated[-1].low) for one in shown]
    for one, colour, end, y in zip(
        shown, COLOURS, ends, spread(ends, _ROW, _PLOT.top, _PLOT.bottom + 20), strict=False
    ):
        canvas.line((_PLOT.right, end, _LABELS - 4, y), colour, 2)
        speaker = cut(writable(one.speaker, 80) or "(unnamed)", 22, WIDTH - _LABELS - 12, bold=True)
        canvas.text((_LABELS, y), speaker, colour, face(22, bold=True), anchor="ls")
        last = cut(f"{words(one.stated[-1])} {writable(one.noun, 40)}".strip(), 22, WIDTH - _LABELS - 12)
        canvas.text((_LABELS, y + 3), last, _INK, face(22), anchor="la")


def _earlier(canvas: ImageDraw.ImageDraw, shown: Sequence[Series], scale: _Scale) -> None:
    """Figures that no longer stand, beside where they were given, as far as there is room."""
    room = Room(Box(_PLOT.left - 8, _PLOT.top - 20, _PLOT.right, _PLOT.bottom))
    points = [(scale.x(stated.at), scale.y(stated.low)) for one in shown for stated in one.stated]
    for x, y in points:
        room.take(Box.at(x, y, 14, 14))
    for one, colour in zip(shown, COLOURS, strict=False):
        for stated in one.stated[:-1]:
            x, y = scale.x(stated.at), scale.y(stated.low)
            wide, text = face(18).getlength(words(stated)) + 4, words(stated)
            above, below = Box(x - 8, y - 30, x - 8 + wide, y - 9), Box(x - 8, y + 9, x - 8 + wide, y + 30)
            if (at := room.first([above, below])) is not None:
                middle = (at.left + 2, (at.top + at.bottom) / 2)
                canvas.text(middle, text, colour, face(18), anchor="lm", stroke_width=2, stroke_fill=_PAPER)


def spread(wished: Sequence[float], apart: float, top: float, bottom: float) -> list[float]:
    """Positions near those wished for and in their order, so far apart, between top and bottom as far as that goes."""
    order = sorted(range(len(wished)), key=lambda number: (wished[number], number))
    placed: list[float] = []
    for number in order:
        placed.append(max([wished[number], top + apart / 2, *(place + apart for place in placed[-1:])]))
    limit = bottom - apart / 2
    for number in range(len(placed) - 1, -1, -1):
        placed[number] = min(placed[number], limit)
        limit = placed[number] - apart
    return [placed[order.index(number)] for number in range(len(wished))]
