"""What the commands on feeds share."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, TypeVar

from bot.settings import Settings

if TYPE_CHECKING:
    from bot.tools import Tools

Answer = TypeVar("Answer")

#: Who stands in the log for what is done here.
BY: Final = "the command line"


def with_tools(settings: Settings, act: "Callable[[Tools], Awaitable[Answer]]") -> Answer:
    """Open what commands on feeds need, act, close it. What is logged goes to standard error: the answer may be read by
    a program.
    """
    from bot import logs
    from bot.tools import close_tools, open_tools

    logs.configure(secrets=settings.secrets())

    async def within() -> Answer:
        tools = await open_tools(settings)
        try:
            return await act(tools)
        finally:
            await close_tools(tools)

    return asyncio.run(within())


def when(moment: datetime | None) -> str:
    """A time in a table."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC" if moment else "never"
