"""What a browser needs to make or ask for a passkey, as text for an attribute of the form."""

import base64
import json
from typing import Any


def as_json(options: dict[str, Any]) -> str:
    """JSON of what the library prepared; its byte strings are base64url already."""
    return json.dumps(options)


def as_picture(svg: str) -> str:
    """A drawing as an address that needs no second request."""
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"
