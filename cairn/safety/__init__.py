"""Need support now, concerns and their ladder."""
