"""Who may, on what grounds, and what happened: viewer, rules, actions, journal, keys, todos."""
