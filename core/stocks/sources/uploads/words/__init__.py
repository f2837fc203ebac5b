"""What exports, websites and spreadsheets write, in the languages that they are written in."""
