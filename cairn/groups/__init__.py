"""Groups, tracks, seats, agreements."""
