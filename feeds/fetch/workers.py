"""Parsing in processes of its own, so that no document can hang, bloat or crash the program.

Why not a pool from a library. ``concurrent.futures`` cannot stop one document; pebble can, but (measured, 5.2) the
death of an idle worker breaks its whole pool, its workers import the program's main module (which more than doubles
their memory), and its threads wake ten times a second. Here every worker has its own pipe and one document at a time,
so it is always plain which document a dead worker was busy with.
"""

import asyncio
import contextlib
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping
from dataclasses import dataclass

from feeds.errors import NoWorker, ParseError
from feeds.fetch.answers import decode_answer, frame
from feeds.model import ParsedFeed

MIB = 1024 * 1024

# What reading from or writing to a process raises that has ended, or that says what is no message.
_BROKEN = (asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError, ValueError)


@dataclass(frozen=True, slots=True)
class WorkerLimits:
    """What a worker may use."""

    seconds: float = 5.0  #: for one document
    memory: int = 176 * MIB  #: address space of one process
    documents: int = 2000  #: before it is replaced, so that leaks and fragments do not add up
    starting: float = 30.0  #: seconds until a new process must be ready
    answer: int = 64 * MIB  #: bytes of what it says about one document
    large: int = MIB // 4  #: bytes from which a document is large


class Workers:
    """Worker processes that read documents, each by the module ``MODULE``.

    ``start`` brings the first up, so that a machine on which none can run says so at once; further ones start when a
    document finds the others busy. Where there are several, one is kept free of large documents (of 353 real feeds four
    are), so that others need not wait for those that take all the time they may. Raises ``ParseError`` for a document
    that is too slow or too large to parse, and replaces the worker that had it; the documents of the other workers do
    not notice.
    """

    MODULE = "feeds.fetch.worker"

    def __init__(self, *, workers: int = 2, limits: WorkerLimits | None = None) -> None:
        self._limits = limits or WorkerLimits()
        self._free = asyncio.Semaphore(workers)
        self._free_for_large = asyncio.Semaphore(max(1, workers - 1))
        self._idle: list[_Worker] = []
        self._all: set[_Worker] = set()

    @property
    def pids(self) -> tuple[int, ...]:
        """The process ids of the workers that are there now."""
        return tuple(worker.pid for worker in self._all)

    async def start(self) -> None:
        """Start the first worker."""
        if not self._all:
            self._idle.append(await self._spawn())

    async def close(self) -> None:
        """End all workers; a document that is being parsed gives a ``ParseError``."""
        await asyncio.gather(*(self._end(worker) for worker in tuple(self._all)))
        self._idle.clear()

    async def rest(self) -> None:
        """End the workers that have nothing to do; the next document starts one again."""
        while self._idle:
            await self._end(self._idle.pop())

    async def ask(self, document: bytes, *, url: str, **about: str | None) -> bytes:
        """What a worker answers about a document; raises ``ParseError`` where it does not."""
        large = len(document) >= self._limits.large
        async with self._free_for_large if large else contextlib.nullcontext(), self._free:
            worker = await self._take(url)
            answered = False
            try:
                head = await self._ask(worker, document, {"url": url, **about})
                answered = True
            finally:
                await self._give_back(worker, usable=answered)
        return head

    async def _ask(self, worker: "_Worker", document: bytes, about: Mapping[str, str | None]) -> bytes:
        limits, url = self._limits, about["url"] or ""
        try:
            async with asyncio.timeout(limits.seconds):
                return await worker.ask(document, about, limits.answer)
        except TimeoutError as error:
            raise ParseError(f"the document takes longer than {limits.seconds:g} s to read", url=url) from error
        except _BROKEN as error:
            raise ParseError("the document ended the process that read it", url=url) from error

    async def _take(self, url: str) -> "_Worker":
        while self._idle:
            worker = self._idle.pop()
            if worker.alive:
                return worker
            await self._end(worker)
        try:
            return await self._spawn()
        except (*_BROKEN, OSError) as error:
            raise NoWorker("no process can be started to read the document", url=url) from error

    async def _give_back(self, worker: "_Worker", *, usable: bool) -> None:
        if usable and worker.documents < self._limits.documents and worker in self._all:
            self._idle.append(worker)
        else:
            await asyncio.shield(self._replace(worker))

    async def _replace(self, worker: "_Worker") -> None:
        """End a worker and start another, unless all are being closed: the next document need not wait for that."""
        closing = worker not in self._all
        await self._end(worker)
        if not closing:
            with contextlib.suppress(*_BROKEN, OSError, TimeoutError):  # the next document says so
                self._idle.append(await self._spawn())

    async def _spawn(self) -> "_Worker":
        worker = _Worker(await _start_process(self.MODULE, self._limits.memory))
        self._all.add(worker)
        try:
            async with asyncio.timeout(self._limits.starting):
                await worker.ready(self._limits.answer)
        except BaseException:
            await asyncio.shield(self._end(worker))
            raise
        return worker

    async def _end(self, worker: "_Worker") -> None:
        self._all.discard(worker)
        await worker.end()


class ParseWorkers(Workers):
    """Worker processes that parse feeds: the port ``Parse``."""

    async def __call__(self, document: bytes, *, url: str, content_type: str | None) -> ParsedFeed:
        """Whole entries and problems; raises ``ParseError`` where nothing can be read."""
        return decode_answer(await self.ask(document, url=url, content_type=content_type), url=url)


class _Worker:
    """One process and the pipes to it."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self._busy = asyncio.Lock()
        self.documents = 0

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def alive(self) -> bool:
        return self._process.returncode is None and _exists(self._process.pid)

    async def ready(self, longest: int) -> None:
        """Wait until the process says that it is ready."""
        async with self._busy:
            await self._read(longest)

    async def ask(self, document: bytes, about: Mapping[str, str | None], longest: int) -> bytes:
        """Send one request and read the answer to it."""
        self.documents += 1
        async with self._busy:
            if (requests := self._process.stdin) is None:
                raise ConnectionError
            requests.write(frame({**about, "size": len(document)}))
            requests.write(document)
            await requests.drain()
            return await self._read(longest)

    async def _read(self, longest: int) -> bytes:
        """Read one message; ``ValueError`` where what comes is none, ``IncompleteReadError`` where nothing comes."""
        if (answers := self._process.stdout) is None:
            raise ConnectionError
        size = int(await answers.readuntil(b"\n"))
        if not 0 < size <= longest:
            raise ValueError(size)
        return await answers.readexactly(size)

    async def end(self) -> None:
        """Kill the process and wait until it is gone. Whoever waits for its answer is told by the end of the pipe."""
        if self.alive:
            self._process.kill()
        async with self._busy:
            await self._process.communicate()


def _exists(pid: int) -> bool:
    """Whether there is such a process: the event loop hears of the end of one a moment later."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def _start_process(module: str, memory: int) -> Process:
    """A worker with this process's import path and nothing else of its environment: it needs none of its secrets."""
    arguments = ("-m", module, str(memory), str(os.getpid()))
    environment = {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    return await asyncio.create_subprocess_exec(sys.executable, *arguments, stdin=PIPE, stdout=PIPE, env=environment)
