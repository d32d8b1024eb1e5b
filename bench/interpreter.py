"""Runs a bench with the interpreter that has Cairn's dependencies. Standard library only."""

import importlib.util
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NEEDED = ("django", "uvloop", "psycopg", "uvicorn")


def ensure() -> None:
    """Go on in BENCH_PYTHON or the repository's own .venv; stop with one sentence when neither will do."""
    named = os.environ.get("BENCH_PYTHON")
    python = Path(named) if named else ROOT / ".venv" / "bin" / "python"
    if python.exists() and not os.environ.get("CAIRN_BENCH_STARTED"):
        os.environ["CAIRN_BENCH_STARTED"] = "1"
        os.execv(python, [str(python), *sys.argv])
    missing = [name for name in NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        sys.exit(
            f"This bench needs {', '.join(missing)}. Run ./test fast (or ./run) once, which makes .venv, "
            "or name an interpreter that has them: BENCH_PYTHON=/path/to/python"
        )
