"""Messages about what is corrected, withdrawn, refused or missed, for ``test_goldens``."""

from dataclasses import replace

from bot.render import case, corrections, failures, parted, post, regrouped, reply
from feeds.corrections import Done, Effect, Reach
from feeds.failures import Fate, Settled
from feeds.model import (
    CaseId,
    DeliveryId,
    Failure,
    Missed,
    Note,
    NoteKind,
    Payload,
    PostId,
    PostKind,
    Reason,
    Standing,
    TargetKind,
)
from feeds.moderation import Regroup, Regrouped
from feeds.splitting import Listing, Parted, Parting
from tests.support.briefs import BOT, NOON, a_brief, a_line, a_source, a_story, an_excerpt, minutes
from tests.support.builders import a_source as a_report
from tests.support.builders import an_item, an_outlet

LISTED = Listing(
    a_story("Shelling <reported> by the river"),
    tuple(
        a_report(an_item(f"Report <{at}> & more", key=f"{at}"), an_outlet(f"Outlet {at}"), number=at)
        for at in range(1, 11)
    ),
)
CORRECTED = Note(NoteKind.CORRECTION, "Nine people were hurt <not> killed.", minutes(10))
WITHDRAWN = Note(NoteKind.RETRACTION, "The ministry & its sources took it back.", minutes(40))
TWO = a_brief(sources=(a_source(), a_source("Ministry <North>", url=None)), outlets=2, independent=2)


def told(kind, **changes):
    payload = Payload(brief=changes.pop("brief", TWO), public_id="7K3F", **changes)
    return post.post(payload, kind, bot_name=BOT, now=minutes(60), nonce=None)


def reach(channels=2, readers=1300, *, waiting=False, **changes):
    return Reach(a_story("Shelling <reported> by the river", **changes), channels, readers, waiting)


def done(channels=2, readers=1300, **changes):
    return Effect(Done.DONE, reach(channels, readers, **changes))


def not_done(what, standing):
    return Effect(what, reach(0, 0, standing=standing))


def a_letter(number, kind=PostKind.NEW, where=TargetKind.CHANNEL, *, chats=1, **changes):
    payload = changes.pop("payload", Payload(brief=a_brief("Shelling & smoke"), public_id="7K3F"))
    why = "BadRequest: Can't parse entities: unexpected <end> tag"
    return Failure(PostId(number), kind, where, payload, chats, why, minutes(-number), DeliveryId(number * 10))


def regroup(done):
    return Regrouped(done, a_story("Shelling <reported>"), a_story("Ten & more dead", number=2))


LETTERS = [
    a_letter(1),
    a_letter(2, PostKind.CORRECTION, TargetKind.READER, chats=1300),
    a_letter(3, PostKind.ROUNDUP, payload=Payload(lines=(a_line(),))),
]

MENDED = {
    "post-corrected": told(PostKind.EDIT, notes=(CORRECTED,), change="Salo Radio reports it too"),
    "post-corrected-often": told(
        PostKind.NEW, notes=tuple(Note(NoteKind.CORRECTION, f"Number {n}.", minutes(n)) for n in range(1, 6))
    ),
    "post-withdrawn": told(PostKind.EDIT, notes=(CORRECTED, WITHDRAWN), change="never shown"),
    "post-goes-on": told(PostKind.EDIT, notes=(CORRECTED,), change="never shown", merged_into="9ABC"),
    "post-development": told(
        PostKind.DEVELOPMENT,
        brief=a_brief(excerpts=(an_excerpt("We did not strike.", "Ministry of the North"),), updated_at=minutes(50)),
        change="first report from the North's side: Ministry of the North",
    ),
    "post-correction": told(PostKind.CORRECTION, text=CORRECTED.text, notes=(CORRECTED,)),
    "post-retraction": told(PostKind.RETRACTION, text=WITHDRAWN.text, notes=(WITHDRAWN,)),
    "case-degraded": case.card(
        Payload(
            brief=a_brief(),
            public_id="7K3F",
            case_id=CaseId(12),
            reasons=(Reason.DEGRADED,),
            text="can't parse entities: <b>",
        ),
        bot_name=BOT,
        now=NOON,
    ),
    "case-refused": case.notice(
        Payload(text="The post of story 7K3F was refused: too <long>", delivery_id=DeliveryId(7))
    ),
    "desk-corrected": corrections.corrected(done()),
    "desk-corrected-waiting": corrections.corrected(done(waiting=True)),
    "desk-corrected-listed": corrections.corrected(done(0, 0)),
    "desk-corrected-before": corrections.corrected(not_done(Done.BEFORE, Standing.POSTED)),
    "desk-corrected-held": corrections.corrected(not_done(Done.UNSEEN, Standing.HELD)),
    "desk-retracted-goes-on": corrections.retracted(
        Effect(Done.MERGED, reach(0, 0, standing=Standing.ARCHIVED, merged_into="9ABC")), "Ada"
    ),
    "desk-merged": regrouped.merged(regroup(Regroup.DONE), "Ada"),
    "desk-merged-before": regrouped.merged(regroup(Regroup.ONE), "Ada"),
    "desk-merged-decided": regrouped.merged(regroup(Regroup.DECIDED), "Ada"),
    "desk-kept-apart": regrouped.kept_apart(regroup(Regroup.DONE), "Ada"),
    "desk-split": parted.reports(LISTED, {2, 3}, page=0, now=minutes(60)),
    "desk-split-last": parted.reports(replace(LISTED, led=True), {2, 3}, page=1, now=minutes(60)),
    "desk-split-done": parted.parted(Parted(Parting.DONE, a_story("Shelling <reported>"), "9ABC", 2, 1301), "Ada"),
    "desk-split-alone": parted.reports(replace(LISTED, items=LISTED.items[:1]), (), now=NOON),
    "desk-corrected-rejected": corrections.corrected(not_done(Done.UNSEEN, Standing.REJECTED)),
    "desk-retract": corrections.question(reach(), "The ministry <b> took it back."),
    "desk-retract-waiting": corrections.question(reach(waiting=True), "No."),
    "desk-retract-listed": corrections.question(reach(0, 0), "No."),
    "desk-retract-held": corrections.question(reach(0, 0, standing=Standing.HELD), "No."),
    "desk-retracted": corrections.retracted(done(1, 0), "Ada <Editor> (77)"),
    "desk-retracted-unseen": corrections.retracted(done(0, 0), "Ada (77)"),
    "desk-retracted-before": corrections.retracted(not_done(Done.BEFORE, Standing.RETRACTED), "Ada (77)"),
    "desk-kept": corrections.kept(a_story(), "Ada (77)"),
    "desk-failed": failures.listed(LETTERS, now=NOON),
    "desk-failed-none": failures.listed([], now=NOON),
    "desk-failed-many": failures.listed([a_letter(n) for n in range(1, 10)], now=NOON),
    "desk-failed-settled": failures.listed(
        LETTERS[:1],
        now=NOON,
        said=failures.fate(Settled(Fate.AGAIN, "the edit of story 7K3F in the channel"), by="Ada"),
    ),
    "reply-talk": reply.talk("is there <any> news from the front today?"),
    "reply-talk-of-few-words": reply.talk(" Port  Salo <x>"),
    "reply-talk-of-nothing": reply.talk(""),
    "reply-latest-missed": reply.latest(
        [a_story(notes=(CORRECTED,))],
        seen=None,
        offset=0,
        more=False,
        missed=[Missed("7K09", "Convoy <stopped>", NOON), Missed("7K08", "قصف", NOON)],
        bot_name=BOT,
        now=NOON,
    ),
    "reply-latest-missed-alone": reply.latest(
        [], seen=None, offset=0, more=False, missed=[Missed("7K09", "Convoy", NOON)], bot_name=BOT, now=NOON
    ),
}
