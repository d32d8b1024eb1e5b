"""Programmes, levels of care, enrolments and care teams."""
