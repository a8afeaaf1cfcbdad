from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "fellesnett.pages"
    label = "pages"
    verbose_name = "Sider"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from fellesnett.editorial.asked import FURTHER
        from fellesnett.pages import permissions
        from fellesnett.pages.asked import asked_in_part

        FURTHER.append(asked_in_part)
        permissions.register()
