"""The nine places became points without a picture being cut in another way."""

from __future__ import annotations

from importlib import import_module
from itertools import product
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from fellesnett.pages.models import Picture

moving = import_module("fellesnett.pages.migrations.0003_picture_focus")


@pytest.mark.parametrize(("given", "shown"), [(0, 0), (2, 0), (3, 5), (33, 35), (50, 50), (98, 100), (100, 100)])
def test_a_point_is_shown_to_the_nearest_step(given: int, shown: int) -> None:
    assert Picture(focus_x=given, focus_y=50).focus == (shown, 50)


@pytest.mark.django_db(transaction=True)
def test_the_nine_places_become_points_and_back() -> None:
    nine = MigrationExecutor(connection).migrate([("pages", "0002_site_logos")]).apps
    places = list(product(moving.ACROSS, moving.DOWN))
    try:
        for across, down in places:
            _picture(nine, across=across, down=down, name=f"{across} {down}")
        points = MigrationExecutor(connection).migrate([("pages", "0004_remove_nine_places")]).apps
        found = {row.name: (row.focus_x, row.focus_y) for row in points.get_model("pages", "Picture").objects.all()}
        assert found == {f"{across} {down}": (moving.ACROSS[across], moving.DOWN[down]) for across, down in places}
        points.get_model("pages", "Picture").objects.filter(name="left top").update(focus_x=20, focus_y=80)
        back = MigrationExecutor(connection).migrate([("pages", "0002_site_logos")]).apps
        assert back.get_model("pages", "Picture").objects.get(name="left top").across == "left"
        assert back.get_model("pages", "Picture").objects.get(name="left top").down == "bottom"
    finally:
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes("pages"))


def _picture(apps: Any, **facts: Any) -> None:
    organization, _new = apps.get_model("organizations", "Organization").objects.get_or_create(name="Bergen HF")
    site, _new = apps.get_model("organizations", "Site").objects.get_or_create(
        slug="bergen", defaults={"organization": organization, "name": "Bergen"}
    )
    apps.get_model("pages", "Picture").objects.create(site=site, file="bilder/a.svg", credit="Oss", **facts)
