"""Charting: notes written once for everybody who was there, hours that add up, units that feed a claim."""
