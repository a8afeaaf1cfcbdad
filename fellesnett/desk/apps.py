from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "fellesnett.desk"
    label = "desk"
    verbose_name = "Skrivebord"
    default_auto_field = "django.db.models.BigAutoField"
