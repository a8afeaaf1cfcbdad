from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "fellesnett.pages"
    label = "pages"
    verbose_name = "Sider"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from fellesnett.pages import permissions

        permissions.register()
