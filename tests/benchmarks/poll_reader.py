"""The same feeds by lemon24's ``reader``, in a process of its own with a database file of its own."""

import asyncio
import time
from typing import Any

from reader import make_reader

from tests.benchmarks.children import obey


class Deeds:
    """What the benchmark asks for. ``reader`` waits in threads, and nothing else runs in this loop."""

    async def open(self, database: str, urls: list[str], workers: int) -> None:
        """Take the feeds in. Its plugins and its search are off: they would only cost it time."""
        self._reader = make_reader(database, plugins=[], search_enabled=False)
        self._workers, self._feeds = workers, len(urls)
        for url in urls:
            self._reader.add_feed(url)

    async def poll(self) -> dict[str, Any]:
        """Update all feeds; seconds, how many went wrong, and how many entries there are."""
        began = time.perf_counter()
        self._reader.update_feeds(workers=self._workers, scheduled=False)
        seconds = time.perf_counter() - began
        broken = sum(1 for _ in self._reader.get_feeds(broken=True))
        return {"seconds": seconds, "failed": broken, "items": self._reader.get_entry_counts().total}


if __name__ == "__main__":
    asked = Deeds()
    asyncio.run(obey({"open": asked.open, "poll": asked.poll}))
