"""Organisations, accounts, persons, roles, sign-in."""
