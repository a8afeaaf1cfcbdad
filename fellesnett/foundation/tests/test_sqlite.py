"""Bulk questions and writes are as large as the database allows."""

from __future__ import annotations

import sqlite3

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db


def test_two_thousand_rows_are_written_in_one_question(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        ContentType.objects.bulk_create([ContentType(app_label="avdeling", model=str(number)) for number in range(2000)])


def test_the_limit_is_the_one_of_the_library_in_use() -> None:
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        assert connection.features.max_query_params == connection.connection.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER)
    else:
        assert connection.features.max_query_params is None or connection.features.max_query_params >= 32_766
