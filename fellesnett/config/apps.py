from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "fellesnett.config"
    label = "config"
    verbose_name = "Drift"
