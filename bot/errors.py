"""What the doctor finds, and what keeps the bot from running."""

from dataclasses import dataclass


class CannotRun(Exception):
    """The bot cannot work as it is set up; the message is a sentence with what to do."""

    def __init__(self, message: str, *, code: int = 78) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was asked: what is the case, and what to do where it is not well."""

    name: str
    ok: bool
    text: str
    warning: bool = False  #: the bot works, and something that it can do does not
