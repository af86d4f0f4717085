"""The messages between the program and the process that assesses stories: JSON, checked by type where it is read.

What stories are assessed by hardly ever changes and may be long (beats have many words): the process keeps the last it
was sent, and whoever sends it has it written already.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

import msgspec

from feeds.core.assess import Assessment, Grown, Standards
from feeds.core.doubts import Said
from feeds.core.policy import Hold, Judgement, Keep, Publish
from feeds.fetch.answers import frame
from feeds.model import Brief, Ground, Reason

Verdict = Literal["publish", "hold", "keep"]


class _Answer(msgspec.Struct, array_like=True):
    brief: Brief
    importance: float
    verdict: Verdict
    reasons: tuple[Reason, ...] = ()
    grounds: tuple[Ground, ...] = ()
    tolls: tuple[Said, ...] = ()


_ENCODER = msgspec.json.Encoder()
_STORIES, _ANSWERS = msgspec.json.Decoder(list[Grown]), msgspec.json.Decoder(list[_Answer])


def write_standards(standards: Standards) -> bytes:
    """What stories are assessed by."""
    return _ENCODER.encode(standards)


@lru_cache(maxsize=4)
def read_standards(written: bytes) -> Standards:
    """What ``write_standards`` wrote; raises ``msgspec.MsgspecError``."""
    return msgspec.json.decode(written, type=Standards)


def write_stories(stories: Sequence[Grown]) -> bytes:
    """Stories to assess; raises ``UnicodeEncodeError`` where a text is none."""
    return _ENCODER.encode(list(stories))


def read_stories(written: bytes) -> list[Grown]:
    """What ``write_stories`` wrote; raises ``msgspec.MsgspecError``."""
    return _STORIES.decode(written)


def write_assessments(assessments: Sequence[Assessment]) -> bytes:
    """Assessments, as a message of ``feeds.fetch.answers``."""
    return frame([_answer(one) for one in assessments])


def read_assessments(written: bytes) -> list[Assessment]:
    """What ``write_assessments`` wrote; raises ``msgspec.MsgspecError``."""
    return [Assessment(one.brief, one.importance, _judgement(one), one.tolls) for one in _ANSWERS.decode(written)]


def _answer(one: Assessment) -> _Answer:
    answer = _Answer(one.brief, one.importance, _verdict(one.judgement), tolls=one.tolls)
    if isinstance(one.judgement, Hold):
        answer.reasons, answer.grounds = one.judgement.reasons, one.judgement.grounds
    return answer


def _verdict(judgement: Judgement) -> Verdict:
    match judgement:
        case Hold():
            return "hold"
        case Publish():
            return "publish"
        case Keep():
            return "keep"


def _judgement(one: _Answer) -> Judgement:
    match one.verdict:
        case "hold":
            return Hold(one.reasons, one.grounds)
        case "publish":
            return Publish()
        case "keep":
            return Keep()
