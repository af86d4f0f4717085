"""Which claims a denial denies."""

from collections.abc import Sequence
from dataclasses import replace

from feeds.core.reading.sentences import Sentence
from feeds.model import Claim, ClaimKind

#: How many sentences back a denied claim may stand, and how many claims are looked at.
REACH, LOOKED_AT = 12, 24
_TAKEN_UP = frozenset(
    "accusation accusations allegation allegations charge charges claim claims report reports account "
    "accounts statement suggestion it this that them both responsibility involvement assertion assertions".split()
)
_MANY = frozenset("accusations allegations charges claims reports accounts assertions them both".split())
#: Words too common among claims to tell which one is meant.
_COMMON = frozenset(
    "that this with from have been were said says they their them which would could after about also more than over "
    "into people forces army government other against there what when where being some denied accused".split()
)


def tied(claims: tuple[Claim, ...], rows: Sequence[Sentence]) -> tuple[Claim, ...]:
    """The claims, each denial with the indices of those that it denies."""
    out = list(claims)
    for at, claim in enumerate(claims):
        if claim.kind is ClaimKind.DENIES:
            out[at] = replace(claim, denies=_denied(claims, at, rows))
    return tuple(out)


def _denied(claims: Sequence[Claim], at: int, rows: Sequence[Sentence]) -> tuple[int, ...]:
    denial = claims[at]
    near = [
        k
        for k in range(max(at - LOOKED_AT, 0), at)
        if claims[k].speaker != denial.speaker
        and denial.sentence - claims[k].sentence <= REACH
        and claims[k].kind is not ClaimKind.DENIES
    ]
    said = _object(denial, rows)
    taken_up = _TAKEN_UP & set(said[:6])
    if "both" in said[:3]:
        return tuple(near[-2:])
    if taken_up & _MANY:
        return _run(claims, near)
    accused = [k for k in near if claims[k].kind is ClaimKind.ACCUSES]
    alike = _alike(claims, near, said, rows)
    chosen = alike or ([near[-1]] if taken_up and near else accused[-1:]) or near[-1:]
    return tuple(chosen)


def _object(denial: Claim, rows: Sequence[Sentence]) -> tuple[str, ...]:
    """The words behind the verb of denying."""
    row = rows[denial.sentence]
    verb = next((k for k, word in enumerate(row.words) if word == denial.verb), -1)
    return row.lower[verb + 1 : verb + 30]


def _run(claims: Sequence[Claim], near: list[int]) -> tuple[int, ...]:
    """The accusations that follow on one another just before; without any, the last claim."""
    accused = [k for k in near if claims[k].kind is ClaimKind.ACCUSES]
    if not accused:
        return tuple(near[-1:])
    last = claims[accused[-1]].sentence
    return tuple(k for k in accused if last - claims[k].sentence <= 3)


def _alike(claims: Sequence[Claim], near: list[int], said: tuple[str, ...], rows: Sequence[Sentence]) -> list[int]:
    """The nearest claim that shares two telling words with the denial."""
    words = _telling(said)
    for k in reversed(near):
        claim = claims[k]
        row = rows[claim.sentence]
        own = {low[:6] for low, start in zip(row.lower, row.starts, strict=True) if claim.start <= start < claim.end}
        if len(words & own) >= 2:
            return [k]
    return []


def _telling(words: tuple[str, ...]) -> set[str]:
    return {word[:6] for word in words if len(word) > 3 and word not in _COMMON}
