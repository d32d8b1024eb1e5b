"""The environment of a test run: a data directory of its own, statics straight from their sources.

Loaded before Django's settings are (`-p tests.environment` in pyproject.toml).
"""

import os
import tempfile

os.environ.setdefault("CAIRN_DATA", tempfile.mkdtemp(prefix="cairn-test-"))
os.environ.setdefault("CAIRN_DEBUG", "1")
