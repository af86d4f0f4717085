"""Cards of what may do harm, and what is told of votes; beside files in ``tests/data/render``."""

from bot.render import case
from feeds.model import CaseId, Ground, Payload, Reason, Vote
from tests.support.briefs import BOT, NOON, a_brief

ADA = Vote("77", "Ada <Editor> (77)", NOON)
HARMFUL = Payload(
    brief=a_brief(),
    public_id="7K3F",
    case_id=CaseId(12),
    reasons=(Reason.SINGLE_SIDE, Reason.POSITION, Reason.MINOR),
    grounds=(
        Ground(Reason.POSITION, "soldiers are hiding in the school on Lenin <Street>", "Arven Herald"),
        *(Ground(Reason.MINOR, f"9-year-old Amir {letter}.", "Salo Radio") for letter in "ABCDE"),
    ),
)
CONFLICT = Payload(
    brief=a_brief(),
    public_id="7K3F",
    case_id=CaseId(12),
    reasons=(Reason.CONFLICT,),
    grounds=(Ground(Reason.CONFLICT, "5 people (Red Crescent); the post says 12 people", "Relief Watch"),),
)

CARDS = {
    "case-harmful": case.card(HARMFUL, bot_name=BOT, now=NOON),
    "case-harmful-approved-once": case.card(HARMFUL, bot_name=BOT, now=NOON, votes=[ADA]),
    "case-harmful-alone": case.card(HARMFUL, bot_name=BOT, now=NOON, alone=True),
    "case-contradicted": case.card(CONFLICT, bot_name=BOT, now=NOON),
}
