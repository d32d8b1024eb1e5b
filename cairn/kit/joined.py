"""Many small values as one: what a row has several of, without another question to the database."""

from django.db.models import Aggregate, TextField


class Joined(Aggregate):
    """The distinct values of an expression, with commas between, in no order; None where there is none."""

    function = "GROUP_CONCAT"
    template = "%(function)s(DISTINCT %(expressions)s)"
    output_field = TextField()

    def as_postgresql(self, compiler, connection, **extra):  # type: ignore[no-untyped-def]
        """PostgreSQL calls it otherwise and asks for the comma."""
        return super().as_sql(
            compiler, connection, function="STRING_AGG", template="%(function)s(DISTINCT %(expressions)s, ',')", **extra
        )
