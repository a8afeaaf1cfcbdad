"""The nouns of intake: texts that were read from files, and sources that are fetched from."""

from fellesnett.intake.models.sources import Errand, Fetched, Followed, Source, SourcedRecord, SourceState
from fellesnett.intake.models.texts import ImportedText, sections_json

__all__ = [
    "Errand",
    "Fetched",
    "Followed",
    "ImportedText",
    "Source",
    "SourceState",
    "SourcedRecord",
    "sections_json",
]
