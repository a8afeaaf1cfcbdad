"""One module for each source that is read: pure parsers from the source's own form to staged records."""
