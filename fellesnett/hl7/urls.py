"""The addresses that journal systems ask (interfaces.md section 2)."""

from django.urls import path

from fellesnett.hl7.infobutton import service

urlpatterns = [
    path("infobutton/v1/service", service),
]
