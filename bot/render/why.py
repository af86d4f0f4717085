"""Why a story stands where it stands: importance and its parts, relevance and the words that decided, reasons, cap."""

from datetime import datetime

from bot.render import html
from bot.render.case import approved, decided, reasons
from bot.render.html import Markup
from bot.render.message import Rendered
from bot.render.times import count
from feeds.core.policy import PolicyRules
from feeds.explaining import Explanation
from feeds.model import Case, CaseState, Standing

#: Characters of a headline, and words that are named.
HEADLINE, WORDS = 200, 8

_STANDS = {
    Standing.HELD: "is held: the desk must decide",
    Standing.WAITING: "waits for the next round-up",
    Standing.POSTED: "is posted",
    Standing.LISTED: "was a line of a round-up",
    Standing.ARCHIVED: "is found by /latest and /search alone",
    Standing.REJECTED: "was rejected: no reader sees it",
    Standing.RETRACTED: "was withdrawn",
}


def needed() -> str:
    """How to use the command."""
    return "Write the story's id behind it, which stands at the end of its post: /why 7K3F"


def why(one: Explanation, rules: PolicyRules, *, now: datetime) -> Rendered:
    """The whole explanation."""
    story = one.story
    head = html.bold(html.text(f"Story {story.public_id} {_STANDS[story.standing]}."))
    lines = [_importance(one, rules), _relevance(one, rules), _cap(one, rules)]
    parts = [
        html.join([head, html.isolate(story.headline, HEADLINE)], "\n"),
        html.join([html.text(line) for line in lines], "\n\n"),
        _case(one, now=now),
        _harms(one),
    ]
    return Rendered(html.clip(html.join(parts, "\n\n")))


def _importance(one: Explanation, rules: PolicyRules) -> str:
    parts = ", ".join(f"{part.name} {part.value:.2f} (weighs {part.weight:.2f}: {part.why})" for part in one.parts)
    return (
        f"Importance {one.story.importance:.2f}: {parts}. A post from {rules.post:.2f}, a line of the round-up from "
        f"{rules.line:.2f}, breaking from {rules.breaking:.2f}. {_sound(one, rules)}"
    )


def _sound(one: Explanation, rules: PolicyRules) -> str:
    bar = f"A post makes phones ring from {rules.loud:.2f}"
    if one.silent is None:
        return f"{bar}."
    return f"{bar}; this one came {'silently' if one.silent else 'with a sound'}."


def _relevance(one: Explanation, rules: PolicyRules) -> str:
    bounds = f"about armed conflict from {rules.relevant:.2f}, the desk is asked from {rules.unsure:.2f}"
    said = f"Relevance {one.story.relevance:.2f}: {bounds}."
    if one.outlet is None:
        return f"{said} Its reports are no longer kept."
    words = ", ".join(f"{word} {weight:+.1f}" for word, weight in one.words.because[:WORDS])
    return f"{said} The words that decided, of {one.outlet} ({one.words.score:.2f}): {words or 'none is known'}."


def _cap(one: Explanation, rules: PolicyRules) -> str:
    full = one.posted_last_hour >= rules.posts_per_hour
    then = "full: only breaking news is posted at once" if full else "not full"
    return f"Cap: {one.posted_last_hour} of {rules.posts_per_hour} posts in the last hour, {then}."


def _case(one: Explanation, *, now: datetime) -> Markup:
    if one.case is None:
        return html.text("The desk was not asked.")
    return html.join([reasons(one.case.reasons, one.case.grounds), html.text(_verdict(one.case, one, now=now))], "\n")


def _verdict(case: Case, one: Explanation, *, now: datetime) -> str:
    if case.state is not CaseState.OPEN:
        return decided(case.state, case.decided_by or "?", case.decided_at or now, now=now) + "."
    if one.votes:
        return f"{approved(one.votes, case.needed)}."
    return f"Nobody has decided yet; {count(case.needed, 'moderator')} must approve."


def _harms(one: Explanation) -> Markup:
    """What may do harm in what the story says and its newest case does not name."""
    known = one.case.grounds if one.case else ()
    new = [ground for ground in one.harms if ground not in known]
    return reasons(tuple(dict.fromkeys(ground.reason for ground in new)), new)
