"""What the desk is told when it corrects or withdraws a story."""

from bot.callbacks import RetractButton
from bot.render import html
from bot.render.message import Rendered, press
from bot.render.times import count
from feeds.corrections import LONGEST, PUBLIC, Done, Effect, Reach
from feeds.model import Standing, Story

#: Characters of a headline in a sentence.
HEADLINE = 200

_REFUSED = {Done.BEFORE: "was corrected in these very words before; nothing was done."}
_NEEDED = {
    "correct": "what was wrong and what is right: /correct 7K3F Nine people were hurt, not ten.",
    "retract": "why: /retract 7K3F The ministry withdrew its statement.",
}


def needed(command: str) -> str:
    """How to use a command that lacks its words."""
    return f"After the story's id, which stands at the end of its post, write {_NEEDED[command]}"


def too_long(length: int) -> str:
    """A correction that no post can carry."""
    return f"At most {LONGEST} characters, so that the post stays readable; these are {length}. Nothing was done."


def unknown(public_id: str) -> str:
    """No such story."""
    return f"There is no story {public_id[:20]}, or it is no longer kept. The id stands at the end of the post."


def corrected(effect: Effect) -> Rendered:
    """What a correction did, and where it shows."""
    reach = effect.reach
    if effect.done is not Done.DONE:
        return _about(reach.story, _REFUSED.get(effect.done) or _state(reach.story))
    if reach.out:
        return _about(reach.story, f"is corrected {_where(reach)}; each is told in an answer to its post.")
    return _about(
        reach.story,
        "is corrected before anybody saw it: its post will say so itself."
        if reach.waiting
        else "is corrected. It was no post of its own: its link shows the correction.",
    )


def retracted(effect: Effect, by: str) -> Rendered:
    """What a retraction did, and where it shows."""
    reach = effect.reach
    if effect.done is not Done.DONE:
        return _about(reach.story, _state(reach.story))
    if reach.out:
        return _about(reach.story, f"is withdrawn by {by} {_where(reach)}; each is told why in an answer to its post.")
    return _about(reach.story, f"is withdrawn by {by}. Nobody had it as a post; it has left /latest and /search.")


def kept(story: Story, by: str) -> Rendered:
    """A story that is not withdrawn after all."""
    return _about(story, f"stays as it is, as {by} decided.")


def question(reach: Reach, reason: str) -> Rendered:
    """Whether a story is to be withdrawn, for this reason; the reason stands last, as a quotation."""
    story = reach.story
    if story.standing not in PUBLIC or story.merged_into is not None:
        return _about(story, _state(story))
    head = html.bold(html.text(f"Withdraw story {story.public_id}?"))
    told = html.text(f"{_consequence(reach)} This cannot be undone. The reason that readers get:")
    buttons = (
        press("🚫 Withdraw it", RetractButton(story.id, sure=True)),
        press("Keep it", RetractButton(story.id, sure=False)),
    )
    text = [head, html.isolate(story.headline, HEADLINE), told, html.quote(html.text(reason))]
    return Rendered(html.join(text, "\n\n"), (buttons,))


def _consequence(reach: Reach) -> str:
    if reach.waiting:
        return "Its post has not been sent: it is taken back, and nobody sees it."
    if not reach.out:
        return "It was no post of its own. It leaves /latest and /search, and its link says that it was withdrawn."
    return (
        f"It stands {_where(reach)}. Each is told in an answer to its post. In a channel the post stays, marked as "
        "withdrawn: headline struck through, sources kept, excerpts gone."
    )


def _state(story: Story) -> str:
    """Why a story cannot be corrected or withdrawn."""
    if story.merged_into is not None:
        return f"goes on as story {story.merged_into}; nothing was done."
    match story.standing:
        case Standing.RETRACTED:
            return "was withdrawn before; nothing was done."
        case Standing.HELD:
            return "is not posted: its card waits at the desk for a verdict. Nothing was done."
        case _:
            return "is not posted: it was rejected, and no reader sees it. Nothing was done."


def _where(reach: Reach) -> str:
    """In how many channels, with how many readers: "in 1 channel and with 13 readers"."""
    places = [f"in {count(reach.channels, 'channel')}"] if reach.channels else []
    places += [f"with {count(reach.readers, 'reader')}"] if reach.readers else []
    return " and ".join(places)


def _about(story: Story, words: str) -> Rendered:
    named = html.text(f"Story {story.public_id} (") + html.isolate(story.headline, HEADLINE)
    return Rendered(named + html.text(f") {words}"))
