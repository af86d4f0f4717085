"""What a reader is told of the beats that he has chosen."""

from dataclasses import dataclass

from bot.callbacks import LIMIT
from bot.render import following, html
from feeds.model import Beat
from feeds.models import beats


@dataclass(frozen=True)
class Sent:
    subscribed: bool = True
    beats: frozenset[str] = frozenset()


MANY = tuple(Beat(f"beat {number} <{'ы' * 300}>", ("word",)) for number in range(150))


def shown(sent=Sent(), known=None, *, may_choose=True):
    return following.listed(sent, beats.load() if known is None else known, may_choose=may_choose)


def labels(message):
    return [button.label for row in message.keyboard for button in row]


def test_every_shipped_beat_has_a_button():
    assert labels(shown()) == [beat.title for beat in beats.load()]


def test_every_story_can_be_had_where_something_is_chosen_or_nothing_comes():
    assert labels(shown(Sent(beats=frozenset({"gaza"}))))[-1] == "Every story"
    assert labels(shown(Sent(subscribed=False)))[-1] == "Every story"
    assert "Every story" not in labels(shown())


def test_telegram_takes_the_largest_list():
    message = shown(Sent(beats=frozenset(beat.name for beat in MANY) | {f"gone {n}" for n in range(50)}), MANY)
    buttons = [button for row in message.keyboard for button in row]
    assert len(buttons) <= 100
    assert max(len(button.data.encode()) for button in buttons) <= LIMIT
    assert html.length(message.text) <= html.TEXT_LIMIT
    assert "60 more have no button" in message.plain


def test_who_may_not_choose_sees_names_and_no_buttons():
    message = shown(may_choose=False)
    assert (message.keyboard, "• Ukraine" in message.plain) == ((), True)


def test_names_are_escaped_wherever_they_stand():
    odd = (Beat("<b>&", ("word",)),)
    told = [
        following.listed(Sent(beats=frozenset({"<b>&", "<i>"})), odd, may_choose=True).text.html,
        following.subscribed({"<b>&"}, odd, changed=True).text.html,
        following.unknown(["<b>"]).text.html,
    ]
    assert all("<b>&" not in text and "<i>" not in text for text in told)


def test_what_changed_is_answered():
    none, gaza = Sent(), Sent(beats=frozenset({"gaza"}))
    both, away = Sent(beats=frozenset({"gaza", "iran"})), Sent(subscribed=False)
    pairs = [(gaza, none), (gaza, both), (none, gaza), (none, none), (away, Sent(subscribed=False, beats=gaza.beats))]
    assert [following.answered(*pair) for pair in pairs] == [
        "Chosen.",
        "No longer.",
        "You have chosen none: every story comes.",
        "Nothing changed.",
        "You have chosen none.",
    ]


def test_a_subscription_is_told_with_its_beats_or_without():
    told = {
        (changed, chosen): html.plain(following.subscribed(set(chosen), beats.load(), changed=changed).text)
        for changed in (True, False)
        for chosen in ((), ("iran", "sudan"))
    }
    assert told[True, ()].startswith("You get each new story here from now on.")
    assert told[True, ("iran", "sudan")].startswith("You get each new story of Iran and Sudan here from now on.")
    assert told[False, ()].startswith("You are subscribed already: each new story comes here.")
    assert "each new story of Iran and Sudan comes here." in told[False, ("iran", "sudan")]
