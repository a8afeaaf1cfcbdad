"""Wagtail's editors where no script runs: a plain field for each part, in `<noscript>`, that posts what the editor would."""
