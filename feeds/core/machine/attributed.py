"""Whether a sentence of a model leaves claims and figures with those who made them.

Theory of operation
    Both texts are read by the same reader of claims (``core/claims``). Where most of what a sentence takes from a
    report is somebody's claim there, it must be a claim of his here. Who speaks here must be the one who speaks there;
    a denial stays one, and nobody confirms, accuses or warns who does not do so there. Numbers of people harmed keep
    kind, limits, noun and speaker.
"""

from collections.abc import Collection, Sequence

from feeds.core import text as texts
from feeds.core.machine.grounds import Ground
from feeds.core.machine.modality import Modality, modalities
from feeds.model import Claim, ClaimKind, Doubt, Figure, Flaw

_ANYBODY = frozenset({"", "people", "persons", "person", "others", "dead", "victims"})
#: Words of a speaker that do not tell him from others.
_LOOSE = frozenset("the a an of for in on and at to s its his her their".split())
#: Words by which something is said in a sentence.
_SAYS = frozenset(
    (
        "said says saying told tells according reported reports claimed claims claiming alleged alleges accused "
        "accuses accusing denied denies denying warned warns announced announces stated states added adds insisted "
        "insists wrote writes quoted cited citing confirmed confirms blamed blames vowed argued argues described "
        "explained believes believed acknowledged estimated predicted tweeted testified"
    ).split()
)
#: Share of what is taken from a report that may be a claim there and need not be one here.
CLAIMED = 0.5
#: Words before a name in which it is said who that is.
TITLE = 5


def claims_kept(written: Ground, borne: Sequence[Ground], outlets: Collection[str]) -> Doubt | None:
    """Why the claims of a sentence are not those of the sentences that it rests on (the best first), or None.

    ``outlets`` are those of the reports: what no report attributes may be attributed to its outlet.
    """
    there = [claim for ground in borne for claim in ground.claims]
    there += [claim for ground in borne if not ground.claims and any(ground.row.quoted) for claim in ground.beside]
    for claim in written.claims:
        own = [one for one in there if _one_speaker(claim, one) or _described(claim.speaker, one.speaker, borne)]
        if not own and claim.speaker.casefold() not in {outlet.casefold() for outlet in outlets}:
            return Doubt(Flaw.ATTRIBUTION, claim.speaker)
        if own and not _one_kind(claim, own, written):
            return Doubt(Flaw.ATTRIBUTION, f"{claim.speaker} {claim.verb}")
        if not own and claim.kind is not ClaimKind.REPORTS:
            return Doubt(Flaw.ATTRIBUTION, f"{claim.speaker} {claim.verb}")
    return next((doubt for ground in borne if (doubt := _speakers_kept(written, ground))), None)


def figures_kept(written: Ground, borne: Sequence[Ground]) -> Doubt | None:
    """Why the figures of a sentence are not those of the sentences that it rests on, or None."""
    there = [figure for ground in borne for figure in ground.figures]
    for figure in written.figures:
        alike = [one for one in there if _one_count(figure, one)]
        if not alike:
            return Doubt(Flaw.NUMBER, figure.words)
        if not any(_one_voice(figure.speaker, one.speaker, borne) for one in alike):
            return Doubt(Flaw.ATTRIBUTION, figure.words)
    return None


def _speakers_kept(written: Ground, ground: Ground) -> Doubt | None:
    """Whether what is taken from a sentence is left with who says it there."""
    taken = [at for at, stem in enumerate(ground.stems) if stem and stem in written.content]
    claimed = [at for at in taken if ground.row.quoted[at] or _claims_at(ground, at)]
    if len(claimed) <= CLAIMED * len(taken):
        # the reader of claims does not see all: a sentence in which somebody says something is not told as a fact
        return Doubt(Flaw.ATTRIBUTION) if _SAYS & {*ground.row.lower} and not _SAYS & {*written.row.lower} else None
    speaking = [claim for at in claimed for claim in _claims_at(ground, at)]
    if not speaking and written.claims:  # a quotation that goes on: whose it is was seen above
        return None
    ours = written.claims
    if any(
        _one_speaker(one, own) or _described(one.speaker, own.speaker, [ground]) for one in ours for own in speaking
    ):
        return None
    return Doubt(Flaw.ATTRIBUTION, speaking[0].speaker if speaking else "")


def _claims_at(ground: Ground, at: int) -> list[Claim]:
    start = ground.row.starts[at]
    return [claim for claim in ground.claims if claim.start <= start < claim.end]


def _one_speaker(written: Claim, there: Claim) -> bool:
    ours, theirs = _words(written.speaker, written.body), _words(there.speaker, there.body)
    return bool(ours) and (ours <= theirs or theirs <= ours)


def _one_voice(written: str | None, there: str | None, borne: Sequence[Ground]) -> bool:
    """A figure that has a speaker in the report keeps him; one that has none may be anybody's whose the claim is."""
    if there is None:
        return True
    ours, theirs = _words(written, None), _words(there, None)
    return bool(ours) and (ours <= theirs or theirs <= ours or _described(written or "", there, borne))


def _described(written: str, there: str, borne: Sequence[Ground]) -> bool:
    """Whether a speaker is called by what stands, in small letters, before his name: "the governor, Oleg Maran"."""
    ours, name = _words(written, None), texts.words(there)[:1]
    return bool(ours) and any(
        ours <= {ground.row.words[near] for near in range(max(0, at - TITLE), at)}
        for ground in borne
        for at, low in enumerate(ground.row.lower)
        if [low] == name
    )


def _one_kind(claim: Claim, own: Sequence[Claim], written: Ground) -> bool:
    kinds = {one.kind for one in own}
    if claim.kind is not ClaimKind.REPORTS:
        return claim.kind in kinds
    negated = any(kind is Modality.NEGATED for _, kind in modalities(written.row))
    return kinds != {ClaimKind.DENIES} or negated


def _one_count(figure: Figure, there: Figure) -> bool:
    same = (figure.kind, figure.value, figure.qualifier, figure.high, figure.hedged)
    if same != (there.kind, there.value, there.qualifier, there.high, there.hedged):
        return False
    if figure.value is None and figure.words.casefold().split()[:1] != there.words.casefold().split()[:1]:
        return False
    ours, theirs = (_stems(one.noun) for one in (figure, there))
    return figure.noun.casefold() in _ANYBODY or bool(ours & (theirs | _stems(there.words)))


def _words(name: str | None, body: str | None) -> set[str]:
    return {word.removesuffix("'s") for word in texts.words(f"{name or ''} {body or ''}")} - _LOOSE


def _stems(words: str) -> set[str]:
    return set(texts.stems(words))
