"""Processes that do what a benchmark asks of them, a JSON object a line each way."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Self

from tests.benchmarks.processes import ROOT, die_with_parent
from tests.benchmarks.stage import BenchmarkError, clean_environment

#: What a child does of one name: arguments in, figures out.
Deed = Callable[..., Awaitable[Any]]


class Child:
    """``python -m tests.benchmarks.MODULE`` as a process of its own; a context manager."""

    def __init__(self, module: str, **environment: str) -> None:
        self._module, self._environment = module, environment

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-m", f"tests.benchmarks.{self._module}"],
            cwd=ROOT,
            env=clean_environment(**self._environment),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            preexec_fn=die_with_parent,  # noqa: PLW1509 - it takes no lock
        )
        return self

    def __exit__(self, *_: object) -> None:
        self._process.stdin.close()
        try:
            self._process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    def ask(self, deed: str, **arguments: Any) -> Any:
        """Have something done, and wait for what came of it; raises ``BenchmarkError`` where the child ended."""
        self.begin(deed, **arguments)
        return self.end(deed)

    def begin(self, deed: str, **arguments: Any) -> None:
        """Have something done, and do not wait."""
        self._process.stdin.write(json.dumps([deed, arguments]).encode() + b"\n")
        self._process.stdin.flush()

    def end(self, deed: str) -> Any:
        """What came of the deed that was begun."""
        if not (line := self._process.stdout.readline()):
            raise BenchmarkError(f"{self._module} ended while it was to {deed}; what it said is above.")
        return json.loads(line)


async def obey(deeds: Mapping[str, Deed], *, at_once: bool = False) -> None:
    """The inside of a child: do what is asked, one after the other, until nobody asks any more.

    ``at_once``: then end without a word to whoever is connected, who may never hang up.
    """
    while line := await asyncio.to_thread(sys.stdin.buffer.readline):
        deed, arguments = json.loads(line)
        print(json.dumps(await deeds[deed](**arguments)), flush=True)
    if at_once:
        os._exit(0)
