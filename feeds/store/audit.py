"""The append-only log of what people did."""

from sqlalchemy import insert, select

from feeds.model import AuditEntry
from feeds.store.codec import dump_detail, load_detail
from feeds.store.connection import Connection
from feeds.store.tables import audit_log


class SqlAuditLog:
    """A ``feeds.ports.AuditLog``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def add(self, entry: AuditEntry) -> None:
        """Append a line."""
        values = {
            "at": entry.at,
            "actor": entry.actor,
            "action": entry.action,
            "subject": entry.subject,
            "detail": dump_detail(entry.detail),
        }
        await self._connection.write(insert(audit_log).values(values))

    async def newest(self, *, limit: int) -> list[AuditEntry]:
        """The newest lines, newest first."""
        rows = await self._connection.rows(select(audit_log).order_by(audit_log.c.id.desc()).limit(limit))
        return [AuditEntry(row.at, row.actor, row.action, row.subject, load_detail(row.detail)) for row in rows]
