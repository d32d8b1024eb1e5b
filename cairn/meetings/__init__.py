"""Sessions: when people meet, who is expected, who was there."""
