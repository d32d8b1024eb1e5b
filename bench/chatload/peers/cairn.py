"""Cairn: staged, then served by its web process and its worker, with everything a member's message meets on
its way: session, policy, sealing, journal, reactions."""

from pathlib import Path

from bench.product import House
from bench.servers import SERVER_CPU, System, free_port
from bench.signin import sign_in


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
    # One member comes in by the front door, as everybody would; the others were signed in beside it.
    seats[0] = (sign_in(port, "bench0@bench.localhost", "bench-only-password"), seats[0][1])

    def fill(group: int, count: int) -> None:
        house.run("stage", "--fill", str(group), str(count), seconds=900)

    options: dict[str, object] = {"port": port, "seats": seats}
    return System("cairn", options, house.processes, f"web and worker on {database}", fill)
