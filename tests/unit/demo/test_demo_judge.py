"""The demonstration's verdict on what was posted."""

from bot.demo.judge import Posted, judge
from bot.demo.wire import Ending, load_wire

WIRE = load_wire()


def all_of(ending):
    """What must end there, posted as it must be."""
    return [Posted(one.label, frozenset(one.sources)) for one in WIRE.expected if one.ends is ending]


def test_exactly_what_is_expected_is_well():
    verdict = judge(WIRE, all_of(Ending.CHANNEL), all_of(Ending.DESK))
    assert (verdict.ok, verdict.posted, verdict.expected, verdict.optional) == (True, 15, 15, 0)


def test_what_may_stand_alone_is_counted_apart():
    alone = next(guid for one in WIRE.expected for guid in one.optional)
    verdict = judge(WIRE, [*all_of(Ending.CHANNEL), Posted("alone", frozenset({alone}))], all_of(Ending.DESK))
    assert (verdict.ok, verdict.posted, verdict.optional, verdict.unexpected) == (True, 16, 1, ())


def test_what_is_missing_twice_or_never_wanted_is_told():
    channel = all_of(Ending.CHANNEL)
    never = Posted("old", frozenset({"olta:stale-anskel-bus"}))
    verdict = judge(WIRE, [channel[1], channel[1], *channel[2:], never], all_of(Ending.DESK))
    assert not verdict.ok
    assert verdict.missing == (channel[0].headline, channel[1].headline)
    assert verdict.unexpected == ("old",)
