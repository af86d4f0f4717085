"""The committed feeds, and besides every file of ``$HELIOGRAPH_CORPUS/feeds`` where that is set."""

import os
from pathlib import Path

COMMITTED = Path(__file__).parents[1] / "data" / "feeds"
CORPUS = os.environ.get("HELIOGRAPH_CORPUS")
FILES = [path for path in sorted(COMMITTED.iterdir()) if path.suffix != ".toml"]
FILES += [path for path in sorted((Path(CORPUS) / "feeds").glob("*/**/*")) if path.is_file()] if CORPUS else []


def name(path: Path) -> str:
    """What a file is called in a list of tests."""
    return "/".join(path.parts[-2:])
