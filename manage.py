#!/usr/bin/env python3
"""Django's own command line, for developers. Operators use `fellesnett`."""

import sys

from fellesnett.config.settings import choose

if __name__ == "__main__":
    choose()
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
