"""What can go wrong, as a person would name it.

::

    FeedsError
    ├── FetchError(url, permanent, retry_after)
    │   ├── AddressRefused      the address is private, or its scheme or port is not allowed
    │   ├── Unreachable         no such host, connection refused or cut
    │   ├── TimedOut            too slow, in connecting or in all
    │   ├── TooLarge            more bytes than allowed, before or after decompression
    │   ├── HttpStatus(status)  the server said no
    │   ├── BadRedirect         too many, or to nowhere
    │   └── Disallowed          robots.txt says no, or cannot be asked
    ├── ParseError(url)         the document cannot be read at all, or took too long or too much memory
    │   └── NoWorker            no process can be started to read it
    ├── AssessError             a story cannot be assessed: it takes too long, or ends the process that does it
    │   └── NoAssessor          no process can be started to assess stories
    ├── FeedListError           a list of feeds cannot be read
    ├── BadRows                 a file of labelled data cannot be used
    ├── EmbedderError           the optional embedder is not installed, or cannot run here
    ├── SummariserError(flaw, retry_after)  the language model gave no answer
    ├── StoreError              the database refuses: locked, full, read-only, broken
    │   └── SchemaError         the database is older or newer than this program
    ├── StaleRevision(story_id) somebody else revised the story meanwhile
    └── NotFound(kind, id)

Programming errors are not wrapped: they stay loud.
"""

from feeds.model import Flaw


class FeedsError(Exception):
    """Root of all errors of this package."""


class FetchError(FeedsError):
    """A feed could not be fetched. ``permanent`` says that trying again soon is of no use."""

    permanent = False

    def __init__(self, message: str, *, url: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.url = url
        self.retry_after = retry_after  #: seconds the server asks to wait


class AddressRefused(FetchError):
    """The address is not one that feeds may be fetched from."""

    permanent = True


class Unreachable(FetchError):
    """No such host, or the connection was refused or cut."""


class TimedOut(FetchError):
    """The server was too slow."""


class TooLarge(FetchError):
    """The document, or what it unpacks to, is larger than allowed."""


class BadRedirect(FetchError):
    """Too many redirects, or one that leads nowhere."""


class HttpStatus(FetchError):
    """The server answered with an error status; ``is_rate_limited``: with one that says that it is asked too much."""

    def __init__(
        self, message: str, *, url: str, status: int, retry_after: float | None = None, is_rate_limited: bool = False
    ) -> None:
        super().__init__(message, url=url, retry_after=retry_after)
        self.status = status
        self.is_rate_limited = is_rate_limited
        self.permanent = status == 410


class Disallowed(FetchError):
    """The site's robots.txt lets nobody fetch this, or cannot be asked now: then ``retry_after`` says for how long."""

    def __init__(self, message: str, *, url: str, retry_after: float | None = None) -> None:
        super().__init__(message, url=url, retry_after=retry_after)
        self.permanent = retry_after is None


class ParseError(FeedsError):
    """A document that holds nothing that can be read."""

    def __init__(self, message: str, *, url: str) -> None:
        super().__init__(message)
        self.url = url


class NoWorker(ParseError):
    """No process could be started to read the document."""


class AssessError(FeedsError):
    """A story cannot be assessed: it takes too long, or ends the process that does it."""


class NoAssessor(AssessError):
    """No process can be started to assess stories."""


class FeedListError(FeedsError):
    """A list of feeds that cannot be read."""


class BadRows(FeedsError):
    """A file of labelled data cannot be used; the message names the file, the line and what is wrong."""


class EmbedderError(FeedsError):
    """The optional embedder is not installed, or cannot run on this machine."""


class SummariserError(FeedsError):
    """The language model gave no answer."""

    def __init__(self, message: str, *, flaw: Flaw = Flaw.UNREACHABLE, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.flaw = flaw
        self.retry_after = retry_after  #: seconds the endpoint asks to be left alone


class StoreError(FeedsError):
    """The database refuses."""


class SchemaError(StoreError):
    """The database's schema is not this program's."""


class StaleRevision(FeedsError):
    """The story was revised by somebody else between reading and writing."""

    def __init__(self, story_id: int) -> None:
        super().__init__(f"story {story_id} was revised meanwhile")
        self.story_id = story_id


class NotFound(FeedsError):
    """There is no such thing."""

    def __init__(self, kind: str, ident: str | int) -> None:
        super().__init__(f"there is no {kind} {ident}")
        self.kind = kind
        self.ident = ident
