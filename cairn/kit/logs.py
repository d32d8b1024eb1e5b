"""What the log is told of a request: the page, as our table of addresses names it, and never what stood in the address.

Somebody may have typed a name there, or hold a one-time link: neither belongs into a file that many can read.
"""

import logging

NOWHERE = "an address that is not there"


class Place(logging.Filter):
    """Puts the page's route in the place of the address."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        path = getattr(request, "path", None)
        if path and isinstance(record.args, tuple):
            match = getattr(request, "resolver_match", None)
            page = match.route if match else NOWHERE
            record.args = tuple(page if one == path else one for one in record.args)
        return True
