"""Whatever polls, hubs and strangers do to a subscription, and whatever stands in headers and signatures."""

import hmac
from datetime import UTC, datetime, timedelta
from itertools import count

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from feeds.core.notification import ALGORITHMS, BudgetRules, is_signed, spend
from feeds.core.pushing import after_poll, after_push, after_unread_push, delivers, takes
from feeds.core.websub import PushRules, answer, ask, callback_of, failed, hub_request, named, settled
from feeds.fetch.links import hub_and_self
from feeds.model import FeedId, HubLink, PushState

NOW = datetime(2026, 3, 3, 12, tzinfo=UTC)
RULES = PushRules()
LINKS = [HubLink(f"https://hub{n % 2}.example/", f"https://news.example/{n // 2}") for n in range(4)]
at_its_own_pace = settings(deadline=None)  # machines differ

jitters = st.floats(0, 1, exclude_max=True)
leases = st.sampled_from(["864000", "864000", "3000", "300", None, "99999999999", "1", "soon", ""])
seconds = st.sampled_from([0.5, 60.0, 600.0, 3600.0]) | st.floats(0, 40 * 86400)
#: mostly what is usual: of what never goes well, nothing is learnt
modes = st.sampled_from(["subscribe"] * 6 + ["unsubscribe", "denied", "publish"])
topics = st.sampled_from([None] * 5 + [link.topic for link in LINKS])  # None: the right one
links = st.sampled_from([LINKS[0]] * 8 + [*LINKS, None])
callbacks = st.sampled_from([-1, -1, -1, -1, -2, -3])  # the newest, and older ones


class Life(RuleBasedStateMachine):
    """A feed's subscription over some weeks."""

    def __init__(self):
        super().__init__()
        self.now, self.it = NOW, after_poll(None, FeedId(1), LINKS[0], whole=True, new=0, now=NOW)
        self.tokens, self.asked_at = count(), []
        self.told = [callback_of("never told")]  # callbacks that hubs were ever told, and one that none was

    @rule(by=seconds)
    def time_passes(self, by):
        self.now += timedelta(seconds=by)

    @rule(link=links, whole=st.booleans(), new=st.sampled_from([0, 0, 0, 1]))
    def a_poll_brings_a_document(self, link, whole, new):
        self.it = after_poll(self.it, FeedId(1), link, whole=whole, new=new, now=self.now)

    @precondition(lambda self: self.it)
    @rule(jitter=jitters, refused=st.sampled_from([False, False, True]), retry_after=st.none() | seconds)
    def the_job_runs(self, jitter, refused, retry_after):
        if self.it.next_at > self.now:
            return
        self.it = settled(self.it, now=self.now, rules=RULES, jitter=jitter)
        if self.it.next_at > self.now:
            return
        self.told.append(callback_of(str(next(self.tokens))))
        self.it = ask(self.it, self.told[-1], now=self.now, rules=RULES)
        assert self.it.asked == self.told[-1]
        if refused:
            self.it = failed(self.it, "no", now=self.now, rules=RULES, jitter=jitter, retry_after=retry_after)
            assert (self.it.next_at - self.now).total_seconds() >= min(RULES.retry, self._left())

    @precondition(lambda self: self.it)
    @rule(jitter=jitters, lease=leases)
    def all_goes_well(self, jitter, lease):
        self.now = max(self.now, self.it.next_at)
        self.the_job_runs(jitter, refused=False, retry_after=None)
        self.somebody_calls_a_callback(-1, "subscribe", None, lease, jitter)
        self.something_is_pushed(-1, new=1, readable=True)

    def _left(self):
        """Seconds of the lease that are left."""
        return (self.it.lease_ends_at - self.now).total_seconds() if self.it.lease_ends_at else 1e9

    @precondition(lambda self: self.it)
    @rule(which=callbacks, mode=modes, topic=topics, lease=leases, jitter=jitters)
    def somebody_calls_a_callback(self, which, mode, topic, lease, jitter):
        callback, before = self.told[max(which, -len(self.told))], self.it
        topic = topic or before.topic
        query = [("hub.mode", mode), ("hub.topic", topic), ("hub.challenge", "c"), ("hub.lease_seconds", lease)]
        request = hub_request((name, value) for name, value in query if value is not None)
        found = answer(before, callback, request, now=self.now, rules=RULES, jitter=jitter)
        ours = callback in {before.asked, before.callback} and topic == before.topic
        if not ours or mode in {"unsubscribe", "publish"}:
            assert (found.body, found.after) == (None, before)
        if found.body == "c":
            assert ours
            assert mode == "subscribe"
            assert found.after.runs(self.now)
        self.it = found.after

    @precondition(lambda self: self.it)
    @rule(which=callbacks, new=st.sampled_from([0, 1]), readable=st.sampled_from([True, True, False]))
    def something_is_pushed(self, which, new, readable):
        callback = self.told[max(which, -len(self.told))]
        if takes(self.it, callback, self.now):
            assert callback == self.it.callback
            assert self.it.runs(self.now)
            pushed = after_push(self.it, new=new, now=self.now)
            self.it = pushed if readable else after_unread_push(self.it, "no", now=self.now)

    @invariant()
    def callbacks_are_those_of_its_state(self):
        if self.it is None:
            return
        assert self.it.asked is None or self.it.asked != self.it.callback
        assert (self.it.callback is not None) == (self.it.state is PushState.ACTIVE)
        assert (self.it.lease_ends_at is not None) == (self.it.state is PushState.ACTIVE)
        assert self.it.asked is not None or self.it.state is not PushState.ASKED
        assert {self.it.callback, self.it.asked} - {None} <= set(self.told[1:])

    @invariant()
    def polls_are_rare_only_while_a_lease_runs_and_something_is_done_before_it_ends(self):
        if self.it is None:
            return
        assert not delivers(self.it, self.now) or self.it.runs(self.now)
        if self.it.state is PushState.ACTIVE:
            assert self.it.next_at <= max(self.it.lease_ends_at, self.now)
        assert (self.it.next_at - self.now).total_seconds() <= RULES.longest * 1.1


TestLife = Life.TestCase
TestLife.settings = settings(deadline=None, max_examples=60, stateful_step_count=40)


@at_its_own_pace
@given(
    body=st.binary(max_size=200), secret=st.text(min_size=1, max_size=60), method=st.sampled_from(sorted(ALGORITHMS))
)
def test_a_body_is_signed_by_who_has_the_secret_and_by_nobody_else(body, secret, method):
    key = secret.encode("utf-8", "replace").decode()
    right = f"{method}={hmac.new(key.encode(), body, method).hexdigest()}"
    assert is_signed(body, right, key)
    assert not is_signed(body + b"!", right, key)
    assert not is_signed(body, right, key + "!")
    for place in range(len(method) + 1, len(right)):
        other = "0" if right[place] != "0" else "1"
        assert not is_signed(body, right[:place] + other + right[place + 1 :], key)


@at_its_own_pace
@given(signature=st.none() | st.text(max_size=200))
def test_any_text_is_a_wrong_signature_and_nothing_worse(signature):
    assert not is_signed(b"body", signature, "secret")


@at_its_own_pace
@given(waits=st.lists(st.floats(0, 100), max_size=60))
def test_no_more_is_taken_in_than_the_budget_lets(waits):
    rules, budget, ticks, taken = BudgetRules(most=5, every=10), None, 0.0, 0
    for wait in waits:
        ticks += wait
        if (left := spend(budget, ticks, rules)) is not None:
            budget, taken = left, taken + 1
            assert 0 <= budget.left < rules.most
    assert taken <= rules.most + (ticks - (waits[0] if waits else 0)) / rules.every + 1e-6


fragments = st.sampled_from(
    ["<", ">", ";", ",", '"', "\\", "rel", "=", "hub", "self", "https://h.example/", "/", " ", "anchor"]
)
headers = st.lists(st.lists(fragments | st.text(max_size=3), max_size=20).map("".join), max_size=4)


@at_its_own_pace
@given(fields=headers)
def test_link_headers_give_addresses_of_the_web_or_nothing(fields):
    for address in hub_and_self(fields, base="https://news.example/feed"):
        assert address is None or address.startswith(("http://", "https://"))


addresses = (
    st.none() | st.text(max_size=30) | st.sampled_from(["https://h.example/", "http://h.example/", "/feed", "//x"])
)


@at_its_own_pace
@given(header=st.tuples(addresses, addresses), document=st.tuples(addresses, addresses), secure=st.booleans())
def test_what_a_feed_names_is_a_hub_that_may_be_asked_or_nothing(header, document, secure):
    url = f"{'https' if secure else 'http'}://news.example/feed"
    link = named(header, document, url=url)
    assert link is None or link.hub.startswith("https://" if secure else "http")
    assert link is None or link.topic.startswith(("http://", "https://"))


@at_its_own_pace
@given(query=st.lists(st.tuples(st.sampled_from(["hub.mode", "hub.topic", "hub.challenge", "x"]), st.text(max_size=5))))
def test_any_query_is_a_hubs_or_is_none(query):
    request = hub_request(query)
    names = [name for name, _ in query if name != "x"]
    assert request is None or len(names) == len(set(names))
