"""Who sees what a fetch goes through: where its names lead, what each server answers, how much came."""

from collections.abc import Mapping, Sequence


class Witness:
    """Sees and does nothing; others remember."""

    def resolved(self, host: str, addresses: Sequence[tuple[str, str | None]]) -> None:
        """A name was looked up: its addresses, each with the reason why it is refused, or None."""

    def answered(self, url: str, status: int, headers: Mapping[str, str]) -> None:
        """A server answered; the body has not been read."""

    def received(self, packed: int, unpacked: int) -> None:
        """The body of the last answer has been read: its bytes as they came, and unpacked."""
