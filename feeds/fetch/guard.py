"""Which addresses feeds may be fetched from: values in, a reason to refuse or None out.

Feeds are hostile input, and so are the addresses in them and the names in the DNS. What leads to this machine, to its
network or to a cloud's metadata service is refused in every spelling, also where an IPv6 address wraps an IPv4 one.
"""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

PORTS = frozenset({80, 443, 8080, 8443})  #: the usual ports of web servers

# Beyond what ``is_global`` says in every Python version. Addresses that wrap an IPv4 address are refused as a whole,
# whatever they wrap; where IPv4 is reached by NAT64 alone, the operator allows 64:ff9b::/96.
_REFUSED = tuple(
    ip_network(network)
    for network in (
        "0.0.0.0/8",
        "100.64.0.0/10",  # carrier-grade NAT
        "192.0.0.0/24",
        "192.88.99.0/24",  # 6to4 relays
        "198.18.0.0/15",
        "240.0.0.0/4",
        "::/96",  # IPv4-compatible
        "::ffff:0:0/96",  # IPv4-mapped
        "::ffff:0:0:0/96",  # IPv4-translated
        "64:ff9b::/96",  # NAT64
        "64:ff9b:1::/48",
        "100::/64",
        "2001::/23",  # Teredo and other protocols
        "2001:db8::/32",
        "2002::/16",  # 6to4
        "3fff::/20",
        "5f00::/16",
        "fec0::/10",  # site-local, as it once was
    )
)


def why_refused(ip: Address, port: int, allowed: Sequence[Network] = ()) -> str | None:
    """Why nothing may be fetched from this address and port; None where it may. ``allowed`` opens whole networks."""
    if any(ip in network for network in allowed):
        return None
    if not _is_public(ip):
        return f"{ip} is not a public address"
    return None if port in PORTS else f"port {port} is not one that feeds are served on"


def why_url_refused(url: str, allowed: Sequence[Network] = ()) -> str | None:
    """Why this URL is refused before anything is looked up; None where its host still has to be."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return "this is not a valid address"
    if parts.scheme not in {"http", "https"}:
        return f"only http and https addresses are fetched, not {parts.scheme or 'this'}"
    if not host:
        return "the address names no host"
    if "@" in parts.netloc:
        return "addresses with a user name or a password are not fetched"
    literal = literal_address(host)
    return why_refused(literal, port or default_port(parts.scheme), allowed) if literal else None


def literal_address(host: str) -> Address | None:
    """The address that ``host`` spells out in the usual way; None where it is a name (or any other spelling)."""
    try:
        return ip_address(host.strip("[]"))
    except ValueError:
        return None


def default_port(scheme: str) -> int:
    """The port of a URL that names none."""
    return 443 if scheme == "https" else 80


def _is_public(address: Address) -> bool:
    special = address.is_multicast or address.is_reserved or address.is_unspecified or address.is_link_local
    return address.is_global and not special and not any(address in network for network in _REFUSED)
