"""What the desk is told when it makes two stories one, or keeps them apart."""

from bot.render import html
from bot.render.html import Markup
from bot.render.message import Rendered
from feeds.model import Story
from feeds.moderation import Regroup, Regrouped

#: Characters of a headline in a sentence.
HEADLINE = 200


def needed(command: str) -> str:
    """How to use a command that lacks its stories."""
    return f"Name two stories by their ids, which stand at the end of their posts: /{command} 7K3F 9ABC"


def merged(word: Regrouped, by: str) -> Rendered:
    """What became of two stories that are to be one."""
    one, other = _named(word.one), _named(word.other)
    match word.done:
        case Regroup.DONE:
            told = f" by {by}. Its post says so; what goes on is written anew with what is taken in next."
            return Rendered(html.text("Story ") + other + html.text(" goes on as ") + one + html.text(told))
        case Regroup.ONE:
            return _one_already(one)
        case Regroup.DECIDED:
            why = ": one of them was withdrawn or rejected. Nothing was done."
            return Rendered(html.text("Stories ") + one + html.text(" and ") + other + html.text(" stay two" + why))


def kept_apart(word: Regrouped, by: str) -> Rendered:
    """What became of two stories that are to stay two."""
    one, other = _named(word.one), _named(word.other)
    if word.done is Regroup.ONE:
        return _one_already(one)
    kept = f" are kept apart by {by}: they become one only where a person says so."
    return Rendered(html.text("Stories ") + one + html.text(" and ") + other + html.text(kept))


def _one_already(story: Markup) -> Rendered:
    return Rendered(html.text("These are one already: story ") + story + html.text(". Nothing was done."))


def _named(story: Story) -> Markup:
    return html.text(f"{story.public_id} (") + html.isolate(story.headline, HEADLINE) + html.text(")")
