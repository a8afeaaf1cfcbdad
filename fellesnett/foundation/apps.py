from django.apps import AppConfig


class FoundationConfig(AppConfig):
    name = "fellesnett.foundation"
    label = "foundation"
    verbose_name = "Grunnmur"
    default_auto_field = "django.db.models.BigAutoField"
