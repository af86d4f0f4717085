"""Verbs that attribute a statement, each form with its kind, and the words that may stand around them.

Sources: the reporting verbs of Quirk et al., *A Comprehensive Grammar of the English Language* (1985), 16.31, and the
kinds of the corpus's conventions (docs/claims.md).
"""

from dataclasses import dataclass

from feeds.model import ClaimKind

#: Verbs of which every form attributes: "deny, denies, denied".
_ALL_FORMS = {
    ClaimKind.REPORTS: (
        "add allege announce argue assert assess claim complain conclude contend declare disclose estimate explain "
        "insist joke lament maintain mention predict proclaim recall recount reiterate remark repeat report retort "
        "reveal stress suggest testify tweet emphasise emphasize underline underscore quip exclaim speculate hint "
        "boast condemn denounce deplore criticise criticize decry praise urge apologise apologize calculate "
        "determine"
    ),
    ClaimKind.ACCUSES: "accuse blame",
    ClaimKind.DENIES: "reject dismiss dispute refute rebut deny repudiate disavow debunk",
    ClaimKind.CONFIRMS: "confirm acknowledge concede corroborate verify",
    ClaimKind.WARNS: "warn threaten vow caution",
    ClaimKind.AGREES: "agree consent",
}
#: Verbs whose other forms are nouns, adjectives or plain verbs far more often: only the past attributes.
_PAST_ONLY = {
    ClaimKind.REPORTS: (
        "answer appeal attribute comment counter demand describe express forecast hail note pledge promise reply "
        "signal state voice welcome"
    ),
    ClaimKind.AGREES: "accept",
}
#: Forms that no rule makes: lemma, kind, and whether it is the bare or the third-person form.
_OTHER_FORMS = {
    ClaimKind.REPORTS: (
        "say:say:base says:say said:say tell:tell:base tells:tell told:tell writes:write wrote:write "
        "calls:call:third called:call spoke:speak foresaw:foresee swore:swear forecast:forecast put:put "
        "puts:put:third raised:raise revised:raise thinks:believe believes:believe believed:believe asked:ask "
        "made:make makes:make pleaded:plead regretted:regret signalled:signal slammed:slam states:state:third "
        "notes:note:third promises:promise:third welcomes:welcome:third describes:describe:third"
    ),
    ClaimKind.CONFIRMS: "admit:admit:base admits:admit admitted:admit",
    ClaimKind.AGREES: "accepts:accept:third",
}


@dataclass(frozen=True, slots=True)
class Verb:
    """A form of an attributing verb."""

    lemma: str
    kind: ClaimKind
    base: bool = False  #: the bare form ("deny"), which wants a plural subject and no "to" before it
    third: bool = False  #: "denies"; often a noun as well


def _forms(lemma: str, kind: ClaimKind) -> dict[str, Verb]:
    stem = lemma.removesuffix("e")
    past = lemma[:-1] + "ied" if lemma.endswith("y") and lemma[-2] not in "aeou" else stem + "ed"
    third = lemma[:-1] + "ies" if past.endswith("ied") else lemma + ("es" if lemma.endswith(("s", "sh", "ch")) else "s")
    return {past: Verb(lemma, kind), third: Verb(lemma, kind, third=True), lemma: Verb(lemma, kind, base=True)}


def _every_form() -> dict[str, Verb]:
    forms: dict[str, Verb] = {}
    for kind, lemmas in _ALL_FORMS.items():
        for lemma in lemmas.split():
            forms |= _forms(lemma, kind)
    for kind, lemmas in _PAST_ONLY.items():
        for lemma in lemmas.split():
            forms |= dict(list(_forms(lemma, kind).items())[:1])
    for kind, entries in _OTHER_FORMS.items():
        for entry in entries.split():
            form, lemma, *which = entry.split(":")
            forms[form] = Verb(lemma, kind, base=which == ["base"], third=which == ["third"])
    return forms


#: Every form that may attribute a statement.
VERBS = _every_form()

#: Verbs that attribute whatever their subject is; the others want a subject that can speak.
STRONG = frozenset(
    "say tell add accuse deny insist argue assert blame stress recall reply retort testify tweet".split()
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
