"""The NHS website content API."""

from fellesnett.intake.readers.nhs.page import is_page, read

__all__ = ["is_page", "read"]
