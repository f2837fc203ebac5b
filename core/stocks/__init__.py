"""Forecasting the next day's price (report, section 3.2)."""
