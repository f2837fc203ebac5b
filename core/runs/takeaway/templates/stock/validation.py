"""The validation days: the last ones before the test days are kept from training, to choose by."""

first_validation_day = split - VALIDATION_DAYS
learned, train = every[:first_validation_day], every[first:first_validation_day]
