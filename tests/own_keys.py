"""Keys that a test may renew: copies, in the place of those all tests share."""

from pathlib import Path
from typing import Any

import pytest

from cairn.kit import keyfiles
from cairn.kit.keyfiles import Renewable


def put_in_use(setting: str, place: Path, settings: Any, patch: pytest.MonkeyPatch) -> Path:
    """A copy of the key that `setting` names, at `place`, in use until the test ends."""
    place.write_bytes(getattr(settings, setting).newest())
    setattr(settings, setting, Renewable(place))
    patch.setattr(keyfiles, "SETTLING_S", 0)
    return place
