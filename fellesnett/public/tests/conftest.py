from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from fellesnett.public.tests.reading import Visit


@pytest.fixture
def visit(client: Client) -> Callable[..., Visit]:
    """`visit("/behandlinger/")`: what a patient in Bergen gets; `host=` for another site."""
    return lambda path, host="bergen.localhost", **headers: Visit(client, host, path, **headers)
