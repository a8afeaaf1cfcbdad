"""The verbs of a site's use of the national text."""
