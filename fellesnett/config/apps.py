from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "fellesnett.config"
    label = "config"
    verbose_name = "Drift"

    def ready(self) -> None:
        from fellesnett.config import checks  # noqa: F401 registers itself
