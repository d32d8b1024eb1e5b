"""The environment of a test run: a data directory of its own, statics straight from their sources.

Loaded before Django's settings are (`-p tests.environment` in pyproject.toml).
"""

import os
import tempfile

os.environ.setdefault("CAIRN_DATA", tempfile.mkdtemp(prefix="cairn-test-"))
os.environ.setdefault("CAIRN_DEBUG", "1")

# The test database is made by its owner; conftest.py then changes to the role the product works under. (A worker of
# xdist reads this too, when the exchange is done already.)
APPLICATION = "CAIRN_TEST_APPLICATION_URL"
if "CAIRN_DATABASE_OWNER_URL" in os.environ:
    os.environ.setdefault(APPLICATION, os.environ["CAIRN_DATABASE_URL"])
    os.environ["CAIRN_DATABASE_URL"] = os.environ["CAIRN_DATABASE_OWNER_URL"]
