"""Django's SQLite backend on a safe engine, with a fair write lock inside the process."""
