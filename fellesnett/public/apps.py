from django.apps import AppConfig


class PublicConfig(AppConfig):
    name = "fellesnett.public"
    label = "public"
    verbose_name = "Nettsteder"
    default_auto_field = "django.db.models.BigAutoField"
