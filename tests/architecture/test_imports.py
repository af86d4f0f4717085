"""Importing does nothing, the environment is read in one place, and broad handlers stand where they are listed.

Who may import which is checked by import-linter (``pyproject.toml``).
"""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = sorted(path for package in ("bot", "feeds") for path in (ROOT / package).rglob("*.py"))

#: The one module that reads the environment.
SETTINGS = "bot/settings.py"
#: Where anything that goes wrong may be caught and not raised again, and why.
BOUNDARIES = {
    "feeds/pipeline.py": "one feed harms no other",
    "feeds/articles.py": "one article harms no other",
    "feeds/recorder.py": "one document harms no other that is recorded with it",
    "feeds/looks.py": "the look at one story harms no other",
    "bot/publish.py": "one delivery harms no other",
    "bot/jobs.py": "one job harms no other",
    "bot/cli/__init__.py": "the outermost: a sentence instead of a traceback",
}

_PROBE = """
import importlib, os, sys, threading

root, modules = sys.argv[1], sys.argv[2:]
standard = os.path.dirname(os.__file__)

def ours():
    "Whether a module of ours does this, itself or by the standard library, and no library that it uses."
    frame = sys._getframe(2)
    while frame:
        path = frame.f_code.co_filename
        if path.startswith((root + "/bot/", root + "/feeds/")):
            return True
        if "importlib._bootstrap" in path or not path.startswith((standard, "<frozen ")) or "site-packages" in path:
            return False
        frame = frame.f_back
    return False

def say(what):
    print(what, "while importing", current, file=sys.stderr)

class Watched(type(os.environ)):
    def __getitem__(self, name):
        if ours():
            say(f"the environment was read ({name})")
        return super().__getitem__(name)
    def __iter__(self):
        if ours():
            say("the environment was listed")
        return super().__iter__()

def watch(event, args):
    if current is None:
        return
    if event == "open":
        path, mode, flags = args
        writes = isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        if writes and path != os.devnull:
            say(f"{path} was opened for writing")
        elif ours() and not str(path).endswith((".py", ".pyc")):
            say(f"{path} was read")
    elif event in {"socket.connect", "socket.bind", "subprocess.Popen", "os.fork", "os.mkdir"}:
        say(event)

current = None
os.environ.__class__ = Watched
sys.addaudithook(watch)
for current in modules:
    importlib.import_module(current)
    if len(threading.enumerate()) > 1:
        say("a thread was started")
current = None
"""


def modules() -> list[str]:
    """All modules of the packages; ``__main__`` is the program itself."""
    names = (path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".") for path in FILES)
    return [name.removesuffix(".__init__") for name in names if not name.endswith("__main__")]


def shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.fixture(scope="module")
def trees() -> dict[str, ast.Module]:
    return {shown(path): ast.parse(path.read_text("utf-8")) for path in FILES}


def test_importing_any_module_opens_nothing_starts_nothing_and_reads_no_environment():
    command = [sys.executable, "-B", "-c", _PROBE, str(ROOT), *modules()]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.stderr == ""
    assert done.returncode == 0


def test_the_environment_is_read_in_one_module(trees):
    readers = {path for path, tree in trees.items() if any(map(_reads_environment, ast.walk(tree)))}
    assert readers == {SETTINGS}


def _reads_environment(node: ast.AST) -> bool:
    match node:
        case ast.Attribute(value=ast.Name("os"), attr="environ" | "environb" | "getenv" | "getenvb" | "putenv"):
            return True
        case ast.ImportFrom(module="os", names=names):
            return any(name.name in {"environ", "environb", "getenv", "getenvb"} for name in names)
        case ast.Attribute(attr="expandvars"):
            return True
    return False


def test_broad_handlers_that_do_not_raise_again_stand_at_the_boundaries_alone(trees):
    found = {path for path, tree in trees.items() if any(_swallows(node) for node in ast.walk(tree))}
    assert found == BOUNDARIES.keys()


def _swallows(node: ast.AST) -> bool:
    """A handler of everything, or a ``suppress`` of it, that lets nothing through."""
    match node:
        case ast.ExceptHandler(type=caught, body=body) if caught is None or _broad(caught):
            return not (isinstance(body[-1], ast.Raise) and body[-1].exc is None)
        case ast.Call(func=ast.Attribute(attr="suppress") | ast.Name("suppress"), args=args):
            return any(map(_broad, args))
    return False


def _broad(caught: ast.expr) -> bool:
    names = caught.elts if isinstance(caught, ast.Tuple) else [caught]
    return any(isinstance(name, ast.Name) and name.id in {"Exception", "BaseException"} for name in names)


def test_module_level_code_calls_nothing_that_waits(trees):
    """No event loop, no sleep, no subprocess at the top of a module."""
    for path, tree in trees.items():
        for call in _calls_on_import(tree):
            assert ast.unparse(call.func) not in {"asyncio.run", "time.sleep", "subprocess.run", "open"}, path


def _calls_on_import(tree: ast.Module) -> Iterator[ast.Call]:
    for statement in tree.body:
        if not isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield from (node for node in ast.walk(statement) if isinstance(node, ast.Call))
