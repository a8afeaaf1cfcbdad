"""The WSGI application: what is asked for most in the open interface is answered at its edge."""

from fellesnett.config.settings import choose

choose()

from django.core.wsgi import get_wsgi_application  # noqa: E402

django_application = get_wsgi_application()

from fellesnett.api.edge import Edge  # noqa: E402

application = Edge(django_application)
