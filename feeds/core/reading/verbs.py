"""Verbs that attribute a statement, each form with its kind, and the words that may stand around them.

Sources: the reporting verbs of Quirk et al., *A Comprehensive Grammar of the English Language* (1985), 16.31, and the
kinds of the corpus's conventions (docs/claims.md).
"""

from dataclasses import dataclass

from feeds.model import ClaimKind

_REGULAR = {
    ClaimKind.REPORTS: (
        "add allege announce argue assert assess caution? claim comment complain conclude contend count? declare "
        "disclose estimate explain express insist joke lament maintain mention note observe predict proclaim recall "
        "recount reiterate relate remark repeat reply report respond retort reveal signal state stress suggest testify "
        "tweet emphasise emphasize underline underscore quip exclaim counter speculate hint pledge promise swear "
        "boast brag sum condemn denounce deplore criticise criticize decry slam praise hail welcome urge appeal "
        "describe voice demand regret apologise apologize calculate determine advise inform attribute answer"
    ),
    ClaimKind.ACCUSES: "accuse blame",
    ClaimKind.DENIES: "reject dismiss refute rebut dispute deny repudiate disavow debunk contest",
    ClaimKind.CONFIRMS: "confirm acknowledge concede corroborate verify",
    ClaimKind.WARNS: "warn threaten vow caution",
    ClaimKind.AGREES: "agree accept consent",
}
_IRREGULAR = {
    "said": ("say", ClaimKind.REPORTS),
    "say": ("say", ClaimKind.REPORTS),
    "says": ("say", ClaimKind.REPORTS),
    "told": ("tell", ClaimKind.REPORTS),
    "tell": ("tell", ClaimKind.REPORTS),
    "tells": ("tell", ClaimKind.REPORTS),
    "wrote": ("write", ClaimKind.REPORTS),
    "writes": ("write", ClaimKind.REPORTS),
    "called": ("call", ClaimKind.REPORTS),
    "calls": ("call", ClaimKind.REPORTS),
    "spoke": ("speak", ClaimKind.REPORTS),
    "foresaw": ("foresee", ClaimKind.REPORTS),
    "swore": ("swear", ClaimKind.REPORTS),
    "forecast": ("forecast", ClaimKind.REPORTS),
    "put": ("put", ClaimKind.REPORTS),
    "puts": ("put", ClaimKind.REPORTS),
    "raised": ("raise", ClaimKind.REPORTS),
    "revised": ("raise", ClaimKind.REPORTS),
    "thinks": ("believe", ClaimKind.REPORTS),
    "believes": ("believe", ClaimKind.REPORTS),
    "believed": ("believe", ClaimKind.REPORTS),
    "made": ("make", ClaimKind.REPORTS),
    "makes": ("make", ClaimKind.REPORTS),
    "asked": ("ask", ClaimKind.REPORTS),
    "admitted": ("admit", ClaimKind.CONFIRMS),
    "admits": ("admit", ClaimKind.CONFIRMS),
    "admit": ("admit", ClaimKind.CONFIRMS),
    "pleaded": ("plead", ClaimKind.REPORTS),
}


@dataclass(frozen=True, slots=True)
class Verb:
    """A form of an attributing verb."""

    lemma: str
    kind: ClaimKind
    base: bool = False  #: the bare form ("deny"), which wants a plural subject and no "to" before it
    third: bool = False  #: "denies"; often a noun as well


def _forms(lemma: str, kind: ClaimKind) -> dict[str, Verb]:
    stem = lemma[:-1] if lemma.endswith("e") else lemma
    past = lemma[:-1] + "ied" if lemma.endswith("y") and lemma[-2] not in "aeou" else stem + "ed"
    third = lemma[:-1] + "ies" if past.endswith("ied") else lemma + ("es" if lemma.endswith(("s", "sh", "ch")) else "s")
    return {past: Verb(lemma, kind), third: Verb(lemma, kind, third=True), lemma: Verb(lemma, kind, base=True)}


#: Every form that may attribute a statement.
VERBS: dict[str, Verb] = {}
for _kind, _lemmas in _REGULAR.items():
    for _lemma in _lemmas.split():
        if not _lemma.endswith("?"):
            VERBS.update(_forms(_lemma, _kind))
for _form, (_lemma, _kind) in _IRREGULAR.items():
    VERBS[_form] = Verb(_lemma, _kind, base=_form in {"say", "tell", "admit"}, third=_form in {"calls", "puts"})
for _form in ("sums", "summed", "sum", "counters", "counter", "states", "swears", "answers", "answer", "contests",
              "contest", "notes", "hails", "hail", "signal", "signals", "relate", "relates", "welcome",
              "appeal", "appeals", "promise", "pledge", "pledges", "comment", "comments", "respond",
              "responds", "responded", "dispute", "disputes", "swear", "regrets", "regret", "express", "advise",
              "inform", "describe", "voice", "voices", "demand", "demands", "attribute", "attributes", "observe", "observes", "state", "note", "observed",
              "counts", "mention", "replies", "reply", "accept", "informed", "advised", "vows", "vow"):  # fmt: skip
    # nouns, adjectives or plain verbs far more often than attributing ones
    VERBS.pop(_form, None)
for _form in ("states", "notes"):
    VERBS[_form] = Verb(_form[:-1], ClaimKind.REPORTS, third=True)
for _form in ("vow", "vows", "dispute", "disputes"):
    VERBS[_form] = Verb(
        _form.rstrip("s"), ClaimKind.WARNS if _form.startswith("vow") else ClaimKind.DENIES,
        base=not _form.endswith("s"), third=_form.endswith("s"),
    )  # fmt: skip

#: Verbs that attribute whatever their subject is; the others want a subject that can speak.
STRONG = frozenset(
    "say tell add accuse deny insist allege argue assert blame stress recall reply retort testify tweet".split()
)
#: Verbs that stand before their subject: "…, said the minister".
INVERTED = frozenset(
    "say add write report explain recall note announce insist warn argue reply recount tweet declare claim state "
    "complain stress joke lament remark predict maintain conclude confirm retort quip exclaim".split()
)
#: Participles that make a claim of their own where the rest of the sentence has none by the same speaker.
PARTICIPLES = {
    "accusing": Verb("accuse", ClaimKind.ACCUSES),
    "blaming": Verb("blame", ClaimKind.ACCUSES),
    "denying": Verb("deny", ClaimKind.DENIES),
}
#: "is now reporting": a claim where a form of "be" stands before it.
PROGRESSIVE = {
    "reporting": Verb("report", ClaimKind.REPORTS),
    "saying": Verb("say", ClaimKind.REPORTS),
    "claiming": Verb("claim", ClaimKind.REPORTS),
    "insisting": Verb("insist", ClaimKind.REPORTS),
    "urging": Verb("urge", ClaimKind.REPORTS),
    "warning": Verb("warn", ClaimKind.WARNS),
    "threatening": Verb("threaten", ClaimKind.WARNS),
    **PARTICIPLES,
}
HAVE = frozenset("has have had having 've 'd".split())
BE = frozenset("is are was were be been being am".split())
MODAL = frozenset("would could will can might may must should shall cannot do does did to".split())
NEGATION = frozenset("not never no neither nor n't without hardly refused refuses declined declines".split())
ADVERBS = frozenset(
    "also later earlier then now already again still first since yesterday today tonight once too even however "
    "meanwhile however therefore just long often always sometimes soon ago further all thus instead separately "
    "himself herself itself themselves there here "
    "late early recently".split()
)
WEEKDAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())
MONTHS = frozenset(
    "january february march april may june july august september october november december jan feb mar apr jun jul "
    "aug sep sept oct nov dec".split()
)
#: Words that may follow the verb of a plain statement.
FOLLOWS_CALL = frozenset("on for upon".split())
