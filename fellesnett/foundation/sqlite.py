"""SQLite's own limit on parameters, asked of the library in use.

Django before 6.1 assumes 999, the default until 2020, and cuts every bulk write into pieces of that size: a roll-out's
number of queries would grow with the number of sites. The library says what it takes; 32,766 or more since 3.32.
"""

from __future__ import annotations

import sqlite3
from typing import Any

import django


def use_true_parameter_limit(connection: Any, **_kwargs: Any) -> None:
    """Let bulk writes be as large as the connected library allows. Listens to `connection_created`."""
    if connection.vendor == "sqlite" and django.VERSION < (6, 1):  # later versions ask the library themselves
        connection.features.max_query_params = connection.connection.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER)
