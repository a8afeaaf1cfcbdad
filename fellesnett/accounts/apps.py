from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "fellesnett.accounts"
    label = "accounts"
    verbose_name = "Brukere"
    default_auto_field = "django.db.models.BigAutoField"
