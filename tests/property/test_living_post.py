"""Properties of a post that follows its story: however many revisions come, and when, its channel is not flooded."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from feeds.core.outbox import Answer, Edit, Rewrite, plan_development, plan_revision
from feeds.model import PostKind
from tests.support.builders import NOW, a_post_brief

EDIT_AFTER, QUIET, EVERY = timedelta(minutes=2), timedelta(minutes=10), timedelta(minutes=30)

#: seconds between one revision and the next, most of them in bursts
revisions = st.lists(st.one_of(st.integers(0, 20), st.integers(0, 4000)), min_size=1, max_size=60)
#: seconds by which a message leaves late
late = st.integers(0, 100)


class Channel:
    """A channel that has a story's first post, and gets what is decided."""

    def __init__(self, lateness):
        self.now, self.late = NOW, timedelta(seconds=lateness)
        self.posts = [a_post_brief(untouched=False, done=True, sent_at=NOW)]
        self.due = {}

    def pass_time(self, seconds):
        self.now += timedelta(seconds=seconds)
        for number in [number for number, at in self.due.items() if at + self.late <= self.now]:
            sent_at = self.due.pop(number) + self.late
            self.posts[number] = replace(self.posts[number], untouched=False, done=True, sent_at=sent_at)

    def add(self, kind, not_before):
        self.due[len(self.posts)] = not_before
        self.posts.append(a_post_brief(len(self.posts) + 1, kind=kind))

    def revise(self):
        match plan_revision(self.posts, now=self.now, edit_after=EDIT_AFTER):
            case Edit(not_before):
                self.add(PostKind.EDIT, not_before)
        match plan_development(self.posts, now=self.now, quiet=QUIET, every=EVERY):
            case Answer(not_before):
                self.add(PostKind.DEVELOPMENT, not_before)
            case Rewrite(post):
                assert post.kind is PostKind.DEVELOPMENT

    def sent(self, *kinds):
        return sorted(post.sent_at for post in self.posts if post.kind in kinds and post.sent_at)


def channel_after(waits, lateness):
    channel = Channel(lateness)
    for seconds in waits:
        channel.pass_time(seconds)
        channel.revise()
    channel.pass_time(10**5)
    return channel


@given(revisions, late)
def test_a_post_is_edited_at_most_once_in_a_while_and_never_left_behind(waits, lateness):
    channel = channel_after(waits, lateness)
    edits = channel.sent(PostKind.NEW, PostKind.EDIT)
    assert all(later - earlier >= EDIT_AFTER for earlier, later in pairwise(edits))
    assert edits[-1] >= NOW + timedelta(seconds=sum(waits))  # the last revision is in it


@given(revisions, late)
def test_developments_of_a_story_keep_their_distance(waits, lateness):
    channel = channel_after(waits, lateness)
    first, *answers = channel.sent(PostKind.NEW, PostKind.DEVELOPMENT)
    assert all(later - earlier >= EVERY for earlier, later in pairwise(answers))
    assert all(answer - first >= QUIET for answer in answers)
