"""What the web server does beside the pages: live data, assets, start and memory."""
