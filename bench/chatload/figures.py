"""Rounds put together: medians and best rounds, ratios, and the bars Cairn holds itself to."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from bench import report
from bench.chatload.load import Row

KEYS = ("rate", "in_flight", "connections", "room_messages")
COLUMNS = {
    "open": (
        "msg_per_s",
        "lost",
        "last_p50_ms",
        "last_p99_ms",
        "ack_p50_ms",
        "ack_p99_ms",
        "server_cpu_ms_per_delivery",
    ),
    "closed": ("msg_per_s", "msg_per_server_cpu_s", "last_p50_ms", "last_p99_ms", "server_cpu_ms_per_delivery"),
    "idle": ("empty_mib", "full_mib", "kib_per_connection", "idle_cpu_share"),
    "history": ("p50_ms", "p99_ms"),
}
TITLES = {
    "open": "Open loop, {rate} messages a second",
    "closed": "Closed loop, {in_flight} messages in flight",
    "idle": "{connections} members online and silent",
    "history": "Last 50 messages of a room that holds {room_messages:,}",
}
MORE_IS_BETTER = {"msg_per_s", "msg_per_server_cpu_s", "deliveries_per_s"}


@dataclass(frozen=True)
class Bar:
    """One promise: a figure of ours over the same figure of another system (or another scenario of ours)."""

    name: str
    scenario: tuple[str, int]
    figure: str
    at_most: float | None = None
    at_least: float | None = None
    peer: str | None = None
    over: tuple[str, int] | None = None  # the scenario to divide by, where it is another one


BARS = (
    *(
        Bar(f"last p50 at {r}/s / ejabberd", ("open", r), "last_p50_ms", 1.0, peer="ejabberd-pg")
        for r in (20, 100, 500)
    ),
    Bar("messages/s / ejabberd", ("closed", 100), "msg_per_s", at_least=4, peer="ejabberd-pg"),
    Bar("messages/s / Prosody", ("closed", 100), "msg_per_s", at_least=20, peer="prosody-sqlite"),
    Bar("CPU a delivery at 100/s / ejabberd", ("open", 100), "server_cpu_ms_per_delivery", 0.9, peer="ejabberd-pg"),
    Bar("CPU a delivery at most / ejabberd", ("closed", 100), "server_cpu_ms_per_delivery", 0.3, peer="ejabberd-pg"),
    Bar("KiB an idle connection", ("idle", 1000), "kib_per_connection", 40),
    Bar("room of 10^6 / room of 10^3, p50", ("history", 1_000_000), "p50_ms", 1.5, over=("history", 1000)),
)


def setting(row: Row) -> tuple[str, int]:
    """What was measured: the scenario and its one number."""
    return str(row["scenario"]), next(int(str(row[key])) for key in KEYS if key in row)


def of(rows: Sequence[Row], system: str, scenario: tuple[str, int], figure: str, *, best: bool = False) -> float | None:
    """One figure over all rounds: the median, or the round the machine disturbed least."""
    values = [
        float(str(row[figure]))
        for row in rows
        if row["system"] == system and setting(row) == scenario and row.get(figure) is not None
    ]
    if not values:
        return None
    if best:
        return max(values) if figure in MORE_IS_BETTER else min(values)
    return statistics.median(values)


def judge(rows: Sequence[Row], ours: str) -> list[dict[str, object]]:
    """Every bar with what was reached: by the medians (the verdict) and by the best rounds."""
    judged = []
    for bar in BARS:
        reached = _ratio(rows, ours, bar, best=False)
        if reached is None:
            continue
        best = _ratio(rows, ours, bar, best=True)
        held = reached <= bar.at_most if bar.at_most is not None else reached >= (bar.at_least or 0)
        limit = f"<= {bar.at_most:g}" if bar.at_most is not None else f">= {bar.at_least:g}"
        text = f"{reached:.3g} (best rounds {best:.3g})"
        verdict = "PASS" if held else "short"
        judged.append(
            {"name": bar.name, "reached": text, "bar": limit, "verdict": verdict, "median": reached, "best": best}
        )
    return judged


def _ratio(rows: Sequence[Row], ours: str, bar: Bar, *, best: bool) -> float | None:
    value = of(rows, ours, bar.scenario, bar.figure, best=best)
    if bar.peer is None and bar.over is None:
        return value
    other = of(rows, bar.peer or ours, bar.over or bar.scenario, bar.figure, best=best)
    return value / other if value is not None and other else None


def ratios(rows: Sequence[Row], ours: str, peers: Sequence[str]) -> dict[str, dict[str, float]]:
    """Ours over each peer, figure by figure, from the medians."""
    found: dict[str, dict[str, float]] = {}
    for scenario in dict.fromkeys(setting(row) for row in rows):
        for figure in (*COLUMNS[scenario[0]], "foreign_cpu_share"):
            for peer in peers:
                mine, theirs = (of(rows, name, scenario, figure) for name in (ours, peer))
                if mine and theirs and figure not in ("lost", "foreign_cpu_share"):
                    found.setdefault(f"{ours}/{peer}", {})[f"{scenario[0]}-{scenario[1]} {figure}"] = round(
                        mine / theirs, 4
                    )
    return found


def _cell(rows: Sequence[Row], system: str, scenario: tuple[str, int], figure: str) -> str:
    median = of(rows, system, scenario, figure)
    best = of(rows, system, scenario, figure, best=True)
    if median is None or best is None:
        return "-"
    return f"{median:,.4g}" if median == best else f"{median:,.4g} ({best:,.4g})"


def tables(rows: Sequence[Row]) -> None:
    """One table a scenario: the median of the rounds, and the best round in brackets."""
    for scenario in dict.fromkeys(setting(row) for row in rows):
        here = [row for row in rows if setting(row) == scenario]
        columns = (*COLUMNS[scenario[0]], "foreign_cpu_share")
        title = TITLES[scenario[0]].format(**here[0])
        systems = dict.fromkeys(str(row["system"]) for row in here)
        lines = [(name, *(_cell(here, name, scenario, figure) for figure in columns)) for name in systems]
        report.table(
            title, ("system", *(c.replace("server_cpu_ms_per_delivery", "cpu_ms/delivery") for c in columns)), lines
        )
        for row in here:
            if "error" in row:
                print(f"    {row['system']}: {row['error']}")
