"""A developer's or visitor's own machine: `make up`."""

from fellesnett.config.settings.base import *  # noqa: F403

STORAGES["staticfiles"] = {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"}  # noqa: F405
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

WEBHOOKS_ON_LOOPBACK = True  # whoever writes a receiver tries it here
