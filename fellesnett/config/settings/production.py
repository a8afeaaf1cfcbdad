"""Production: behind TLS. Refuses to start without its secrets (`environment.py`)."""

from fellesnett.config.settings.base import *  # noqa: F403

ALLOW_DEMONSTRATION_LOGINS = False
PROVIDERS_ON_LOOPBACK = False
WEBHOOKS_ON_LOOPBACK = False
LINKS_MAY_REACH_LOOPBACK = False

PUBLIC_SCHEME, PUBLIC_PORT = "https", ""
PROXIES_IN_FRONT = 1
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 31_536_000
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
