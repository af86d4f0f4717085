"""What to do about a feed's hub: decisions of a WebSub subscriber. Section numbers are those of the W3C Recommendation
of 23 January 2018.

::

    none ──ask──▶ asked ──verified──▶ active ──ask again, at 70 to 90 % of the lease──▶ active
     ▲              │                   │
     └── failed ────┤                   ├── lease over ──▶ lapsed ──ask──▶ asked
                    └── denied, or ─────┴── denied ──▶ denied ──ask, a week later──▶ asked
                        failed too often

A hub speaks with the feed's voice, for the feed names it, and with no other: it gets an address and a secret of its own
with each request, renewals among them (§5.1.1), and what it sends counts for the feed that it was asked for. What else
it can do is bounded: how long a lease may be, how often it is asked, how much of it is taken in.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from feeds.core import fields
from feeds.model import HubLink, PushState, Subscription

LONGEST_ADDRESS = 2048
LONGEST_CHALLENGE = 1024
LONGEST_REASON = 200

_ESCAPED = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]")
_CHALLENGE = re.compile(rf"[\x20-\x7e]{{1,{LONGEST_CHALLENGE}}}")
_LEASE = re.compile(r"[0-9]{1,12}")
_ASKED_BY_HUB = ("hub.mode", "hub.topic", "hub.challenge", "hub.lease_seconds", "hub.reason")


@dataclass(frozen=True, slots=True)
class PushRules:
    """Seconds, shares and counts."""

    lease: float = 10 * 86400.0  #: asked for; the Recommendation calls ten days a good default (§8.2)
    shortest: float = 300.0  #: a shorter lease is refused: keeping it up would take more requests than polling
    longest: float = 30 * 86400.0  #: a longer one is taken for one of this length
    renew_from: float = 0.7  #: share of the lease after which it is renewed …
    renew_until: float = 0.9  #: … at the latest; jitter says when
    patience: float = 600.0  #: for a hub to verify what it has accepted
    retry: float = 60.0  #: after a failure; doubled with each further one …
    longest_retry: float = 86400.0  #: … up to this
    failures: int = 8  #: in a row, after which a hub is left alone as if it had denied
    rest: float = 7 * 86400.0  #: until a hub that denied is asked again


@dataclass(frozen=True, slots=True)
class HubRequest:
    """What a hub asks at a callback: to verify an intent (§5.3), or to be told that it was denied (§5.2)."""

    mode: str
    topic: str
    challenge: str | None = None
    lease: str | None = None  #: seconds, as the hub wrote them
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class HubAnswer:
    """How the subscription stands before and after a hub's request, and what to answer."""

    before: Subscription
    after: Subscription
    body: str | None  #: to be sent with 200; None: 404, which says that we do not agree (§5.3.1)

    @property
    def is_nothing_new(self) -> bool:
        """Whether the request changes nothing."""
        return self.after == self.before


# ------------------------------------------------------------------ discovery


def named(
    header: tuple[str | None, str | None], document: tuple[str | None, str | None], *, url: str
) -> HubLink | None:
    """The hub and the topic that a feed names: in Link headers, else in the document (§4).

    Each pair is hub and self. A feed that names a hub and no self is taken to mean the address that it was fetched
    from. The hub of a feed that comes by https is asked by https, whatever its address says (§8.2): being pushed to
    must not be weaker than polling.
    """
    first, second = (header, document) if header[0] else (document, header)
    hub = fields.address(first[0], url)
    topic = fields.address(first[1], url) or fields.address(second[1], url) or url
    if hub is None or max(len(hub), len(topic)) > LONGEST_ADDRESS:
        return None
    if hub[:5].lower() == "http:" and "https:" in {url[:6].lower(), topic[:6].lower()}:
        hub = "https:" + hub[5:]
    return HubLink(hub, topic)


# ------------------------------------------------------------------ asking


def callback_of(token: str) -> bytes:
    """What stands for a callback's token where it is kept: whoever reads it there cannot call."""
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()


def settled(subscription: Subscription, *, now: datetime, rules: PushRules, jitter: float) -> Subscription:
    """The subscription as it stands at ``now``: its lease may be over, and the hub may have let the time for verifying
    pass. Where ``next_at`` is not in the future then, the hub is to be asked.
    """
    found = subscription
    if found.state is PushState.ACTIVE and not found.runs(now):
        found = replace(found, state=PushState.LAPSED, callback=None, lease_ends_at=None)
    if found.asked is None or found.next_at > now:
        return found
    if found.asked_at is not None and (now - found.asked_at).total_seconds() < rules.patience:
        return replace(found, next_at=found.asked_at + timedelta(seconds=rules.patience))
    return failed(found, "the hub took the request and never verified it", now=now, rules=rules, jitter=jitter)


def ask(subscription: Subscription, callback: bytes, *, now: datetime, rules: PushRules) -> Subscription:
    """The subscription from when the hub is asked with a new callback, which is before it can answer."""
    state = PushState.ACTIVE if subscription.state is PushState.ACTIVE else PushState.ASKED
    wait = now + timedelta(seconds=rules.patience)
    return replace(subscription, state=state, asked=callback, asked_at=now, next_at=_within_lease(subscription, wait))


def request_form(subscription: Subscription, *, callback: str, secret: str, rules: PushRules) -> Mapping[str, str]:
    """What the hub is asked (§5.1)."""
    return {
        "hub.callback": callback,
        "hub.mode": "subscribe",
        "hub.topic": subscription.topic,
        "hub.lease_seconds": f"{rules.lease:.0f}",
        "hub.secret": secret,
    }


def failed(
    subscription: Subscription,
    problem: str,
    *,
    now: datetime,
    rules: PushRules,
    jitter: float,
    retry_after: float | None = None,
) -> Subscription:
    """The subscription after a request that came to nothing: asked again later, and later still; in the end left."""
    failures = subscription.failures + 1
    given_up = failures >= rules.failures
    wait = rules.rest if given_up else min(rules.retry * 2.0 ** (failures - 1), rules.longest_retry)
    wait = max(wait, min(retry_after or 0.0, rules.rest)) * (1 + jitter / 10)
    if subscription.state is PushState.ACTIVE:
        state = PushState.ACTIVE
    else:
        state = PushState.DENIED if given_up else PushState.NONE
    next_at = _within_lease(subscription, now + timedelta(seconds=wait))
    return replace(subscription, state=state, asked=None, next_at=next_at, failures=failures, problem=problem)


def _within_lease(subscription: Subscription, moment: datetime) -> datetime:
    """Not later than the end of a lease that runs: then polling must know."""
    ends = subscription.lease_ends_at
    return min(moment, ends) if subscription.state is PushState.ACTIVE and ends is not None else moment


# ------------------------------------------------------------------ answering hubs


def hub_request(query: Iterable[tuple[str, str]]) -> HubRequest | None:
    """What the query of a hub's GET asks; None where it is none of the Recommendation's, or says something twice."""
    said = [(name, value) for name, value in query if name in _ASKED_BY_HUB]
    values = dict(said)
    if len(values) < len(said) or not values.get("hub.mode") or not values.get("hub.topic"):
        return None
    return HubRequest(
        mode=values["hub.mode"],
        topic=values["hub.topic"],
        challenge=values.get("hub.challenge"),
        lease=values.get("hub.lease_seconds"),
        reason=values.get("hub.reason"),
    )


def answer(
    subscription: Subscription,
    callback: bytes,
    request: HubRequest,
    *,
    now: datetime,
    rules: PushRules,
    jitter: float,
) -> HubAnswer:
    """What becomes of a subscription that a hub asks about at one of its callbacks.

    We never ask to unsubscribe, so that is not agreed to: a callback that is no longer wanted answers 410 to what is
    sent there (§7). A hub may ask again whether a subscription is still wanted (§5); that changes nothing, for else
    whoever has seen the address once could make us believe in a lease that does not run.
    """
    if callback not in {subscription.asked, subscription.callback} or not _same(request.topic, subscription.topic):
        return HubAnswer(subscription, subscription, None)
    if request.mode == "denied":
        return HubAnswer(subscription, _denied(subscription, callback, request.reason, now=now, rules=rules), "")
    if request.mode != "subscribe" or not _CHALLENGE.fullmatch(request.challenge or ""):
        return HubAnswer(subscription, subscription, None)
    if callback == subscription.callback:
        return HubAnswer(subscription, subscription, request.challenge if subscription.runs(now) else None)
    lease = _lease(request.lease, rules)
    if lease is None:
        problem = f"the hub grants a lease of {_on_a_line(request.lease)[:20]} s, of no use"
        return HubAnswer(subscription, failed(subscription, problem, now=now, rules=rules, jitter=jitter), None)
    return HubAnswer(
        subscription, _verified(subscription, callback, lease, now=now, rules=rules, jitter=jitter), request.challenge
    )


def _verified(
    subscription: Subscription, callback: bytes, lease: float, *, now: datetime, rules: PushRules, jitter: float
) -> Subscription:
    """The subscription with a new lease. What it has earned stays with it only where it was not interrupted."""
    earned = subscription.runs(now)
    share = rules.renew_from + (rules.renew_until - rules.renew_from) * jitter
    return replace(
        subscription,
        state=PushState.ACTIVE,
        callback=callback,
        asked=None,
        lease_ends_at=now + timedelta(seconds=lease),
        next_at=now + timedelta(seconds=lease * share),
        delivered_at=subscription.delivered_at if earned else None,
        missed_at=subscription.missed_at if earned else None,
        failures=0,
        problem=None,
    )


def _denied(
    subscription: Subscription, callback: bytes, reason: str | None, *, now: datetime, rules: PushRules
) -> Subscription:
    """Without the callback that the hub denies (§5.2); where that was the only one, without a subscription."""
    said = _on_a_line(reason)
    problem = f"the hub denied the subscription: {said}" if said else "the hub denied the subscription"
    if callback == subscription.callback:
        left = replace(subscription, state=PushState.ASKED, callback=None, lease_ends_at=None, problem=problem)
    else:
        left = replace(subscription, asked=None, problem=problem)
        left = replace(left, next_at=_within_lease(left, now + timedelta(seconds=rules.rest)))
    if left.asked is None and left.callback is None:
        return replace(left, state=PushState.DENIED, next_at=now + timedelta(seconds=rules.rest))
    return left


def _lease(written: str | None, rules: PushRules) -> float | None:
    """The seconds of a lease that is of use. A hub that does not say, as old ones do, is taken to grant what we asked
    for.
    """
    if written is None:
        return rules.lease
    seconds = float(written) if _LEASE.fullmatch(written) else 0.0
    return min(seconds, rules.longest) if seconds >= rules.shortest else None


def _on_a_line(text: str | None) -> str:
    """What a hub says, fit for a log."""
    return "".join(letter for letter in " ".join(fields.text(text).split()) if letter.isprintable())[:LONGEST_REASON]


def _same(one: str, other: str) -> bool:
    """Whether two spellings are one topic: hubs decode what need not be escaped (§5.1.1)."""
    return _decoded(one) == _decoded(other)


def _decoded(address: str) -> str:
    return _ESCAPED.sub(_letter, address)


def _letter(escaped: re.Match[str]) -> str:
    letter = chr(int(escaped[1], 16))
    return letter if _UNRESERVED.fullmatch(letter) else escaped[0].upper()
