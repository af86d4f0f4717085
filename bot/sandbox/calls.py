"""The log of API calls, without tokens, and what is counted."""

import json
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.sandbox.params import Params


@dataclass(slots=True)
class ApiCall:
    """One call and what came of it."""

    seq: int
    time: float
    bot_id: int
    method: str
    params: dict[str, Any]
    status: int = 0
    """HTTP status of the answer; 0 while there is none, or where the connection was cut."""
    answer: bytes = b""
    """The answer's JSON as it was sent; nothing where it was none."""
    fault: str = ""
    seconds: float = 0.0

    def to_json(self) -> dict[str, Any]:
        """The call as the control interface shows it."""
        shown = {name: getattr(self, name) for name in self.__slots__}
        return {**shown, "answer": json.loads(self.answer) if self.answer else None}


class CallLog:
    """The newest calls in order; the counts are of all calls since the last `clear`."""

    def __init__(self, capacity: int) -> None:
        self._calls: deque[ApiCall] = deque(maxlen=capacity)
        self.methods: Counter[str] = Counter()
        self.outcomes: dict[str, Counter[str]] = {}
        """By method: the status that the client got, or `cut`."""
        self.refusals: Counter[str] = Counter()
        self.faults: Counter[str] = Counter()
        self._last = 0

    def open(self, now: float, bot_id: int, method: str, params: Params) -> ApiCall:
        """Note that a call came in."""
        self._last += 1
        files = {name: {"file_name": file.name, "size": len(file.content)} for name, file in params.files.items()}
        call = ApiCall(self._last, now, bot_id, method, {**params.values, **files})
        self._calls.append(call)
        self.methods[method] += 1
        return call

    def close(self, call: ApiCall, status: int, answer: bytes, now: float) -> None:
        """Note the answer that the call came to, whether or not the client gets it."""
        call.status, call.answer, call.seconds = status, answer, round(now - call.time, 6)
        if status >= 400:
            self.refusals[str(status)] += 1

    def told(self, call: ApiCall, outcome: str) -> None:
        """Count what the client got."""
        self.outcomes.setdefault(call.method, Counter())[outcome] += 1

    def clear(self) -> None:
        """Forget calls and counts; numbers go on."""
        self._calls.clear()
        self.outcomes.clear()
        for counted in (self.methods, self.refusals, self.faults):
            counted.clear()

    def since(self, seq: int, method: str = "") -> Iterator[ApiCall]:
        """Calls after a number, of one method if it is given."""
        wanted = method.lower()
        for call in self._calls:
            if call.seq > seq and wanted in {"", call.method.lower()}:
                yield call
