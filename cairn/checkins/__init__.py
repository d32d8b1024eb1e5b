"""Daily check-ins, weekly checkpoints, encouragement, victories."""
