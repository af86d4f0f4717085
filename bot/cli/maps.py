"""``heliograph map``: see the map of a place."""

from pathlib import Path

import typer

from bot.cli.common import out
from feeds.errors import NotFound


def locate(
    place: str = typer.Argument(help="A place as a report may spell it; the gazetteer knows where it is."),
    to: Path = typer.Option(Path("map.png"), "--out", "-o", help="PNG file to write."),
    country: str = typer.Option("", "--country", help="Two-letter code, where several places are called so."),
) -> None:
    """Draw the locator map of a place: 960 × 540 pixels, without network."""
    from bot.drawing.worker import open_atlas
    from bot.render.pictures.locator import locator
    from feeds.core.toponyms import fold
    from feeds.model.places import MapSpot
    from feeds.models.gazetteer import load
    from feeds.models.towns import other_name_of

    known = [one for one in load().lookup(fold(place)) if country.upper() in {"", one.country}]
    if not known:
        raise NotFound("place", place)
    found = max(known, key=lambda one: (one.curated, one.weight))
    spot = MapSpot(place, found.lat, found.lon, found.precision, other_name_of(found, place))
    to.write_bytes(locator(spot, open_atlas()))
    out(f"Wrote {to}: {found.name} ({found.country}), {found.lat:.2f}, {found.lon:.2f}.")
