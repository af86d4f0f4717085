"""What a hub sends: whether it is signed, and how much of it is taken in. Section numbers are those of the W3C
Recommendation of WebSub (23 January 2018).
"""

import hashlib
import hmac
import re
from dataclasses import dataclass
from types import MappingProxyType

#: §7.1.1. Most hubs still sign with SHA-1; as a keyed hash it has not been broken.
ALGORITHMS = MappingProxyType(
    {"sha1": hashlib.sha1, "sha256": hashlib.sha256, "sha384": hashlib.sha384, "sha512": hashlib.sha512}
)
_SIGNATURE = re.compile(r"\s*([A-Za-z0-9]{1,16})\s*=\s*([0-9A-Fa-f]{40,128})\s*")


def is_signed(body: bytes, signature: str | None, secret: str) -> bool:
    """Whether the ``X-Hub-Signature`` is that of this body with our secret (§7.1.2). None, one of another algorithm and
    one of another length are wrong ones; how far a wrong one is right, nobody learns from the time that this takes.
    """
    found = _SIGNATURE.fullmatch(signature or "")
    algorithm = ALGORITHMS.get(found[1].lower()) if found else None
    if found is None or algorithm is None:
        return False
    expected = hmac.new(secret.encode(), body, algorithm).hexdigest()
    return hmac.compare_digest(expected, found[2].lower())


@dataclass(frozen=True, slots=True)
class BudgetRules:
    """How many notifications of one feed are read: so that a hub cannot bring in more than polling could."""

    most: float = 30.0  #: at once
    every: float = 10.0  #: seconds until there may be one more


@dataclass(frozen=True, slots=True)
class Budget:
    """What is left for one feed at some moment, told in ticks of a clock that nobody sets."""

    left: float
    at: float


def spend(budget: Budget | None, ticks: float, rules: BudgetRules) -> Budget | None:
    """The budget after one more notification; None where it is used up."""
    before = budget or Budget(rules.most, ticks)
    left = min(rules.most, before.left + max(0.0, ticks - before.at) / rules.every)
    return Budget(left - 1, ticks) if left >= 1 else None
