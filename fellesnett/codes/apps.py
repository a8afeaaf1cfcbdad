from django.apps import AppConfig


class CodesConfig(AppConfig):
    name = "fellesnett.codes"
    label = "codes"
    verbose_name = "Kodeverk"
    default_auto_field = "django.db.models.BigAutoField"
