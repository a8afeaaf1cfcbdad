from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "fellesnett.api"
    label = "api"
    verbose_name = "Åpent API"
