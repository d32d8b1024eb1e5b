"""Django's PostgreSQL backend, telling the database which organisation a request serves."""
