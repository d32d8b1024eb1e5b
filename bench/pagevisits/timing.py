"""Server time of every page over HTTP, one after another on a kept connection, with three times the data."""

import asyncio
import time

from bench import report
from bench.pagevisits.queries import Walked
from bench.quantiles import quantile
from bench.webclient import Visitor

BAR_P95_MS = 250


async def measure(port: int, walked: Walked, times: int) -> dict[str, list[float]]:
    """Milliseconds of every visit, by address; viewers of one address together."""
    took: dict[str, list[float]] = {}
    for viewer, cookie in walked["cookies"].items():
        visitor = Visitor("127.0.0.1", port, cookie, **{"Accept-Encoding": "br"})
        for page in (page for page in walked["pages"] if page["viewer"] == viewer):
            await visitor.get(page["path"])  # a first visit warms what stays warm
            for _ in range(times):
                begin = time.perf_counter()
                answer = await asyncio.wait_for(visitor.get(page["path"]), 30)
                if answer.status == 200:
                    took.setdefault(page["name"], []).append((time.perf_counter() - begin) * 1000)
        visitor.close()
    return took


def show(took: dict[str, list[float]]) -> dict[str, object]:
    """A table of median and p95, slowest first."""
    figures = {name: (quantile(ms, 0.5) or 0.0, quantile(ms, 0.95) or 0.0) for name, ms in took.items()}
    ordered = sorted(figures.items(), key=lambda item: -item[1][1])
    rows = [(name, f"{p50:.1f}", f"{p95:.1f}", "ok" if p95 <= BAR_P95_MS else "SLOW") for name, (p50, p95) in ordered]
    report.table(f"Server time a page, ms, 3x data (bar: p95 {BAR_P95_MS})", ("address", "p50", "p95", ""), rows)
    every = [ms for one in took.values() for ms in one]
    return {
        "p50_ms": round(quantile(every, 0.5) or 0.0, 1),
        "p95_ms": round(quantile(every, 0.95) or 0.0, 1),
        "slowest_p95_ms": round(max((p95 for _, p95 in figures.values()), default=0.0), 1),
        "by_address": {name: [round(p50, 1), round(p95, 1)] for name, (p50, p95) in ordered},
    }
