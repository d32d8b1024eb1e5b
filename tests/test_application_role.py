"""Tests must meet the same walls the product meets: a superuser would walk through every one of them."""

import os

import pytest
from django.db import connection


@pytest.mark.django_db
def test_tests_work_under_a_role_that_cannot_go_around_the_walls() -> None:
    asked_for_postgresql = bool(os.environ.get("CAIRN_DATABASE_OWNER_URL"))
    assert (connection.vendor == "postgresql") is asked_for_postgresql
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
            assert cursor.fetchone() == (False,)
            cursor.execute("SELECT count(*) FROM pg_tables WHERE tableowner = current_user")
            assert cursor.fetchone() == (0,)
            cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
            assert cursor.fetchone()[0] > 10
