"""What a reader of the code may count on: all that is public says what it is, and everything fits on few screens."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = sorted(path for package in ("bot", "feeds") for path in (ROOT / package).rglob("*.py"))
LONGEST_FILE, LONGEST_FUNCTION = 450, 45
#: Files that may be longer, and why.
EXEMPT: dict[str, str] = {}

Function = ast.FunctionDef | ast.AsyncFunctionDef
Definition = Function | ast.ClassDef


def shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def public(node: ast.Module | ast.ClassDef) -> Iterator[Definition]:
    """Public functions and classes of a module, and the methods of its public classes."""
    for child in node.body:
        if isinstance(child, Definition) and not child.name.startswith("_"):
            yield child
            if isinstance(child, ast.ClassDef):
                yield from public(child)


@pytest.fixture(scope="module")
def trees() -> dict[str, ast.Module]:
    return {shown(path): ast.parse(path.read_text("utf-8")) for path in FILES}


def test_every_module_says_what_it_is_for(trees):
    assert [path for path, tree in trees.items() if not ast.get_docstring(tree)] == []


def test_what_is_public_has_a_docstring(trees):
    bare = [f"{path}: {node.name}" for path, tree in trees.items() for node in public(tree) if not _documented(node)]
    assert bare == []


def _documented(node: Definition) -> bool:
    return bool(ast.get_docstring(node)) or any("overload" in ast.unparse(one) for one in node.decorator_list)


def test_no_file_is_longer_than_a_reader_bears():
    lengths = {shown(path): len(path.read_text("utf-8").splitlines()) for path in FILES}
    assert {path for path, lines in lengths.items() if lines > LONGEST_FILE} == set(EXEMPT)


def test_no_function_is_longer_than_a_screen(trees):
    functions = [(path, node) for path, tree in trees.items() for node in ast.walk(tree) if isinstance(node, Function)]
    assert [f"{path}: {node.name}" for path, node in functions if _body_lines(node) > LONGEST_FUNCTION] == []


def _body_lines(node: Function) -> int:
    """Lines of the body without its docstring."""
    body = node.body[1:] if ast.get_docstring(node) else node.body
    return body[-1].end_lineno - body[0].lineno + 1 if body else 0
