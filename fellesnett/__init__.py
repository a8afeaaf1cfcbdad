"""Fellesnett: one national base of patient information, and a website for every hospital that uses it."""

__version__ = "0.1.0"
