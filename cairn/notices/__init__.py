"""The in-app inbox: neutral notices that something waits."""
