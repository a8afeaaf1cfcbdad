from django.apps import AppConfig


class NationalConfig(AppConfig):
    name = "fellesnett.national"
    label = "national"
    verbose_name = "Nasjonal base"
    default_auto_field = "django.db.models.BigAutoField"
