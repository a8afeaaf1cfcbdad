"""The settings of the benchmarks: a visitor's own, and the app that we are measured against."""

import logging

from fellesnett.config.settings.local import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "bench.peer_app"]  # noqa: F405
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
logging.disable(logging.WARNING)
