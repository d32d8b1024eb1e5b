"""Ask, do, tell: every write is an action.

`@action` opens the transaction, writes what was told to the journal, lets the reactions follow, and rolls
everything back if the action never asked (`viewer.must`) or never told (`viewer.did`).
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar, cast

from django.db import transaction

from cairn.kit.errors import Misuse
from cairn.trust import telling
from cairn.trust.viewer import Act, Viewer

P = ParamSpec("P")
R = TypeVar("R")
DEPTH = 2
every_action: dict[str, Callable[..., object]] = {}


def action(function: Callable[Concatenate[Viewer, P], R]) -> Callable[Concatenate[Viewer, P], R]:
    """Make a function of a viewer an action: one transaction, asked, told, with its consequences."""

    @wraps(function)
    def perform(viewer: Viewer, *args: P.args, **kwargs: P.kwargs) -> R:
        if telling.depth.get() > DEPTH:
            raise Misuse(f"{function.__name__} is deeper than {DEPTH} consequences from its cause.")
        outer, viewer.act = viewer.act, Act()
        try:
            with transaction.atomic():
                result = function(viewer, *args, **kwargs)
                _conclude(viewer.act, function.__name__)
            return result
        finally:
            viewer.act = outer

    every_action[f"{function.__module__}.{function.__name__}"] = perform
    return cast(Callable[Concatenate[Viewer, P], R], perform)


def _conclude(act: Act, name: str) -> None:
    if not act.asked:
        raise Misuse(f"{name} never asked: call viewer.must(...) before doing anything.")
    if not act.facts and not act.nothing_new:
        raise Misuse(f"{name} never told: call viewer.did(...) with what happened.")
    if act.facts:
        telling.conclude(act.facts)
