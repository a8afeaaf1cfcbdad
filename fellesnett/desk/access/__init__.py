"""Coming in, staying in and going out: log-in in one or two steps, sign-in through a provider, one's own security."""
