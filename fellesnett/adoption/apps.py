from django.apps import AppConfig


class AdoptionConfig(AppConfig):
    name = "fellesnett.adoption"
    label = "adoption"
    verbose_name = "Lokal bruk"
    default_auto_field = "django.db.models.BigAutoField"
