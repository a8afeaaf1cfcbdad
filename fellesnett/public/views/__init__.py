"""The doors of the public sites. A view fetches in the scope of the site, asks one question and renders."""
