"""How facts are fetched from a source, whichever it is: asked politely, kept as they came, taken in once."""
