"""Alembic migrations of the store, shipped with the package so that the bot can upgrade its own database."""
