"""What a training run is: its settings, what it reports, where it is kept, who carries it out."""
