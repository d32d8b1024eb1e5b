"""Cairn: peer support beside intensive outpatient care."""

__version__ = "0.1.0"
