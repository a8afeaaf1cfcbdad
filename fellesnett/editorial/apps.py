from django.apps import AppConfig


class EditorialConfig(AppConfig):
    name = "fellesnett.editorial"
    label = "editorial"
    verbose_name = "Redaksjonelt"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from fellesnett.editorial.listening import record_import, record_membership, record_place
        from fellesnett.organizations.signals import membership_changed, organizations_imported, place_described

        membership_changed.connect(record_membership, dispatch_uid="record_membership")
        place_described.connect(record_place, dispatch_uid="record_place")
        organizations_imported.connect(record_import, dispatch_uid="record_import")
