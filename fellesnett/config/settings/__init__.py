"""Settings by environment."""

import os


def choose() -> None:
    """Point Django at the settings of FELLESNETT_ENV, unless somebody already chose."""
    name = os.environ.get("FELLESNETT_ENV", "local")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", f"fellesnett.config.settings.{name}")
