"""Which link targets Telegram takes, and how it writes them."""

import ipaddress
import re
from dataclasses import dataclass

_HOST = re.compile(r"(?:[a-z0-9.\-_!$,~*'();&+=]|%[a-f0-9]{2}|[^\x00-\x7f])+")
_USER = re.compile(r"(?:[A-Za-z0-9.\-_!$,~*'();&+=:]|%[a-fA-F0-9]{2}|[^\x00-\x7f])*")
_SCHEME = re.compile(r"([^:/?#@\[\]]*)://", re.DOTALL)
_USER_LINK = re.compile(r"(?:tg:(?://)?)user\?(?:[^#]*&)?id=(\d+)(?:[&#].*)?", re.IGNORECASE)
_ASCII_LOWER = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")
_SPACES = " \t\r\n\x00\v"
_OWN_SCHEMES = ("tg:", "ton:", "tonsite:")


class BadLinkError(ValueError):
    """The reason why an address is no link."""


@dataclass(frozen=True, slots=True)
class HttpAddress:
    """An address taken apart."""

    https: bool
    userinfo: str
    host: str
    port: int
    query: str

    @property
    def url(self) -> str:
        """The address as Telegram writes it."""
        scheme = "https://" if self.https else "http://"
        user = f"{self.userinfo}@" if self.userinfo else ""
        port = f":{self.port}" if self.port else ""
        return f"{scheme}{user}{self.host}{port}{self.query}"


def _port_of(text: str) -> int:
    digits = text.lstrip("0") or "0"
    if not re.fullmatch(r"[0-9]{1,9}", digits) or not 0 < int(digits) <= 65535:
        raise BadLinkError("Wrong port number specified in the URL")
    return int(digits)


def _split_port(authority: str) -> tuple[str, int]:
    at = max(authority.rfind(mark) for mark in ":]@")
    if at > 0 and authority[at] == ":":
        return authority[:at], _port_of(authority[at + 1 :])
    return authority, 0


def _checked_host(host: str) -> str:
    if not host:
        raise BadLinkError("URL host is empty")
    if host == ".":
        raise BadLinkError("Host is invalid")
    host = host.translate(_ASCII_LOWER)
    if host[0] == "[" and host[-1] == "]":
        try:
            ipaddress.IPv6Address(host[1:-1])
        except ValueError:
            raise BadLinkError("Wrong IPv6 address specified in the URL") from None
        return host
    if not _HOST.fullmatch(host):
        broken = re.sub(r"%[a-f0-9]{2}", "", host)
        first = re.search(r"[^a-z0-9.\-_!$,~*'();&+=\x80-\U0010ffff]", broken)
        escape = first is not None and first.group() == "%"
        raise BadLinkError("Wrong percent-encoded symbol in URL host" if escape else "Wrong URL host")
    return host


def _written_query(rest: str) -> str:
    query = rest.rstrip(_SPACES) or "/"
    if query[0] != "/":
        query = "/" + query
    return "".join(f"%{ord(char):02X}" if char <= " " else char for char in query)


def parse_address(url: str) -> HttpAddress:
    """Take an address apart; one without a scheme counts as http."""
    scheme = _SCHEME.match(url)
    protocol = scheme.group(1).translate(_ASCII_LOWER) if scheme else "http"
    if protocol not in {"http", "https"}:
        raise BadLinkError("Unsupported URL protocol")
    rest = url[scheme.end() :] if scheme else url
    cut = next((at for at, char in enumerate(rest) if char in "/?#"), len(rest))
    authority, port = _split_port(rest[:cut])
    userinfo, _, host = authority.rpartition("@")
    if not _USER.fullmatch(userinfo) and not host.endswith("]"):
        raise BadLinkError("Wrong URL userinfo")
    return HttpAddress(protocol == "https", userinfo, _checked_host(host), port, _written_query(rest[cut:]))


def _own_link(scheme: str, rest: str) -> str:
    rest = rest.removeprefix("//")
    address = parse_address(rest)
    plain = not rest.translate(_ASCII_LOWER).startswith("http://") and not address.https
    if not plain or address.userinfo or address.port or address.host.startswith("["):
        raise BadLinkError(f"Wrong {scheme} URL")
    if not re.fullmatch(r"[a-z0-9_.-]+" if scheme == "tonsite" else r"[a-z0-9_-]+", address.host):
        raise BadLinkError(f"Wrong {scheme} URL")
    query = address.query[1:] if address.query.startswith("/?") else address.query
    return f"{scheme}://{address.host}{query}"


def check_link(link: str) -> str:
    """Return the link as Telegram writes it, or raise BadLinkError with its reason."""
    lowered = link[:8].translate(_ASCII_LOWER)
    for scheme in _OWN_SCHEMES:
        if lowered.startswith(scheme):
            return _own_link(scheme[:-1], link[len(scheme) :])
    address = parse_address(link)
    if "." not in address.host and not address.host.startswith("["):
        raise BadLinkError("Wrong HTTP URL")
    return address.url


def linked_user(link: str) -> int:
    """The user a `tg://user?id=…` link names, or 0."""
    found = _USER_LINK.fullmatch(link)
    number = int(found.group(1)) if found and len(found.group(1)) < 18 else 0
    return number if number < 1 << 40 else 0
