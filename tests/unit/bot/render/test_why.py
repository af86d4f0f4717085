"""Why a story stands where it stands, in words."""

from dataclasses import replace

import pytest

from bot.render import html
from bot.render.why import why
from feeds.core import importance
from feeds.core.policy import PolicyRules
from feeds.core.relevance import Relevance
from feeds.explaining import Explanation
from feeds.model import Case, CaseId, CaseState, Ground, Reason, Standing, StoryId, Vote
from tests.support.briefs import NOON, a_story, minutes

STORY = a_story()
PLAIN = Explanation(
    STORY,
    importance.explain(STORY.brief, STORY.relevance),
    Relevance(0.9, (("shell", 2.5), ("river", -0.25))),
    "Arven Herald",
    (),
    None,
    (),
    3,
)
CHILD = Ground(Reason.MINOR, "9-year-old Amir H.", "Arven Herald")
OPEN = Case(CaseId(1), StoryId(1), (Reason.MINOR,), CaseState.OPEN, NOON, grounds=(CHILD,))


def told(**changes):
    return html.plain(why(replace(PLAIN, **changes), PolicyRules(), now=minutes(5)).text)


def test_a_posted_story_is_explained():
    text = told()
    assert text.startswith(
        f"Story {STORY.public_id} is posted.\nShelling reported by the river\n\nImportance 0.50: spread"
    )
    assert "Relevance 0.90: about armed conflict from 0.50, the desk is asked from 0.35." in text
    assert "The words that decided, of Arven Herald (0.90): shell +2.5, river -0.2." in text
    assert text.endswith("Cap: 3 of 10 posts in the last hour, not full.\n\nThe desk was not asked.")


def test_whether_the_post_made_a_sound_is_told():
    assert "breaking from 0.85. A post makes phones ring from 0.50.\n" in told()
    assert "A post makes phones ring from 0.50; this one came silently." in told(silent=True)
    assert "this one came with a sound." in told(silent=False)


def test_a_full_channel_is_said_to_be_full():
    assert "Cap: 10 of 10 posts in the last hour, full: only breaking news is posted at once." in told(
        posted_last_hour=10
    )


def test_a_story_whose_reports_are_gone_says_so():
    assert "Its reports are no longer kept." in told(outlet=None)


def test_where_no_word_is_known_none_is_named():
    assert "(0.00): none is known." in told(words=Relevance(0.0))


def test_votes_are_told():
    assert told(case=OPEN).endswith("Nobody has decided yet; 2 moderators must approve.")
    assert told(case=OPEN, votes=(Vote("7", "Ada (7)", NOON),)).endswith("Approved 1 of 2: Ada (7).")
    decided = replace(OPEN, state=CaseState.APPROVED, decided_by="Ada (7) and Bob (8)", decided_at=NOON)
    assert "Approved by Ada (7) and Bob (8), 12:00 UTC." in told(case=decided)


def test_harm_that_no_case_names_is_told_and_what_one_names_is_told_once():
    assert told(harms=(CHILD,)).endswith("May name a child. “9-year-old Amir H.” (Arven Herald)")
    assert told(harms=(CHILD,), case=OPEN).count("May name a child") == 1


@pytest.mark.parametrize("standing", list(Standing))
def test_every_standing_has_words(standing):
    assert f"Story {STORY.public_id} " in told(story=replace(STORY, standing=standing))
