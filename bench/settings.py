"""The settings of the benchmarks: a visitor's own, and the app that we are measured against."""

import logging

from fellesnett.config.settings.local import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "rest_framework", "wagtail.api.v2", "bench.peer_app"]  # noqa: F405
ROOT_URLCONF = "bench.peer_app.urls"
REST_FRAMEWORK = {"DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"]}
WAGTAILAPI_LIMIT_MAX = 200
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
logging.disable(logging.WARNING)
