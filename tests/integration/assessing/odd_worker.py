"""A process that answers what it was asked before, once: whoever reads its answers is one behind."""

import sys

from feeds.assessing import messages
from feeds.assessing.here import assess_one
from feeds.fetch.answers import frame
from feeds.fetch.process import confine, serve

_told: list[bytes] = []


def answer(request, document):
    cut = int(request["standards"])
    by, stories = messages.read_standards(document[:cut]), messages.read_stories(document[cut:])
    if stories[0].items[0].item.title == "Nonsense":
        return frame([])
    _told.append(messages.write_assessments([assess_one(story, by) for story in stories]))
    return _told[-2] if len(_told) > 1 else _told[-1]


if __name__ == "__main__":
    confine()
    serve(sys.stdin.buffer, sys.stdout.buffer, answer)
