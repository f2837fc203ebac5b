"""What the report of 2019 says, claim by claim, beside what is found when it is done again."""
