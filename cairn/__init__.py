"""Cairn: peer support beside intensive outpatient care."""
