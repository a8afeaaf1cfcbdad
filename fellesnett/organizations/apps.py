from django.apps import AppConfig


class OrganizationsConfig(AppConfig):
    name = "fellesnett.organizations"
    label = "organizations"
    verbose_name = "Virksomheter"
    default_auto_field = "django.db.models.BigAutoField"
