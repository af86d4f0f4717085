"""A story's reports as a list from which the desk chooses, and what became of its choice.

The message holds the choice: its last line says which numbers are chosen, and is read back when a button is pressed.
"""

from collections.abc import Collection
from datetime import datetime

from bot.callbacks import SplitButton, Step
from bot.render import html
from bot.render.html import Markup
from bot.render.message import Button, Keyboard, Rendered, press
from bot.render.post import NAME
from bot.render.times import clock, count
from feeds.core import splitting
from feeds.model import Story, StoryItem
from feeds.splitting import Listing, Parted, Parting

#: Reports on a page, and buttons in a row.
PAGE, ROW = 8, 4
#: Characters of a report's headline, of the story's, and of the numbers that are chosen.
TITLE, HEADLINE, CHOSEN = 160, 120, 1_000
_CHOSEN = "Chosen: "


def needed() -> str:
    """How to use the command."""
    return "Name a story by its id, which stands at the end of its post: /split 7K3F shows its reports with numbers."


def bad_number(part: str, reports: int) -> str:
    """What is told of a number that is none."""
    return f"“{part[:20]}” is no number from 1 to {reports}. Write them as in /split 7K3F 2 5-7"


def too_many() -> str:
    """What is told where the choice is too long to be written down."""
    return "These are too many single numbers. Choose the others, or write spans such as 5-70."


def reports(one: Listing, chosen: Collection[int], *, page: int = 0, now: datetime) -> Rendered:
    """The reports of a story by their numbers, and buttons that choose."""
    if len(one.items) < 2:
        return Rendered(_about(one.story, "has one report: there is nothing to take out of it."))
    page = min(max(page, 0), (len(one.items) - 1) // PAGE)
    shown = range(page * PAGE + 1, min((page + 1) * PAGE, len(one.items)) + 1)
    led = "The story of that id went into this one. " if one.led else ""
    head = html.bold(html.text(f"Split story {one.story.public_id}"))
    how = html.text(f"{led}Which reports are of another event, and become a story of their own?")
    rows = [_row(number, one.items[number - 1], chosen=number in chosen, now=now) for number in shown]
    where = html.text(f"Reports {shown[0]}–{shown[-1]} of {len(one.items)}" if len(one.items) > PAGE else "")
    state = html.text(f"{_CHOSEN}{splitting.spans(chosen) or 'none'}")
    told = html.join([head, html.isolate(one.story.headline, HEADLINE), how, *rows, where, state], "\n\n")
    return Rendered(told, _keyboard(one, chosen, shown, page))


def chosen_in(text: str, reports: int) -> frozenset[int] | None:
    """The numbers that a message of ``reports`` says are chosen; None where it is no such message."""
    last = text.rsplit("\n", 1)[-1]
    said = last.removeprefix(_CHOSEN)
    if said == last:
        return None
    try:
        return splitting.numbers(said.removesuffix("none"), reports)
    except ValueError:
        return None


def fits(chosen: Collection[int]) -> bool:
    """Whether a message can hold the choice."""
    return len(splitting.spans(chosen)) <= CHOSEN


def parted(word: Parted, by: str) -> Rendered:
    """What became of the choice."""
    match word.done:
        case Parting.DONE:
            told = (
                f"is split by {by}: {count(word.taken, 'report')} {'is' if word.taken == 1 else 'are'} story "
                f"{word.own_id} now, which policy decides on as on any other. {_reach(word)}They become one again only "
                f"where a person says so: /merge {word.story.public_id} {word.own_id}"
            )
        case Parting.BEFORE:
            told = f"was split so before: these reports are story {word.own_id}. Nothing was done."
        case Parting.NONE:
            told = "stays as it is: no report was chosen."
        case Parting.ALL:
            told = "stays as it is: all of its reports were chosen, and one must be left. Nothing was done."
        case Parting.ELSEWHERE:
            told = "no longer has all of these reports. Nothing was done; /split shows those that it has."
        case Parting.DECIDED:
            told = "was withdrawn or rejected. Nothing was done."
        case Parting.GONE:
            told = f"goes on as story {word.story.merged_into}, which has its reports. Nothing was done."
    return Rendered(_about(word.story, told))


def kept(story: Story, by: str) -> Rendered:
    """A story that is not split after all."""
    return Rendered(_about(story, f"stays whole, as {by} decided."))


def _reach(word: Parted) -> str:
    return (
        f"{count(word.told, 'chat')} that had its post {'is' if word.told == 1 else 'are'} told. " if word.told else ""
    )


def _row(number: int, source: StoryItem, *, chosen: bool, now: datetime) -> Markup:
    mark = "☑️ " if chosen else ""
    when = clock(source.item.published_at, now=now)
    head = html.text(f"{mark}{number}. ") + html.isolate(source.outlet.name, NAME) + html.text(f" · {when}")
    return head + html.NEWLINE + html.link(html.isolate(source.item.title, TITLE), source.item.url)


def _keyboard(one: Listing, chosen: Collection[int], shown: range, page: int) -> Keyboard:
    mark = splitting.mark(one.ids)

    def key(label: str, step: Step, number: int = 0) -> Button:
        return press(label, SplitButton(step, one.story.id, number, mark))

    picks = [key(f"☑️ {number}" if number in chosen else str(number), Step.PICK, number) for number in shown]
    rows = [tuple(picks[start : start + ROW]) for start in range(0, len(picks), ROW)]
    earlier = [key("‹ Earlier", Step.PAGE, page - 1)] if page else []
    later = [key("Later ›", Step.PAGE, page + 1)] if shown[-1] < len(one.items) else []
    go = [key(f"✂️ Split off {len(chosen)} of {len(one.items)}", Step.GO)] if 0 < len(chosen) < len(one.items) else []
    return tuple(row for row in (*rows, (*earlier, *later), (*go,), (key("Leave it whole", Step.KEEP),)) if row)


def _about(story: Story, words: str) -> Markup:
    named = html.text(f"Story {story.public_id} (") + html.isolate(story.headline, HEADLINE)
    return named + html.text(f") {words}")
