"""One module for each kind of file that is read: pure parsers from its own form to staged records."""
