import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.callbacks import (
    LIMIT,
    ArrivalButton,
    BadCallback,
    BeatButton,
    CaseButton,
    FeedButton,
    FeedsButton,
    FiguresButton,
    LatestButton,
    LetterButton,
    ResumeButton,
    RetractButton,
    SplitButton,
    Step,
    decode,
    encode,
    tag,
)
from feeds.core.splitting import mark
from feeds.model import CaseId, CaseState, DeliveryId, StoryId
from feeds.moderation import Resume

numbers = st.integers(min_value=0, max_value=10**18 - 1)
buttons = st.one_of(
    st.builds(CaseButton, numbers.map(CaseId), st.sampled_from([CaseState.APPROVED, CaseState.REJECTED])),
    st.builds(ResumeButton, st.sampled_from(Resume)),
    st.builds(LatestButton, numbers),
    st.builds(ArrivalButton, numbers.map(DeliveryId), st.booleans()),
    st.builds(RetractButton, numbers.map(StoryId), st.booleans()),
    st.builds(LetterButton, numbers.map(DeliveryId), st.booleans()),
    st.builds(FeedsButton, numbers),
    st.builds(FeedButton, numbers),
    st.builds(FiguresButton, numbers),
    st.builds(
        SplitButton,
        st.sampled_from(Step),
        numbers.map(StoryId),
        st.integers(0, 9999),
        st.lists(st.integers(1, 10**18), max_size=5).map(mark),
    ),
    st.builds(BeatButton, st.text().map(tag), st.booleans()),
    st.just(BeatButton(None, on=False)),
)


@given(buttons)
def test_every_button_comes_back_as_it_went(button):
    assert decode(encode(button)) == button


@given(buttons)
def test_every_button_fits_into_telegrams_limit(button):
    assert 1 <= len(encode(button).encode()) <= LIMIT


@given(st.one_of(st.none(), st.text(), st.text("v1:caseropvdumltwihkyf0123456789", max_size=80)))
@example("v1:case:approved:٣")
@example("v1:latest:²")
@example("\ud800")
@example("v1:case:approved:1\n")
def test_anything_else_is_one_kind_of_error(data):
    try:
        button = decode(data)
    except BadCallback:
        return
    assert encode(button) == data


@pytest.mark.parametrize(
    "data",
    [
        "",
        "v0:latest:5",
        "v1:latest",
        "v1:latest:-5",
        "v1:latest:05",
        "v1:latest:1:2",
        "v1:case:open:1",
        "v1:case:banned:1",
        "v1:case:approved:",
        "v1:resume:later",
        "v1:there:",
        "v1:perhaps:1",
        "v1:withdraw:",
        "v1:keep:7K3F",
        "v1:retry:-1",
        "v1:drop:1:2",
        "v1:feeds:x",
        "v1:feed:",
        "v1:split:pick:7:1:3-0badcafe0",
        "v1:split:pick:7:10000:3-0badcafe",
        "v1:split:all:7:1:3-0badcafe",
        "v1:split:pick:7:1:03-0badcafe",
        "v1:split:pick:7:1",
        "v1:beat:on:all",
        "v1:beat:off:",
        "v1:beat:maybe:0123456789abcdef",
        "v1:beat:on:0123456789abcdeg",
        "v1:beat:on:0123456789ABCDEF",
        "v1:beat:on:gaza",
        "v1:latest:" + "9" * 19,
        "v1:latest:5" + " " * 64,
    ],
)
def test_what_no_button_of_ours_carries_is_refused(data):
    with pytest.raises(BadCallback):
        decode(data)
