"""What polls and pushes say of each other: whether a hub delivers, so that its feed may be polled rarely.

Theory of operation. Polling goes on whatever a hub does; a subscription only makes it rarer, and only while it *earns*
that: its lease runs, a notification has brought something new, and no poll since has found what was not pushed. So a
hub that dies, denies, signs wrongly or is always late costs nothing but its own advantage. Only what is new counts: a
hub that repeats what polls have found already is of no use.

A poll may find what is on its way; then polls are as frequent as ever until the next notification that comes first.
"""

from dataclasses import replace
from datetime import datetime

from feeds.model import FeedId, HubLink, PushState, Subscription


def delivers(subscription: Subscription | None, now: datetime) -> bool:
    """Whether polls may be rare."""
    return subscription is not None and subscription.runs(now) and _earns(subscription)


def has_ended(before: Subscription, after: Subscription, now: datetime) -> bool:
    """Whether polls have been rare and may not be any longer."""
    return before.state is PushState.ACTIVE and _earns(before) and not delivers(after, now)


def _earns(subscription: Subscription) -> bool:
    delivered, missed = subscription.delivered_at, subscription.missed_at
    return delivered is not None and (missed is None or delivered > missed)


def after_poll(
    known: Subscription | None, feed_id: FeedId, link: HubLink | None, *, whole: bool, new: int, now: datetime
) -> Subscription | None:
    """The subscription after a poll brought a document; None where the feed names no hub.

    A document that is not ``whole`` may have lost its links: that it names no hub says nothing. ``new``: how many of
    its items had not been pushed.
    """
    if link is None:
        return None if whole or known is None else _after_finding(known, new, now)
    if known is None:
        return Subscription(feed_id, link.hub, link.topic, next_at=now)
    if (known.hub, known.topic) != (link.hub, link.topic):
        known = _moved(known, link, now)
    return _after_finding(known, new, now)


def after_push(subscription: Subscription, *, new: int, now: datetime) -> Subscription:
    """The subscription after a notification."""
    return replace(subscription, delivered_at=now, problem=None) if new else subscription


def after_unread_push(subscription: Subscription, problem: str, *, now: datetime) -> Subscription:
    """The subscription after a notification that cannot be read: something is new, and a poll must bring it."""
    return replace(subscription, missed_at=now, problem=problem)


def takes(subscription: Subscription, callback: bytes, now: datetime) -> bool:
    """Whether what comes to a callback is taken in."""
    return subscription.callback == callback and subscription.runs(now)


def _moved(known: Subscription, link: HubLink, now: datetime) -> Subscription:
    """Another hub or another topic (§6.1): a lease that runs goes on until the new one is verified."""
    state = PushState.ACTIVE if known.state is PushState.ACTIVE else PushState.NONE
    return replace(known, hub=link.hub, topic=link.topic, asked=None, state=state, next_at=now, failures=0)


def _after_finding(known: Subscription, new: int, now: datetime) -> Subscription:
    return replace(known, missed_at=now) if new and known.state is PushState.ACTIVE else known
