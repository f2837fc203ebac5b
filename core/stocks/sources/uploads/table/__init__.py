"""From rows to a table: where its headings and prices begin and end."""
