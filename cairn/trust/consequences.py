"""What follows from what: the registry behind cairn/reactions.py."""

from collections.abc import Callable
from dataclasses import dataclass, field

from cairn.kit.errors import Misuse
from cairn.trust.models import Fact

Reaction = Callable[[Fact], None]


@dataclass(frozen=True)
class Later:
    """A reaction that may wait: it becomes a Todo in the transaction of its cause."""

    reaction: Reaction


@dataclass(frozen=True)
class Nudge:
    """A hint for open pages, sent after the commit. `tell(fact)` gives persons and topics."""

    tell: Callable[[Fact], tuple[list[int], list[str]]]


@dataclass
class Entry:
    """Everything that follows from one verb."""

    now: list[Reaction] = field(default_factory=list)
    later: list[Reaction] = field(default_factory=list)
    nudges: list[Nudge] = field(default_factory=list)
    moves_rights: bool = True


_table: dict[str, Entry] = {}


def when(verb: str, *reactions: Reaction | Later | Nudge, moves_rights: bool = True) -> None:
    """One line of the reactions table. `moves_rights=False`: this fact never changes who may see what."""
    if verb in _table:
        raise Misuse(f"`{verb}` stands twice in cairn/reactions.py.")
    entry = _table[verb] = Entry(moves_rights=moves_rights)
    for reaction in reactions:
        if isinstance(reaction, Later):
            entry.later.append(reaction.reaction)
        elif isinstance(reaction, Nudge):
            entry.nudges.append(reaction)
        else:
            entry.now.append(reaction)


def entry(verb: str) -> Entry:
    """What follows from `verb`; a fact without an entry is our mistake."""
    try:
        return _table[verb]
    except KeyError:
        raise Misuse(f"cairn/reactions.py has no entry for `{verb}`.") from None


def verbs() -> list[str]:
    """Every verb the table knows."""
    return sorted(_table)


def name_of(reaction: Reaction) -> str:
    """The name under which a waiting reaction is kept in a Todo."""
    return f"{reaction.__module__}.{reaction.__name__}"


def by_name(name: str) -> Reaction:
    """The waiting reaction of that name; only those in the table can be run."""
    for candidate in _table.values():
        for reaction in candidate.later:
            if name_of(reaction) == name:
                return reaction
    raise Misuse(f"No waiting reaction is called {name}.")
