"""How every bench speaks: readable tables, and one line of JSON at the end."""

import json
import os
import platform
from collections.abc import Mapping, Sequence


def table(title: str, head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print rows under a title, each column as wide as it needs: words to the left, numbers to the right."""
    cells = [list(head)] + [["-" if x is None else str(x) for x in row] for row in rows]
    widths = [max(len(row[i]) for row in cells) for i in range(len(head))]
    print(f"\n{title}")
    for number, row in enumerate(cells):
        line = [row[0].ljust(widths[0])] + [x.rjust(w) for x, w in zip(row[1:], widths[1:], strict=True)]
        print("  " + "  ".join(line).rstrip())
        if number == 0:
            print("  " + "  ".join("-" * w for w in widths))


def verdicts(title: str, bars: Sequence[Mapping[str, object]]) -> None:
    """Print each bar with what was reached, and whether it holds."""
    rows = [(b["name"], b["reached"], b["bar"], b["verdict"]) for b in bars]
    table(title, ("bar", "reached", "bar is", "verdict"), rows)


def machine() -> dict[str, object]:
    """Where the figures come from."""
    return {"cpus": os.cpu_count(), "python": platform.python_version(), "load_1m": round(os.getloadavg()[0], 2)}


def last_line(bench: str, figures: Mapping[str, object]) -> None:
    """The line of JSON every bench ends with."""
    print(json.dumps({"bench": bench, "machine": machine(), **figures}), flush=True)
