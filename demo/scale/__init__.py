"""The demonstration at national scale: every hospital in the country, and as many texts as the national base will hold."""
