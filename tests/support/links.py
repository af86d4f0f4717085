"""Chains for tests: links made as the store makes them, but with salts that are told."""

from dataclasses import replace
from datetime import timedelta

from feeds.core.chain import head_of, make_link
from feeds.core.chain_file import dump_link
from feeds.model import PostKind
from tests.support.builders import NOW

WHY = "a court's order"


def a_chain(*texts, salt="5a"):
    """A link for each text."""
    links = []
    for number, text in enumerate(texts, 1):
        link = make_link(
            head_of(links[-1]) if links else None,
            text,
            salt=salt * 16,
            public_id=f"7K{number:02}",
            kind=PostKind.NEW,
            revision=1,
            at=NOW + timedelta(minutes=number),
        )
        links.append(link)
    return links


def erased(link, why=WHY):
    """The link after its erasure."""
    return replace(link, salt=None, text=None, erased_at=NOW, erased_why=why)


def as_file(links):
    """An export's bytes."""
    return "".join(map(dump_link, links)).encode()
