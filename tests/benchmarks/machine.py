"""How much of what is true the check of machine summaries lets pass, and how much of what is false it refuses.

::

    python -m tests.benchmarks.machine FILE.jsonl.gz     # rows with a "text", in English

Each sentence of a report is put to the check as it stands, and told in the other order ("X said P" for "P, X said"):
that is true. Then it is falsified in nine ways. No model is asked: the sentences are the corpus's own, spoilt by
program; a few of what is called false is true all the same, where two reports have a sentence or a name in common.
"""

import gzip
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise

from feeds.core import text as texts
from feeds.core.claims import read
from feeds.core.machine.checked import doubt
from feeds.model import ClaimKind, StoryItem, Told
from tests.support.machine import a_report

#: Reports that are read, and sentences of each.
REPORTS, SENTENCES = 300, 12
_HEDGE = re.compile(r"\b(?:may|might|could|reportedly|allegedly|not|likely|unless|suspected|feared)\s", re.IGNORECASE)
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{3,}\b")
_NUMBER = re.compile(r"(?<![\w.,-])\d{1,3}(?:,\d{3})*(?![\w.,%-])")
_SAID = re.compile(r"\b(?:said|says|told|reported|added)\b")
_FATE = {"killed": "wounded", "wounded": "killed", "injured": "killed", "captured": "killed", "displaced": "killed"}


def reordered(sentence: str, _other: str) -> str | None:
    """ "P, X said." as "X said P." """
    for claim in read(sentence).claims:
        said, rest = sentence[claim.start : claim.end], sentence[claim.end :]
        tail = re.fullmatch(r"\s*,\s+((?:[^,]+?)\s+(?:said|says))\s*\.", rest)
        if claim.kind is ClaimKind.REPORTS and claim.start == 0 and tail and '"' not in said and "“" not in said:
            told = said[0].lower() + said[1:] if said[:4] == "The " else said
            return f"{tail[1][0].upper()}{tail[1][1:]} that {told}."
    return None


def without_speaker(sentence: str, _other: str) -> str | None:
    """What is claimed, as a fact."""
    for claim in read(sentence).claims:
        said = sentence[claim.start : claim.end].strip(' ,."“”')
        if claim.kind is ClaimKind.REPORTS and len(said.split()) > 5:
            return f"{said[0].upper()}{said[1:]}."
    return None


def another_speaker(sentence: str, other: str) -> str | None:
    """With who speaks elsewhere."""
    ours, theirs = read(sentence).claims, read(other).claims
    speaker = next((claim.speaker for claim in theirs if ours and claim.speaker != ours[0].speaker), None)
    return sentence.replace(ours[0].speaker, speaker) if speaker and ours[0].speaker in sentence else None


def another_number(sentence: str, _other: str) -> str | None:
    """One more."""
    found = _NUMBER.search(sentence)
    return _NUMBER.sub(f"{int(found[0].replace(',', '')) + 1:,}", sentence, count=1) if found else None


def another_name(sentence: str, other: str) -> str | None:
    """A name of another report in a name's place."""
    strange = next((name for name in _NAME.findall(other) if name not in sentence), None)
    return _NAME.sub(strange, sentence, count=1) if strange and _NAME.search(sentence) else None


def without_hedge(sentence: str, _other: str) -> str | None:
    """More certain than it is."""
    return _HEDGE.sub("", sentence, count=1) if _HEDGE.search(sentence) else None


def confirmed(sentence: str, _other: str) -> str | None:
    """What was said, confirmed."""
    return _SAID.sub("confirmed", sentence, count=1) if _SAID.search(sentence) else None


def another_fate(sentence: str, _other: str) -> str | None:
    """The dead as wounded."""
    word = next((word for word in _FATE if re.search(rf"\b{word}\b", sentence) and re.search(r"\d", sentence)), None)
    return sentence.replace(word, _FATE[word], 1) if word else None


def turned_around(sentence: str, _other: str) -> str | None:
    """What one did to another, done by the other: the first name and the next one change places."""
    names = list(dict.fromkeys(re.findall(r"\b[A-Z][a-z]{3,}\b", sentence)))
    for one, other in pairwise(names):
        if re.search(
            rf"{one} (?:\w+ )?(?:attack|strik|struck|shell|bomb|hit|kill|invad|accus)\w* (?:\w+ )?{other}", sentence
        ):
            return sentence.replace(one, "\0").replace(other, one).replace("\0", other)
    return None


def of_another_report(_sentence: str, other: str) -> str | None:
    """Something else altogether."""
    return other


def as_it_stands(sentence: str, _other: str) -> str | None:
    """True."""
    return sentence


TRUE: tuple[Callable[[str, str], str | None], ...] = (as_it_stands, reordered)
FALSE = (
    another_name,
    another_number,
    another_fate,
    without_speaker,
    another_speaker,
    without_hedge,
    confirmed,
    turned_around,
    of_another_report,
)


def measure(rows: list[Mapping[str, str]]) -> dict[str, str]:
    """Shares that are refused, by what was done to a sentence; and why what is true was."""
    put, refused = Counter[str](), Counter[str]()
    reasons: Counter[str] = Counter()
    for report, sentence, other in _sentences(rows):
        for change in (*TRUE, *FALSE):
            spoilt = change(sentence, other)
            if spoilt is None or (change in FALSE and spoilt in report.item.text):
                continue
            found = doubt([Told(spoilt, (report.id,))], {report.id: report}, {})
            put[change.__name__] += 1
            refused[change.__name__] += found is not None
            if found and change in TRUE:
                reasons[found.flaw.value] += 1
    shown = {name: f"{refused[name] / number:.3f} refused of {number}" for name, number in put.items()}
    return shown | {"true, refused for": str(dict(reasons.most_common()))}


def _sentences(rows: list[Mapping[str, str]]) -> Iterator[tuple[StoryItem, str, str]]:
    """Each report's sentences, each with one of the report before."""
    before = ""
    for row in rows[:REPORTS]:
        report = a_report(row["text"])
        spoken = [one for one in texts.sentences(row["text"]) if 8 <= len(one.split()) <= 50][:SENTENCES]
        for sentence in spoken:
            if before:
                yield report, sentence, before
        before = spoken[0] if spoken else before


if __name__ == "__main__":
    with gzip.open(sys.argv[1], "rt", encoding="utf-8") as lines:
        read_rows = [json.loads(line) for line in lines]
    of_war = [row for row in read_rows if row.get("label", 1) == 1 and row.get("lang", "en") == "en"]
    english = [row for row in of_war if len(row["text"]) > 300]
    for name, share in measure(english).items():
        print(f"{name:22}{share}")
