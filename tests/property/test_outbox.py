"""A day of the outbox with a crash between any two steps: no post is lost, and what is final stays.

The store is a dictionary here, its transitions those of ``feeds.core.outbox``; every transaction is one step, and a
crash forgets what was between two of them: which deliveries the process had in its hands.
"""

from dataclasses import dataclass
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, precondition, rule

from feeds.core.outbox import ALLOWED, LONGEST_WAIT, Attempt, Edit, Outcome, Rewrite, backoff, plan_revision, settle
from feeds.model import DeliveryState as S
from feeds.model import PostKind
from tests.support.builders import NOW, a_post_brief

tried = settings(max_examples=40, deadline=None)  # machines differ


FINAL = {state for state, after in ALLOWED.items() if not after}
#: where a delivery may rest for ever: what is final, and a dead letter that nobody picks up
REST = FINAL | {S.REJECTED}


@dataclass
class Row:
    """A delivery as the store has it, and what really happened to its message."""

    state: S = S.READY
    attempts: int = 0
    not_before: float = 0.0
    arrived: int = 0  #: how often the message has really arrived
    doubted: int = 0  #: how often it was sent again although it might have arrived


class Outbox(RuleBasedStateMachine):
    """Adds, claims, sends, settles, crashes and recovers."""

    in_hand = Bundle("in_hand")  #: claims of this process, with how the attempt ended

    @initialize()
    def begin(self):
        self.rows, self.final, self.now, self.process = [], {}, 0.0, 0

    def move(self, row, state):
        assert state in ALLOWED[row.state]
        row.state = state

    def record(self, row, attempt):
        settlement = settle(attempt, attempts=row.attempts, at=NOW + timedelta(seconds=self.now))
        self.move(row, settlement.state)
        if settlement.not_before:
            row.not_before = (settlement.not_before - NOW).total_seconds()

    @rule()
    def add(self):
        self.rows.append(Row())

    @rule(seconds=st.floats(1, 2 * LONGEST_WAIT))
    def wait(self, seconds):
        self.now += seconds

    @rule(target=in_hand, outcome=st.sampled_from(Outcome), retry_after=st.none() | st.floats(0, 900))
    def claim(self, outcome, retry_after):
        """Committed before anything leaves."""
        ready = [row for row in self.rows if row.state is S.READY and row.not_before <= self.now]
        if not ready:
            return None
        self.move(ready[0], S.SENDING)
        ready[0].attempts += 1
        return self.process, ready[0], Attempt(outcome, message_id=1, retry_after=retry_after)

    @rule(claim=in_hand)
    def send(self, claim):
        """The request leaves, unless the process that claimed it is gone or has sent it; it may arrive unheard."""
        if claim and claim[0] == self.process and claim[1].state is S.SENDING and not claim[1].arrived:
            claim[1].arrived += claim[2].outcome in {Outcome.SENT, Outcome.UNCERTAIN}

    @rule(claim=consumes(in_hand))
    def settle(self, claim):
        if not claim or claim[0] != self.process or claim[1].state is not S.SENDING:
            return
        _, row, attempt = claim
        row.arrived += attempt.outcome is Outcome.SENT and not row.arrived
        self.record(row, attempt)

    @rule(edit=st.booleans())
    def crash(self, edit):
        """The process dies; the next one settles what it finds in flight. An edit may be repeated."""
        self.process += 1
        for row in self.rows:
            if row.state is S.SENDING:
                self.move(row, S.READY if edit else S.UNCERTAIN)
                row.doubted += edit

    @precondition(lambda self: any(row.state is S.UNCERTAIN for row in self.rows))
    @rule(again=st.booleans())
    def look(self, again):
        """Look whether an uncertain message is there: adopt it, or send it again, or take it for arrived."""
        row = next(row for row in self.rows if row.state is S.UNCERTAIN)
        if row.arrived:
            self.move(row, S.SENT)
        else:
            self.move(row, S.READY if again else S.DROPPED)

    @precondition(lambda self: any(row.state is S.REJECTED for row in self.rows))
    @rule(again=st.booleans())
    def pick_up(self, again):
        """A person sends a dead letter again, or drops it; the desk's log says so."""
        row = next(row for row in self.rows if row.state is S.REJECTED)
        self.move(row, S.READY if again else S.DROPPED)

    @rule()
    def take_back(self):
        for row in self.rows:
            if row.state is S.READY and not row.attempts:
                self.move(row, S.DROPPED)

    @invariant()
    def what_is_final_stays(self):
        for number, row in enumerate(getattr(self, "rows", [])):
            assert self.final.setdefault(number, row.state) is row.state or self.final[number] not in FINAL
            self.final[number] = row.state

    @invariant()
    def what_is_sent_has_arrived(self):
        assert all(row.arrived for row in getattr(self, "rows", []) if row.state is S.SENT)

    @invariant()
    def nothing_arrives_twice_unless_it_was_repeated_knowingly(self):
        assert all(row.arrived <= 1 + row.doubted for row in getattr(self, "rows", []))

    def teardown(self):
        """From wherever the day ended, every delivery comes to its end."""
        if not hasattr(self, "rows"):
            return
        self.crash(edit=False)
        for row in self.rows:
            if row.state is S.UNCERTAIN:
                self.move(row, S.SENT if row.arrived else S.READY)
            if row.state is S.READY:
                self.move(row, S.SENDING)
                row.attempts += 1
                self.record(row, Attempt(Outcome.SENT, message_id=1))
        assert {row.state for row in self.rows} <= REST


TestOutbox = Outbox.TestCase
TestOutbox.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)

attempts = st.builds(
    Attempt,
    st.sampled_from(Outcome),
    message_id=st.none() | st.integers(1),
    retry_after=st.none() | st.floats(0, 1e6),
    problem=st.none() | st.text(),
)


@tried
@given(attempts, st.integers(0, 10**9))
def test_any_attempt_settles_and_nothing_is_tried_before_its_time(attempt, number):
    settlement = settle(attempt, attempts=number, at=NOW)
    assert settlement.state in ALLOWED[S.SENDING]
    assert (settlement.not_before is not None) == (settlement.state is S.READY)
    if settlement.not_before:
        assert settlement.not_before >= NOW + timedelta(seconds=max(attempt.retry_after or 0, backoff(number)) - 1e-3)


@tried
@given(st.integers(-5, 10**9))
def test_waiting_never_gets_shorter_with_more_attempts(number):
    assert 0 < backoff(number) <= backoff(number + 1) <= LONGEST_WAIT


posts = st.lists(st.tuples(st.booleans(), st.booleans()), max_size=6).map(
    lambda flags: [
        a_post_brief(n, kind=PostKind.EDIT if n else PostKind.NEW, untouched=untouched, done=done)
        for n, (untouched, done) in enumerate(flags)
    ]
)


@tried
@given(posts, st.integers(0, 3600))
def test_a_revision_rewrites_only_what_nobody_has_seen_and_somebody_will(story_posts, seconds):
    plan = plan_revision(story_posts, now=NOW, edit_after=timedelta(seconds=seconds))
    match plan:
        case None:
            assert not story_posts
        case Rewrite(post):
            assert post is story_posts[-1]
            assert post.untouched
            assert not post.done
        case Edit(not_before):
            assert not_before == NOW + timedelta(seconds=seconds)
