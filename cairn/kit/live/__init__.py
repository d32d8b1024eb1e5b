"""Live delivery: hub, sockets, writer and the bus between processes. Hints only; the database is the truth."""
