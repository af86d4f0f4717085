"""Runs the migrations on a connection that the caller has opened, in the caller's transaction.

The caller is ``feeds.store.schema``. There is no ``alembic.ini`` and no other way in: the connection is found under
``config.attributes["connection"]``, and the tables, where revisions are to be compared with them, under
``config.attributes["target_metadata"]``.
"""

from alembic import context


def run() -> None:
    """Run what was asked for; beginning and committing is the caller's."""
    attributes = context.config.attributes
    connection = attributes["connection"]
    context.configure(connection=connection, target_metadata=attributes.get("target_metadata"))
    context.run_migrations()


run()
