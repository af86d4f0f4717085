from bot.callbacks import LatestButton, decode
from bot.render import html
from bot.render.message import Rendered, press


def test_a_message_is_cut_to_telegrams_limit_with_and_without_markup():
    long = Rendered(html.bold(html.text("слово " * 2000)))
    assert html.length(html.Markup(long.html)) <= html.TEXT_LIMIT
    assert html.units(long.plain) <= html.TEXT_LIMIT
    assert long.html.endswith("…</b>")
    assert long.plain.endswith("…")


def test_a_button_carries_what_it_stands_for():
    assert decode(press("Older", LatestButton(5)).data) == LatestButton(5)
