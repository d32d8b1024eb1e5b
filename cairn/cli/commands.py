"""Every command: where it lives, what it says in `help`, and what must stand before it is imported."""

from typing import NamedTuple


class Command(NamedTuple):
    """A module with `main(argv: list[str]) -> int`."""

    module: str
    says: str  # empty: a part of another command, not for people
    needs_django: bool = True
    needs_data: bool = True


COMMANDS: dict[str, Command] = {
    "run": Command("cairn.cli.run", "prepare what is missing, then serve", needs_django=False, needs_data=False),
    "doctor": Command("cairn.cli.doctor", "say whether this installation is sound", needs_django=False),
    "backup": Command("cairn.cli.backup", "write database and files into one file", needs_django=False),
    "restore": Command("cairn.cli.restore", "bring a backup back", needs_django=False, needs_data=False),
    "verify": Command("cairn.trust.verify", "walk the journal's chain and find any edit"),
    "rotate-keys": Command("cairn.cli.rotate", "make new keys and seal again under them"),
    "export": Command("cairn.cli.exchange", "write one organisation out"),
    "import": Command("cairn.cli.exchange", "read an organisation in"),
    "owner-link": Command("cairn.cli.owner_link", "a new one-time link while nobody is owner yet"),
    "stage": Command("cairn.demo.stage", "fill a database for measuring"),
    "install": Command("cairn.cli.install", "prepare the program alone, no data", needs_django=False, needs_data=False),
    "prepare": Command("cairn.cli.prepare", "data directory and database, without serving", False, False),
    "web": Command("cairn.cli.web", "serve pages and live alone (`run` starts it)"),
    "worker": Command("cairn.cli.worker", "do what waits, alone (`run` starts it)"),
    "media": Command("cairn.cli.media", "carry sound and pictures, alone (`run` starts it)", needs_django=False),
    "relay": Command("cairn.cli.relay", "relay media for closed networks, alone (`run` starts it)", needs_django=False),
    "words": Command("cairn.cli.words", "update or check the translations", needs_django=False, needs_data=False),
    "load-demo": Command("cairn.cli.load_demo", ""),
}
