"""A consent with every field of 42 CFR 2.31 is one; without any of them, or with kinds the law keeps apart, it is none."""

import dataclasses
import datetime as dt
import itertools

import pytest

from cairn.privacy.terms import ALONE, ALWAYS, SIGNING, WRITTEN, Terms, faults
from cairn.privacy.tests.stage import COMPLETE, terms

EMPTY = Terms()
TPO = terms(
    kinds=("tpo",), recipient_type="payer", hipaa_statement="may", redisclosure_statement="may", refusal_statement="may",
    is_for_fundraising=True, fundraising_statement="may say no", intermediary="An exchange", intermediary_participants="Dr. X",
)  # fmt: skip
JUSTICE = terms(kinds=("justice",), revocable_after=dt.date(2027, 1, 1))
MINOR = terms(signer_role="minor", co_signature="A parent")


def _dropped(of: Terms, name: str) -> Terms:
    return dataclasses.replace(of, **{name: getattr(EMPTY, name)})


@pytest.mark.parametrize("whole", [COMPLETE, TPO, JUSTICE, MINOR])
def test_a_complete_one_has_no_fault(whole: Terms) -> None:
    assert faults(whole) == []


NEEDED = [
    *[(COMPLETE, name) for name in (*ALWAYS, *SIGNING, "expires_on")],
    *[(TPO, name) for name in ("hipaa_statement", "redisclosure_statement", "refusal_statement",
                               "fundraising_statement", "intermediary", "intermediary_participants")],
    (JUSTICE, "revocable_after"), (MINOR, "co_signature"),
]  # fmt: skip


@pytest.mark.parametrize(("whole", "name"), NEEDED, ids=lambda value: value if isinstance(value, str) else "")
def test_without_any_one_field_it_is_none(whole: Terms, name: str) -> None:
    assert name in [fault.name for fault in faults(_dropped(whole, name))]


def test_no_field_was_forgotten_by_the_test_above() -> None:
    optional = {"expires_event", "is_for_fundraising"}
    assert {name for _, name in NEEDED} | optional == {one.name for one in dataclasses.fields(Terms)}


@pytest.mark.parametrize("pair", list(itertools.combinations(WRITTEN, 2)), ids="+".join)
def test_kinds_the_law_keeps_apart_stand_on_no_paper_together(pair: tuple[str, str]) -> None:
    together = dataclasses.replace(TPO, kinds=pair, revocable_after=dt.date(2027, 1, 1) if "justice" in pair else None)
    refused = "kinds" in [fault.name for fault in faults(together)]
    assert refused == bool(set(pair) & ALONE)


def test_it_ends_on_a_day_or_with_an_event_never_both_and_without_end_only_for_treatment_payment_operations() -> None:
    assert not faults(terms(expires_on=None, expires_event="when my treatment here ends"))
    assert faults(terms(expires_event="when my treatment here ends"))
    assert faults(terms(expires_on=None, expires_event="none"))
    assert not faults(dataclasses.replace(TPO, expires_on=None, expires_event="none"))


def test_terms_come_back_from_json_as_they_went() -> None:
    for whole in (COMPLETE, TPO, JUSTICE, MINOR):
        assert Terms.of(whole.plain()) == whole
