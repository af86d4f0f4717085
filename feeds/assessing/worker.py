"""The inside of the process that assesses stories: ``python -m feeds.assessing.worker MEMORY PARENT``.

The messages are those of ``feeds.fetch.process``: of a document, the first ``standards`` bytes say what the stories are
assessed by. What is no request ends the process, and whoever asked is told.
"""

import gc
import sys
from typing import Any

from feeds.assessing import messages
from feeds.assessing.here import assess_one
from feeds.fetch.process import confine, serve
from feeds.models import knowledge


def main() -> None:
    """Put this process under its limits, then assess what the parent asks for."""
    confine()
    knowledge.load()

    def answer(request: dict[str, Any], document: bytes) -> bytes:
        cut = int(request["standards"])
        by = messages.read_standards(document[:cut])
        stories = messages.read_stories(document[cut:])
        return messages.write_assessments([assess_one(story, by) for story in stories])

    gc.freeze()  # what is loaded stays
    serve(sys.stdin.buffer, sys.stdout.buffer, answer)


if __name__ == "__main__":
    main()
