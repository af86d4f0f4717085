"""Fixtures for every test: a clean environment, and no network but this machine's own."""

import ipaddress
import os
import sys
from collections.abc import Iterator

import pytest

from bot import settings

_PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy", "ftp_proxy")


@pytest.fixture(autouse=True)
def clean_environment() -> Iterator[None]:
    """No setting of the machine's reaches a test, and no proxy stands between a test and its own servers."""
    before = dict(os.environ)
    for name in list(os.environ):
        ours = name.startswith(settings.PREFIX) and name not in settings.NOT_SETTINGS
        if ours or name.lower() in _PROXIES:
            del os.environ[name]
    yield
    os.environ.clear()
    os.environ.update(before)


class OutsideAddressError(AssertionError):
    """A test tried to reach beyond this machine."""


def _guard(event: str, args: tuple[object, ...]) -> None:
    """An audit hook: sockets connect to loopback only."""
    if event != "socket.connect":
        return
    address = args[1]
    if isinstance(address, tuple) and isinstance(address[0], str):
        host = address[0].partition("%")[0]
        try:
            local = ipaddress.ip_address(host).is_loopback
        except ValueError:
            local = host == "localhost"
        if not local:
            raise OutsideAddressError(f"tests reach this machine only, not {host}")


def pytest_configure() -> None:
    """Install the guard for this process; processes that tests start talk to local servers alone."""
    sys.addaudithook(_guard)


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--no-skips``: where everything is installed, a skipped test is a failure."""
    parser.addoption("--no-skips", action="store_true", help="fail the run if any test is skipped")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run that skipped tests, where that is asked for."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    if session.config.getoption("--no-skips") and skipped:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
