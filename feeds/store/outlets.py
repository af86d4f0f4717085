"""Outlets as columns of joined queries, and back."""

from typing import Any

from sqlalchemy import Row

from feeds.model import Affiliation, Outlet, Terms, Trust
from feeds.store.tables import outlets

#: an outlet's columns in a join, named so that they clash with no others; among them ``outlet_id``
OUTLET_COLUMNS = tuple(column.label(f"outlet_{column.name}") for column in outlets.c)


def read_outlet(row: Row[Any]) -> Outlet:
    """The outlet in a row that has ``OUTLET_COLUMNS``."""
    return Outlet(
        name=row.outlet_name,
        home=row.outlet_home,
        language=row.outlet_language,
        country=row.outlet_country,
        affiliation=Affiliation(row.outlet_affiliation),
        side=row.outlet_side,
        owner=row.outlet_owner,
        terms=Terms(row.outlet_terms),
        credit=row.outlet_credit,
        trust=Trust(row.outlet_trust),
        pictures=row.outlet_pictures,
        full_text=row.outlet_full_text,
        excludes=tuple(row.outlet_excludes.split("\n")) if row.outlet_excludes else (),
        model=row.outlet_model,
        blocked=row.outlet_blocked,
    )


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
