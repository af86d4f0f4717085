"""A few named facts that must survive restarts."""

from sqlalchemy import delete, select

from feeds.store.connection import Connection
from feeds.store.tables import switches


class SqlSwitches:
    """A ``feeds.ports.Switches``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def get(self, name: str) -> str | None:
        """The switch's value, None where it is not set."""
        value: str | None = await self._connection.value(select(switches.c.value).where(switches.c.name == name))
        return value

    async def set(self, name: str, value: str | None) -> None:
        """Set it, or with None take it away."""
        if value is None:
            await self._connection.write(delete(switches).where(switches.c.name == name))
            return
        statement = self._connection.insert(switches).values(name=name, value=value)
        renewed = {"value": statement.excluded.value}
        await self._connection.write(statement.on_conflict_do_update(index_elements=["name"], set_=renewed))
