"""Outlets as columns of joined queries, and back."""

from functools import lru_cache
from typing import Any

from sqlalchemy import Row

from feeds.model import Affiliation, Outlet, Terms, Trust
from feeds.store.tables import outlets

#: an outlet's columns in a join, named so that they clash with no others; among them ``outlet_id``
OUTLET_COLUMNS = tuple(column.label(f"outlet_{column.name}") for column in outlets.c)
_NAMES = tuple(column.name for column in outlets.c if column.name != "id")
#: Outlets that are kept once they were read: many rows tell of few.
_KEPT = 16_384


def read_outlet(row: Row[Any]) -> Outlet:
    """The outlet in a row that has ``OUTLET_COLUMNS``."""
    return outlet_of(*(getattr(row, column.name) for column in OUTLET_COLUMNS))


@lru_cache(_KEPT)
def outlet_of(_: int, *values: Any) -> Outlet:
    """The outlet that the values of ``OUTLET_COLUMNS`` are; the same object for the same values."""
    told = dict(zip(_NAMES, values, strict=True))
    told["affiliation"] = Affiliation(told["affiliation"])
    told["terms"], told["trust"] = Terms(told["terms"]), Trust(told["trust"])
    told["excludes"] = tuple(told["excludes"].split("\n")) if told["excludes"] else ()
    return Outlet(**told)


def outlet_values(outlet: Outlet) -> dict[str, Any]:
    """The outlet as a row."""
    return {
        "name": outlet.name,
        "home": outlet.home,
        "language": outlet.language,
        "country": outlet.country,
        "affiliation": outlet.affiliation,
        "side": outlet.side,
        "owner": outlet.owner,
        "terms": outlet.terms,
        "credit": outlet.credit,
        "trust": outlet.trust,
        "pictures": outlet.pictures,
        "full_text": outlet.full_text,
        "excludes": "\n".join(outlet.excludes) or None,
        "model": outlet.model,
        "blocked": outlet.blocked,
    }
