"""How slowly a body may come: whoever sends a byte a second would keep a place from others for as long as he may."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from feeds.errors import TimedOut


@asynccontextmanager
async def patient(seconds: float, rate: float, *, url: str) -> AsyncIterator[Callable[[int], None]]:
    """Waits for so many seconds, and one more for each ``rate`` bytes that it is told have come; then ``TimedOut``."""
    loop = asyncio.get_running_loop()
    until = loop.time() + seconds
    try:
        async with asyncio.timeout_at(until) as limit:

            def came(number: int) -> None:
                nonlocal until
                until += number / rate
                limit.reschedule(until)

            yield came
    except TimeoutError as error:
        raise TimedOut(
            f"the server sends its document too slowly, less than {rate:g} bytes a second", url=url
        ) from error
