"""Accountability partners and mentors: bonds between persons."""
