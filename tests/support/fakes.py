"""Fakes of the ports, each with a small language, and a clock that stands until it is told to go on."""

from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from feeds.errors import StoreError
from feeds.model import Entry, ParsedFeed, Question, Reply
from feeds.ports import Fetched
from tests.support.builders import NOW


@dataclass
class FrozenClock:
    """A ``feeds.ports.Clock``."""

    moment: datetime = NOW

    def now(self) -> datetime:
        return self.moment

    def ticks(self) -> float:
        return (self.moment - NOW).total_seconds()

    def advance(self, **duration: float) -> datetime:
        """``advance(minutes=5)``"""
        self.moment += timedelta(**duration)
        return self.moment


@dataclass
class FakeFetch:
    """A ``feeds.ports.Fetch``: every address serves a document, says that nothing changed, or fails."""

    calls: list[tuple[str, str | None, str | None]] = field(default_factory=list)  #: address, ETag, Last-Modified
    _answers: dict[str, Fetched | BaseException] = field(default_factory=dict)

    def serve(self, url: str, body: bytes, **headers) -> None:
        self._answers[url] = Fetched(url, 200, body, **headers)

    def not_modified(self, url: str, **headers) -> None:
        self._answers[url] = Fetched(url, 304, None, **headers)

    def fail(self, url: str, error: BaseException) -> None:
        self._answers[url] = error

    async def __call__(self, url: str, *, etag: str | None, last_modified: str | None) -> Fetched:
        self.calls.append((url, etag, last_modified))
        answer = self._answers[url]
        if isinstance(answer, BaseException):
            raise answer
        return answer


@dataclass
class FakeParse:
    """A ``feeds.ports.Parse``: every document reads as it was said, or fails."""

    calls: list[bytes] = field(default_factory=list)
    _readings: dict[bytes, ParsedFeed | BaseException] = field(default_factory=dict)

    def read(self, body: bytes, *entries: Entry, **document) -> bytes:
        """From now on ``body`` holds these entries; the body, to be served."""
        self._readings[body] = ParsedFeed(entries, **document)
        return body

    def fail(self, body: bytes, error: BaseException) -> bytes:
        self._readings[body] = error
        return body

    async def __call__(self, document: bytes, *, url: str, content_type: str | None) -> ParsedFeed:
        self.calls.append(document)
        reading = self._readings[document]
        if isinstance(reading, BaseException):
            raise reading
        return reading


@dataclass
class FakeSummarise:
    """A ``feeds.ports_of_summarising.Summarise`` that answers every question with the same words."""

    says: str
    model: str = "small-1"
    asked: list[Question] = field(default_factory=list)

    async def __call__(self, question: Question) -> Reply:
        self.asked.append(question)
        return Reply(self.says, 700)


class BrokenDisk:
    """A ``feeds.ports.Store`` in front of another, whose disk can go away: nothing is committed, nothing is read."""

    def __init__(self, store) -> None:
        self._store = store
        self.gone = False

    def reading(self):
        if self.gone:
            raise StoreError("The database cannot be read.")
        return self._store.reading()

    @asynccontextmanager
    async def writing(self):
        async with self._store.writing() as uow:
            yield _Uncommitted(uow) if self.gone else uow


class _Uncommitted:
    """A unit of work that does everything but commit."""

    def __init__(self, uow) -> None:
        self._uow = uow

    def __getattr__(self, name):
        return getattr(self._uow, name)

    async def commit(self) -> None:
        raise StoreError("The database cannot be written.")
