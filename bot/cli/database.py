"""``heliograph db``: the database's schema."""

import asyncio
import sys
from pathlib import Path

import typer

from bot.cli.common import CONFIG, FAILED, JSON, out, out_json, read_settings

app = typer.Typer(help="The database: bring it up to date, look at its schema.", no_args_is_help=True)


@app.command()
def upgrade(config: Path | None = CONFIG) -> None:
    """Bring the database up to this program's schema. ``heliograph run`` does so by itself."""
    from feeds.store import schema

    url = read_settings(config).database_url.get_secret_value()
    before, after = asyncio.run(schema.upgrade(url))
    out(
        f"The database is up to date ({after})."
        if before == after
        else f"Upgraded from {before or 'nothing'} to {after}."
    )


@app.command()
def check(config: Path | None = CONFIG, as_json: bool = JSON) -> None:
    """Say whether the database's schema is this program's. Changes nothing."""
    from feeds.store import schema

    url = read_settings(config).database_url.get_secret_value()
    found = asyncio.run(schema.check(url))
    well = found.standing is schema.SchemaStanding.CURRENT
    if as_json:
        out_json({"ok": well, "standing": str(found.standing), "revision": found.revision})
    else:
        out(f"The database's schema is {found.standing} (revision {found.revision or 'none'}).")
    if not well:
        sys.exit(FAILED)
