"""A WebSub hub as a process of its own, that keeps to the Recommendation unless it is told to misbehave.

::

    with hub_process() as hubs:
        hub = hubs.hub("slow", delay=2)             # as many hubs as a test wants, each with manners of its own
        ...                                         # somebody subscribes at hub.url
        hub.publish(topic, body)                    # to all subscribers of the topic; the statuses that they answered
        hub.requests, hub.verifications             # what it saw

Run as a program it serves on a free port of loopback, which it says on its standard output, until its standard input
ends. It uses the standard library alone, so that it shares no mistake with what it tests.
"""

import hmac
import http.client
import json
import secrets
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

ATOM = "application/atom+xml"


# ------------------------------------------------------------------ what tests hold


@dataclass(frozen=True)
class Hub:
    """One hub of the process."""

    port: int
    name: str

    @property
    def url(self) -> str:
        """Where it takes subscriptions."""
        return f"http://127.0.0.1:{self.port}/{self.name}"

    def behave(self, **manners: Any) -> None:
        """From now on, besides what was said before: ``status``, ``retry_after``, ``delay`` (of the answer to a
        request), ``redirect``, ``verify`` (False: never), ``first`` (verify before answering), ``topic``, ``lease``,
        ``challenge`` (other than they should be), ``deny`` (a reason), ``signature`` (an algorithm, ``none``, ``wrong``
        or ``stranger``: of another secret).
        """
        self._control("behave", **manners)

    def publish(self, topic: str, body: bytes, *, content_type: str = ATOM, times: int = 1) -> list[int]:
        """Distribute content to the topic's subscribers; what each answered, each time."""
        text = body.decode("utf-8", "surrogateescape")
        return self._control("publish", topic=topic, body=text, content_type=content_type, times=times)

    def verify(self, mode: str = "subscribe", **changes: str) -> list[int]:
        """Call all callbacks again, as for a verification; ``changes`` to what is asked. What they answered."""
        return self._control("verify", mode=mode, changes=changes)

    @property
    def requests(self) -> list[dict[str, str]]:
        """The forms that were sent to it."""
        return self._control("seen")["requests"]

    @property
    def verifications(self) -> list[dict[str, Any]]:
        """What callbacks answered when they were asked to verify or told of a denial: status, headers, whether good."""
        return self._control("seen")["verifications"]

    @property
    def subscribers(self) -> list[str]:
        """The callbacks whose lease runs."""
        return self._control("seen")["subscribers"]

    def _control(self, what: str, **values: Any) -> Any:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request("POST", f"/{self.name}/{what}", json.dumps(values))
            return json.loads(connection.getresponse().read())
        finally:
            connection.close()


@dataclass(frozen=True)
class Hubs:
    """The process."""

    port: int

    def hub(self, name: str | None = None, **manners: Any) -> Hub:
        """A hub of its own."""
        found = Hub(self.port, name or secrets.token_hex(4))
        found.behave(**manners)
        return found


@contextmanager
def hub_process() -> Iterator[Hubs]:
    """Run the hubs for the length of a block."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen([sys.executable, "-S", __file__], **pipes) as process:
        try:
            yield Hubs(int(process.stdout.readline()))
        finally:
            process.kill()


# ------------------------------------------------------------------ the process


@dataclass
class _Place:
    """One hub, inside."""

    manners: dict[str, Any] = field(default_factory=dict)
    requests: list[dict[str, str]] = field(default_factory=list)
    verifications: list[dict[str, Any]] = field(default_factory=list)
    #: by topic and callback: secret, and when the lease ends
    leases: dict[tuple[str, str], tuple[str, float]] = field(default_factory=dict)

    # -- subscribing (§5.1)

    def problem(self, content_type: str, form: dict[str, str]) -> str | None:
        """Why a request is refused."""
        if content_type.partition(";")[0] != "application/x-www-form-urlencoded":
            return "not a form"
        if form.get("hub.mode") not in {"subscribe", "unsubscribe"}:
            return "no mode"
        if urlsplit(form.get("hub.callback", "")).scheme not in {"http", "https"}:
            return "no callback"
        if not form.get("hub.topic") or len(form.get("hub.secret", "").encode()) >= 200:
            return "no topic, or too long a secret"
        return None if form.get("hub.lease_seconds", "1").isdecimal() else "no lease"

    def verify(self, form: dict[str, str]) -> None:
        """Ask the subscriber whether it asked (§5.3), or tell it that it is denied (§5.2)."""
        if self.manners.get("verify") is False:
            return
        topic = self.manners.get("topic") or form["hub.topic"]
        if "deny" in self.manners:
            denial = {"hub.mode": "denied", "hub.topic": topic, "hub.reason": self.manners["deny"]}
            self.call(form["hub.callback"], denial)
            return
        lease = str(self.manners.get("lease", form.get("hub.lease_seconds", 864000)))
        challenge = self.manners.get("challenge") or secrets.token_urlsafe(16)
        asked = {
            "hub.mode": form["hub.mode"],
            "hub.topic": topic,
            "hub.challenge": challenge,
            "hub.lease_seconds": lease,
        }
        if self.call(form["hub.callback"], {name: value for name, value in asked.items() if value != ""}):
            ends = time.monotonic() + float(lease or 864000)
            self.leases[form["hub.topic"], form["hub.callback"]] = form.get("hub.secret", ""), ends

    def call(self, callback: str, query: dict[str, str]) -> bool:
        """A GET to a callback; whether it echoes the challenge."""
        joined = callback + ("&" if urlsplit(callback).query else "?") + urlencode(query)
        status, headers, body = _ask("GET", joined)
        good = 200 <= status < 300 and body == query.get("hub.challenge", "").encode()
        self.verifications.append({"status": status, "good": good, "headers": headers, **query})
        return good

    # -- distributing (§7)

    def publish(self, topic: str, body: bytes, content_type: str, url: str) -> list[int]:
        """Send content to whom a lease runs for."""
        link = f'<{url}>; rel="hub", <{topic}>; rel="self"'
        answers = []
        for (theirs, callback), (secret, ends) in list(self.leases.items()):
            if theirs == topic and time.monotonic() < ends:
                headers = {"Content-Type": content_type, "Link": link, **self.signature(body, secret)}
                answers.append(_ask("POST", callback, body, headers)[0])
                if answers[-1] == 410:
                    del self.leases[theirs, callback]
        return answers

    def signature(self, body: bytes, secret: str) -> dict[str, str]:
        """The header that signs a body (§7.1), as the manners are."""
        how = self.manners.get("signature", "sha256")
        if how == "none" or not secret:
            return {}
        if how == "wrong":
            return {"X-Hub-Signature": "sha256=" + "0" * 64}
        key, method = ("somebody else's", "sha256") if how == "stranger" else (secret, how)
        return {"X-Hub-Signature": f"{method}={hmac.new(key.encode(), body, method).hexdigest()}"}


def _ask(method: str, url: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> Any:
    """Status, headers and body of an answer; redirects are not followed (§7). 0 where there is no answer."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port or 80, timeout=30)
    try:
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request(method, target, body, headers or {})
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    except OSError as error:
        return 0, {"error": str(error)}, b""
    finally:
        connection.close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    places: dict[str, _Place] = {}  # noqa: RUF012 - of the whole process

    def do_POST(self) -> None:
        """A subscription request, or what a test says."""
        sent = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        name, _, control = self.path.strip("/").partition("/")
        place = self.places.setdefault(name, _Place())
        if control:
            self._answer(200, json.dumps(self._control(place, control, json.loads(sent))))
        else:
            form = {key: values[-1] for key, values in parse_qs(sent.decode()).items()}
            self._subscribe(place, form)

    def _subscribe(self, place: _Place, form: dict[str, str]) -> None:
        manners = place.manners
        place.requests.append(form)
        time.sleep(manners.get("delay", 0))
        if manners.get("redirect"):
            self._answer(manners.get("status", 307), "", {"Location": manners["redirect"]})
            return
        if problem := place.problem(self.headers.get("Content-Type", ""), form):
            self._answer(400, problem)
            return
        if manners.get("first"):
            place.verify(form)
        if manners.get("status", 202) != 202:
            self._answer(manners["status"], "no", {"Retry-After": str(manners.get("retry_after", 1))})
            return
        self._answer(202, "")
        if not manners.get("first"):
            place.verify(form)

    def _control(self, place: _Place, what: str, values: dict[str, Any]) -> Any:
        url = f"http://{self.headers['Host']}{self.path.rpartition('/')[0]}"
        if what == "behave":
            place.manners.update(values)
        elif what == "publish":
            body = values["body"].encode("utf-8", "surrogateescape")
            again = range(values["times"])
            return [one for _ in again for one in place.publish(values["topic"], body, values["content_type"], url)]
        elif what == "verify":
            about = {"hub.challenge": "again", "hub.lease_seconds": "1000"}
            for topic, callback in list(place.leases):
                place.call(callback, {"hub.mode": values["mode"], "hub.topic": topic, **about, **values["changes"]})
            return [one["status"] for one in place.verifications[-len(place.leases) :]]
        running = [callback for (_, callback), (_, ends) in place.leases.items() if time.monotonic() < ends]
        return {"requests": place.requests, "verifications": place.verifications, "subscribers": running}

    def _answer(self, status: int, body: str, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body.encode())), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body.encode())
        self.wfile.flush()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def main() -> None:
    """Serve until nobody is there to be served."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    print(server.server_port, flush=True)
    threading.Thread(target=lambda: (sys.stdin.read(), server.shutdown()), daemon=True).start()
    server.serve_forever()


if __name__ == "__main__":
    main()
