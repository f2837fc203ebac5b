"""Parts of the page on the report: each claim with its figures."""
