"""The addresses that journal systems ask (interfaces.md section 2)."""

from django.urls import path

from fellesnett.hl7 import fhir_service, infobutton

urlpatterns = [
    path("infobutton/v1/service", infobutton.service),
    path("fhir/r4/<path:path>", fhir_service.service),
]
