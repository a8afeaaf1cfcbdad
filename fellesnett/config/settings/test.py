"""The test suite."""

import os

from fellesnett.config.settings.base import *  # noqa: F403

SECRET_KEY = "test"  # noqa: S105
ALLOWED_HOSTS = ["*"]
SITE_BASE_DOMAINS = ["localhost"]
PUBLIC_PORT = "8000"
ROBOTS_WELCOME = True
ALERT_SECONDS = 0
WEBHOOK_HANDS = 1  # a test's database is seen by its own thread alone
VIEWS_WRITTEN_SECONDS = 0
SITE_MAP_SECONDS = 0  # a test's sites are gone when it ends
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True  # nothing is collected in a test: look files up when asked
if os.environ.get("DATABASE_URL", "").startswith("postgres"):
    DATABASES["default"]["CONN_MAX_AGE"] = 0  # noqa: F405
AXES_ENABLED = False  # the log-in's own tests turn it on
SIGN_INS_ARE_KEPT = False  # most tests use `client.force_login`
