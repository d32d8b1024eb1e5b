"""Rooms, messages, reactions, read marks."""
