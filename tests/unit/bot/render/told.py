"""Answers to /story, for ``test_goldens``."""

from bot.render import history
from feeds.core.timeline import Moment
from feeds.model import Note, NoteKind, Payload
from tests.support.briefs import BOT, a_brief, a_source, minutes

MANY = a_brief(
    sources=tuple(a_source(f"Outlet {n}", url=f"https://o.example/{n}") for n in range(1, 12)),
    outlets=11,
    independent=9,
)
MOMENTS = (
    Moment(minutes(0), "first report: Outlet <1>"),
    Moment(minutes(20), "second outlet: Outlet 2 reports it too"),
    Moment(minutes(50), "the mayor: killed from 3 to 12"),
)
CORRECTED = Note(NoteKind.CORRECTION, "Nine people were hurt <not> killed.", minutes(30))
WITHDRAWN = Note(NoteKind.RETRACTION, "The ministry took it back.", minutes(40))


def told(moments=MOMENTS, *, gone=None, brief=MANY, **changes):
    payload = Payload(brief=brief, public_id="7K3F", **changes)
    return history.told(payload, moments, gone=gone, bot_name=BOT, now=minutes(60))


TOLD = {
    "told": told(),
    "told-corrected": told((*MOMENTS[:2], Moment(CORRECTED.at, f"corrected: {CORRECTED.text}")), notes=(CORRECTED,)),
    "told-first": told(MOMENTS[:1]),
    "told-gone": told(gone="9ABC"),
    "told-withdrawn": told((MOMENTS[0], Moment(WITHDRAWN.at, f"withdrawn: {WITHDRAWN.text}")), notes=(WITHDRAWN,)),
}
