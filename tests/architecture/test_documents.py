"""What the documents point at exists, and whoever begins at the README finds every one of them."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "feeds").rglob("*.md")])
_LINK = re.compile(r"\]\(([^)\s#]+)[^)]*\)")
_MIGRATION = re.compile(r"[Mm]igrations? `(\d{4})`")


def linked(document):
    """The files of ours that a document links to."""
    found = _LINK.findall(document.read_text("utf-8"))
    return [(document.parent / link).resolve() for link in found if "://" not in link]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_link_of_a_document_is_dead(document):
    assert [path.name for path in linked(document) if not path.exists()] == []


def test_every_document_is_found_from_the_readme():
    seen, waiting = set(), [ROOT / "README.md"]
    while waiting:
        document = waiting.pop()
        if document not in seen and document.suffix == ".md":
            seen.add(document)
            waiting += linked(document)
    assert set((ROOT / "docs").glob("*.md")) - seen == set()


def test_a_migration_that_is_named_beside_a_table_makes_it():
    folder = ROOT / "migrations" / "versions"
    for document in DOCUMENTS:
        for table, number in re.findall(r"table\s+`(\w+)`,\s+migration `(\d{4})`", document.read_text("utf-8")):
            assert f'"{table}"' in next(folder.glob(f"{number}_*.py")).read_text("utf-8"), document.name
    named = {number for document in DOCUMENTS for number in _MIGRATION.findall(document.read_text("utf-8"))}
    assert named <= {path.name[:4] for path in folder.glob("0*.py")}
