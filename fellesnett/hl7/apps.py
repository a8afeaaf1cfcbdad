from django.apps import AppConfig


class Hl7Config(AppConfig):
    name = "fellesnett.hl7"
    label = "hl7"
    verbose_name = "HL7"
