"""Cairn: staged, then served by its web process and its worker, with everything a member's message meets on
its way: session, policy, sealing, journal, reactions."""

from pathlib import Path

from bench.product import House
from bench.servers import SERVER_CPU, System, free_port


def start(work: Path, *, members: int, size: int, database: str) -> System:
    """Cairn with `members` in groups of `size`, all of them signed in."""
    house = House(work, cpu=SERVER_CPU)
    if database == "postgres":
        house.on_postgres()
    house.run("prepare")
    house.run("stage", "--members", str(members), "--group-size", str(size), "--history", "50")
    seats = house.sessions()
    port = free_port()
    house.serve(port)

    def fill(group: int, count: int) -> None:
        house.inside("fill", str(group), str(count))

    options: dict[str, object] = {"port": port, "seats": seats}
    return System("cairn", options, house.processes, f"web and worker on {database}", fill)
