"""Trying a feed and telling what happens, step by step: what polling would do, without storing anything."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from itertools import pairwise
from urllib.parse import urlsplit

from feeds.core.cadence import CadenceRules
from feeds.fetch import trial_words as words
from feeds.fetch.discover import Look, look
from feeds.fetch.guard import Network, literal_address, why_url_refused
from feeds.fetch.witness import Witness
from feeds.model import Candidate, Found, Origin, ParsedFeed
from feeds.ports import Clock, Fetch, Parse


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened, or that was found out."""

    name: str
    said: str
    ok: bool = True


@dataclass(frozen=True, slots=True)
class Trial:
    """What trying a feed gave."""

    found: Found
    steps: tuple[Step, ...]
    document: ParsedFeed | None = None

    @property
    def ok(self) -> bool:
        """Whether it can be polled."""
        return self.document is not None


@dataclass(frozen=True, slots=True)
class Answer:
    """What one server answered."""

    url: str
    status: int
    headers: Mapping[str, str]
    after: float  #: seconds since the journal was begun


@dataclass
class Journal(Witness):
    """Remembers what one fetch went through; begun right before it."""

    ticks: Callable[[], float] = time.monotonic
    lookups: list[tuple[str, Sequence[tuple[str, str | None]]]] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    size: tuple[int, int] | None = None  #: of the body, packed and unpacked

    def __post_init__(self) -> None:
        self._began = self.ticks()

    def resolved(self, host: str, addresses: Sequence[tuple[str, str | None]]) -> None:
        """Note where a name leads."""
        self.lookups.append((host, addresses))

    def answered(self, url: str, status: int, headers: Mapping[str, str]) -> None:
        """Note an answer."""
        self.answers.append(Answer(url, status, headers, self.ticks() - self._began))

    def received(self, packed: int, unpacked: int) -> None:
        """Note the body's size."""
        self.size = packed, unpacked


@dataclass(frozen=True, slots=True)
class Bench:
    """What a trial is made with; ``fetch`` is watched by ``journal``."""

    fetch: Fetch
    parse: Parse
    clock: Clock
    journal: Journal
    rules: CadenceRules
    allowed: Sequence[Network] = ()
    full_text: bool | None = None  #: whether the feed's outlet lets its articles be read; None where it is not known


async def try_feed(url: str, bench: Bench) -> Trial:
    """Fetch and read a feed once; whatever fails is a step of the trial."""
    candidate = Candidate(url, Origin.ITSELF)
    if reason := why_url_refused(url, bench.allowed):
        refused = Found(url, Origin.ITSELF, problem=reason, works=False)
        return Trial(refused, (Step("address", f"{url}: {reason}", ok=False),))
    seen = await look(candidate, bench.fetch, bench.parse, now=bench.clock.now())
    steps = (*_way(url, bench), *_answer(seen, bench.journal), *_content(seen, bench), *_next(seen, bench))
    return Trial(seen.found, steps, seen.document)


def _way(url: str, bench: Bench) -> Iterator[Step]:
    """From the address to the server that has the document."""
    yield Step("address", f"{url} may be asked for")
    journal = bench.journal
    if literal := literal_address(urlsplit(url).hostname or ""):
        allowed = any(literal in network for network in bench.allowed)
        yield Step("lookup", f"{literal} {'is allowed by the settings' if allowed else 'is a public address'}")
    for host, addresses in journal.lookups:
        usable = [ip for ip, reason in addresses if reason is None]
        said = ", ".join(f"{ip} (refused: {reason})" if reason else ip for ip, reason in addresses)
        yield Step("lookup", f"{host} leads to {said or 'no address'}", ok=bool(usable))
    for one, following in pairwise(journal.answers):
        yield Step("redirect", f"{one.status} {_phrase(one.status)}: {one.url} leads to {following.url}")


def _answer(seen: Look, journal: Journal) -> Iterator[Step]:
    """What the server said about the document."""
    if journal.answers:
        last = journal.answers[-1]
        ok = HTTPStatus.OK <= last.status < HTTPStatus.MULTIPLE_CHOICES
        yield Step("answer", f"{last.status} {_phrase(last.status)}, after {last.after:.2f} s", ok=ok)
        yield from (Step("headers", said) for said in words.headers(last.headers, worked=ok))
    if seen.fetched is not None and seen.fetched.moved_to is not None:
        yield Step("moved", words.moved(seen.fetched.moved_to))
    if seen.fetched is None:
        yield Step("fetch", str(seen.error), ok=False)
        return
    packing = journal.answers[-1].headers.get("Content-Encoding", "") if journal.answers else ""
    yield Step("size", words.size(journal.size or (0, len(seen.fetched.body or b"")), packing))
    yield Step("type", words.content_type(seen.fetched.content_type))


def _content(seen: Look, bench: Bench) -> Iterator[Step]:
    """What is in the document."""
    if seen.fetched is not None and seen.document is None:
        yield Step("reading", str(seen.error), ok=False)
    if seen.document is None:
        return
    document, now = seen.document, bench.clock.now()
    yield Step("reading", words.reading(document))
    yield Step("entries", words.entries(document), ok=bool(document.entries))
    if document.entries:
        yield Step("dates", words.dates(document, now=now))
        yield Step("language", words.language(document))
        yield Step("text", words.texts_of(document))
        if said := words.full_text(document, allowed=bench.full_text):
            yield Step("full text", said)
    if document.skips:
        yield Step("skips", words.skips_of(document))
    for problem in document.problems:
        yield Step("problem", problem, ok=False)


def _next(seen: Look, bench: Bench) -> Iterator[Step]:
    """When it would be looked at again."""
    now = bench.clock.now()
    if seen.error is not None:
        yield Step("next look", words.after_failure(seen.found.url, seen.error, bench.rules, now=now), ok=False)
    elif seen.document is not None and seen.fetched is not None:
        yield Step("next look", words.after_success(seen.document, seen.fetched.max_age, bench.rules, now=now))


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "(no status that is known)"
