from django.apps import AppConfig
from django.db.backends.signals import connection_created

from fellesnett.foundation.sqlite import use_true_parameter_limit


class FoundationConfig(AppConfig):
    name = "fellesnett.foundation"
    label = "foundation"
    verbose_name = "Grunnmur"

    def ready(self) -> None:
        connection_created.connect(use_true_parameter_limit, dispatch_uid="use_true_parameter_limit")
