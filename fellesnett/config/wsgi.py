"""The WSGI application."""

from fellesnett.config.settings import choose

choose()

from django.core.wsgi import get_wsgi_application  # noqa: E402

application = get_wsgi_application()
