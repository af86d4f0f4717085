"""The desk's messages: a case as a card, its decision, a notice, what was refused."""

from collections.abc import Sequence
from datetime import datetime

from bot.callbacks import ArrivalButton, CaseButton, LetterButton, ResumeButton
from bot.render import html
from bot.render.html import Markup
from bot.render.message import Button, Rendered, press
from bot.render.post import NAME, story
from bot.render.times import clock, count
from feeds.core.says import says
from feeds.model import CaseState, DeliveryId, Ground, Payload, Reason, Story, Vote, votes_needed
from feeds.moderation import Resume

#: What each reason says to a moderator.
SENTENCES = {
    Reason.REVIEW_ALL: "This desk reviews every story.",
    Reason.SINGLE_SIDE: "Known from one party's official outlet alone.",
    Reason.NEAR_THRESHOLD: "May not be about armed conflict.",
    Reason.LOW_TRUST: "Known from outlets of low trust alone.",
    Reason.UNCONFIRMED: "A toll that one speaker alone gives.",
    Reason.DISPUTED: "Reports give tolls that cannot both be right.",
    Reason.CONFLICT: "A later report contradicts what the post says.",
    Reason.POSITION: "May show where exactly troops are, or people shelter.",
    Reason.MOVEMENT: "May show where troops or a convoy are on the way right now.",
    Reason.PRISONER: "May name somebody who is a prisoner or a hostage.",
    Reason.MINOR: "May name a child.",
    Reason.GRAPHIC: "Goes into graphic detail, or warns of it.",
    Reason.DEGRADED: "Telegram refused its markup or its picture; it stands without.",
}
#: Characters of a problem, as Telegram words it.
PROBLEM = 300
#: Characters of the words that gave a reason, and how many of them a reason shows.
WORDS, SHOWN = 160, 3
#: What the only moderator is told of what two must approve.
_ALONE = "You are the only one: name a second in HELIOGRAPH_OWNERS and start anew, or reject it."
#: What is out as it stands, and is withdrawn where it is rejected.
_OUT = frozenset({Reason.DEGRADED, Reason.CONFLICT})


def card(
    payload: Payload, *, bot_name: str, now: datetime, votes: Sequence[Vote] = (), alone: bool = False
) -> Rendered:
    """A case: why the desk should look and by which words, who has approved so far, what would be posted or stands
    there, and two buttons. ``alone``: there is one moderator and no second, who must know where that is not enough.
    """
    if payload.brief is None or payload.public_id is None or payload.case_id is None:
        raise ValueError("a card needs a brief and a case")
    is_out = not _OUT.isdisjoint(payload.reasons)
    title = html.bold(html.text("Posted, but not as it should be" if is_out else "Held for the desk"))
    why = reasons(payload.reasons, payload.grounds)
    more = html.isolate(payload.text or "", PROBLEM)
    head = html.join([title, html.join([why, more, _approvals(payload.reasons, votes, alone=alone)], "\n")], "\n\n")
    room = html.TEXT_LIMIT - html.length(head) - 2
    body = story(payload, bot_name=bot_name, now=now, limit=room)
    buttons = (
        press("✅ Leave it" if is_out else "✅ Approve", CaseButton(payload.case_id, CaseState.APPROVED)),
        press("🚫 Withdraw it" if is_out else "❌ Reject", CaseButton(payload.case_id, CaseState.REJECTED)),
    )
    return Rendered(html.join([head, body], "\n\n"), (buttons,))


def reasons(given: Sequence[Reason], grounds: Sequence[Ground]) -> Markup:
    """A line a reason, each with the words that gave it and whose they are."""
    return html.join([_reason(reason, [one for one in grounds if one.reason is reason]) for reason in given], "\n")


def _reason(reason: Reason, grounds: Sequence[Ground]) -> Markup:
    quoted = [
        html.text("“") + html.isolate(one.words, WORDS) + html.text("”") + _by(one.outlet) for one in grounds[:SHOWN]
    ]
    more = html.text(f"{len(grounds) - SHOWN} more") if len(grounds) > SHOWN else html.EMPTY
    words = html.join([*quoted, more], "; ")
    return html.text(f"⚖️ {SENTENCES[reason]}") + (html.text(" ") + words if words else html.EMPTY)


def _by(outlet: str | None) -> Markup:
    return html.text(" (") + html.isolate(outlet, NAME) + html.text(")") if outlet else html.EMPTY


def _approvals(given: Sequence[Reason], votes: Sequence[Vote], *, alone: bool) -> Markup:
    """How many moderators must approve, and who has; nothing where one is enough."""
    needed = votes_needed(given)
    if needed == 1:
        return html.EMPTY
    if alone:
        return html.text(f"👥 {needed} moderators must approve this. {_ALONE}")
    if not votes:
        return html.text(f"👥 {needed} moderators must approve; one who rejects decides.")
    return html.text(f"👥 {approved(votes, needed)}")


def approved(votes: Sequence[Vote], needed: int) -> str:
    """Approvals so far in words: "Approved 1 of 2: Ada"."""
    return f"Approved {len(votes)} of {needed}: {', '.join(vote.by for vote in votes)}"


def voted(votes: Sequence[Vote], needed: int, *, counted: bool, alone: bool) -> str:
    """What a moderator is told whose approval is not enough; ``alone``: there is no other who could approve."""
    other = _ALONE if alone else "Another moderator must approve as well."
    before = "" if counted else "You approved before. "
    return f"{before}{approved(votes, needed)}. {other}"


def decided(state: CaseState, by: str, at: datetime, *, now: datetime) -> str:
    """A decision in words: "Approved by Ada, 14:02 UTC"."""
    return f"{state.value.capitalize()} by {by}, {clock(at, now=now)}"


def closed(held: Story, words: str, *, bot_name: str, now: datetime) -> Rendered:
    """A card after its decision: what was decided, and the story as it stands."""
    head = html.bold(html.text(words))
    room = html.TEXT_LIMIT - html.length(head) - 2
    body = story(says(held), bot_name=bot_name, now=now, limit=room)
    return Rendered(html.join([head, body], "\n\n"))


def notice(payload: Payload) -> Rendered:
    """A sentence for the desk; two buttons where it is about what was refused."""
    text = html.text(payload.text or "")
    return Rendered(text, (letter_buttons(payload.delivery_id),)) if payload.delivery_id else Rendered(text)


def letter_buttons(delivery_id: DeliveryId, number: int | None = None) -> tuple[Button, Button]:
    """What can become of what was refused; with its number in a list."""
    which = "" if number is None else f" {number}"
    return (
        press(f"🔁 Retry{which}", LetterButton(delivery_id, again=True)),
        press(f"🗑 Drop{which}", LetterButton(delivery_id, again=False)),
    )


def question(payload: Payload) -> Rendered:
    """Whether a message arrived, where looking did not tell."""
    if payload.delivery_id is None:
        raise ValueError("a question needs the delivery that it is about")
    buttons = (
        press("✅ It is there", ArrivalButton(payload.delivery_id, arrived=True)),
        press("🔁 Send again", ArrivalButton(payload.delivery_id, arrived=False)),
    )
    return Rendered(html.text(payload.text or ""), (buttons,))


def resume_question(waiting: int, since: datetime, *, now: datetime) -> Rendered:
    """What to do with what waited while everything was halted."""
    what = f"{count(waiting, 'post')} waited" if waiting else "Nothing waited"
    text = html.text(f"Halted since {clock(since, now=now)}. {what}.")
    if not waiting:
        return Rendered(text, ((press("▶️ Resume", ResumeButton(Resume.SEND)),),))
    choices = (
        (press(f"▶️ Send {'it' if waiting == 1 else f'all {waiting}'}", ResumeButton(Resume.SEND)),),
        (press("📰 One round-up instead", ResumeButton(Resume.ROUNDUP)),),
        (press("🗑 Drop what waited", ResumeButton(Resume.DROP)),),
    )
    return Rendered(text + html.text(" What should become of it?"), choices)
