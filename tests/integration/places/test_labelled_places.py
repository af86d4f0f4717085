"""Places of whole reports: written for this project in lots, and those of ``$HELIOGRAPH_CORPUS`` where it is set."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from feeds.core import places
from feeds.models import gazetteer
from tests.benchmarks.places import rows, score

DATA = Path(__file__).parents[2] / "data"
OWN = DATA / "places" / "labelled.jsonl"
CORPUS = os.environ.get("HELIOGRAPH_CORPUS")
WRITTEN = [
    (OWN, 0.95),
    (DATA / "places" / "passing.jsonl", 0.85),
    (DATA / "claims" / "seen.jsonl", 0.9),
    (DATA / "claims" / "agency.jsonl", 0.9),
]
LABELLED = WRITTEN + ([(Path(CORPUS) / "claims" / "real_dev.jsonl", 0.95)] if CORPUS else [])
#: Two sides accuse each other, in a passage written for this test; and the report that the corpus has.
INVENTED = (
    "Gunners hit the market of Stepanakert at noon, a spokesperson in Yerevan told reporters, and several people were "
    "hurt near Shushi, which Baku calls Shusha. Azerbaijan's Foreign Ministry rejected the accusation. Rockets had "
    "landed in Agdam and Aghjabedi, and in the Tartar district, it said; Gubadli, a small town by the river, was hit "
    "too. Moscow, an ally of Yerevan, and Turkey, which backs Baku, called for calm, and Russia offered to mediate."
)
REPORTS = [INVENTED] + ([(Path(CORPUS) / "article.txt").read_text("utf-8")] if CORPUS else [])


@pytest.mark.parametrize(("path", "least"), LABELLED, ids=lambda value: getattr(value, "name", str(value)))
def test_places_of_labelled_reports_are_found(path, least):
    figures = score(rows(path), gazetteer.load())
    assert figures["f1"] >= least, figures


@pytest.mark.parametrize("text", REPORTS, ids=lambda text: text[:20])
def test_the_towns_of_both_sides_accusations_are_found(text):
    found = {place.name for place in places.find(text, gazetteer.load())}
    assert found >= {"Stepanakert", "Shushi", "Tartar", "Agdam", "Aghjabedi", "Gubadli"}
    assert not found & {"Baku", "Yerevan", "Moscow", "Russia", "Turkey"}


def test_opening_the_gazetteer_is_quick_and_small():
    code = "import json; from tests.benchmarks.places import cost; print(json.dumps(cost()))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, cwd=OWN.parents[3])
    figures = json.loads(done.stdout)
    assert figures["megabytes"] < 30
    assert figures["seconds"] < 0.5
