"""The README's table of settings and the settings of the program are the same."""

import re
from pathlib import Path

import pytest

from bot import settings

README = Path(__file__).parents[2] / "README.md"
DOCUMENTED = {row.variable: row for row in settings.documented()}


def rows():
    """The rows of the README's table: name, what it means, default."""
    lines = README.read_text("utf-8").splitlines()
    cells = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| `HELIOGRAPH_")
    ]
    return {name: rest for first, *rest in cells for name in re.findall(r"`(HELIOGRAPH_[A-Z_]+)`", first)}


@pytest.mark.parametrize("variable", DOCUMENTED)
def test_every_setting_stands_in_the_readme(variable):
    assert variable in rows()
    assert all(rows()[variable])


def test_every_setting_of_the_readme_exists():
    assert set(rows()) - settings.NOT_SETTINGS <= set(DOCUMENTED)


def test_every_name_that_the_documents_mention_is_a_setting():
    documents = [README, *README.parent.glob("docs/*.md"), *README.parent.glob("*.yaml"), README.parent / "Dockerfile"]
    said = {
        (path.name, name)
        for path in documents
        for name in re.findall(r"HELIOGRAPH_[A-Z][A-Z_]*[A-Z]", path.read_text("utf-8"))
    }
    known = set(DOCUMENTED) | settings.NOT_SETTINGS
    assert [(where, name) for where, name in sorted(said) if name not in known] == []
