"""Language data that a medical editor can read and correct: one TOML file per language, `common` for all."""
