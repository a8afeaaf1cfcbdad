from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save


class PublicConfig(AppConfig):
    name = "fellesnett.public"
    label = "public"
    verbose_name = "Nettsteder"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from fellesnett.organizations.models import Site
        from fellesnett.pages.signals import alerts_changed, site_face_changed
        from fellesnett.public import alerts, hosts

        post_save.connect(hosts.forget, sender=Site, dispatch_uid="public_site_saved")
        post_delete.connect(hosts.forget, sender=Site, dispatch_uid="public_site_deleted")
        site_face_changed.connect(hosts.forget, dispatch_uid="public_site_face_changed")
        alerts_changed.connect(alerts.forget, dispatch_uid="public_alerts_changed")
