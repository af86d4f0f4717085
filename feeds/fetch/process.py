"""The inside of any worker process: requests come on its standard input, answers go to its standard output, until the
input ends, in the form that ``feeds.fetch.answers`` describes. A request is followed by the document, and an empty
message comes before the first request, when the process is ready.

The process ignores Ctrl-C, which reaches the whole terminal group (the parent closes it), and dies with its parent,
however that ends: by the end of its input when idle and, on Linux, by a signal from the kernel while it is busy.
"""

import json
import os
import resource
import signal
import sys
from collections.abc import Callable
from typing import Any, BinaryIO

from feeds.fetch.answers import frame

#: What a process answers to a request about a document, as a message.
Answering = Callable[[dict[str, Any], bytes], bytes]

_PR_SET_PDEATHSIG = 1


def serve(requests: BinaryIO, answers: BinaryIO, answer: Answering) -> None:
    """Say that this process is ready, then answer requests until there are no more."""
    answers.write(frame({}))
    answers.flush()
    while length := requests.readline():
        request = json.loads(requests.read(int(length)))
        document = requests.read(request["size"])
        answers.write(answer(request, document))
        answers.flush()


def confine() -> None:
    """Put this process under the limits of its command line; it ends with its parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _die_with(int(sys.argv[2]))
    _limit_memory(int(sys.argv[1]))


def _limit_memory(limit: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _die_with(parent: int) -> None:
    """Have the kernel kill this process when its parent ends, and end at once where it has ended already."""
    if sys.platform == "linux":
        import ctypes  # noqa: PLC0415 - of use on Linux alone

        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        sys.exit(0)
