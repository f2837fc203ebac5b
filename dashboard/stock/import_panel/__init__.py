"""The import panel: how an uploaded file was read, and what people may change of it."""
