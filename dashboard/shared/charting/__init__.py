"""Parts that scripts of ours draw in the browser, charts among them."""
