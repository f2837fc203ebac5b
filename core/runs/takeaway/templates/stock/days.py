"""Only the days that the run used."""

used = (days >= (FIRST_DAY or days[0])) & (days <= (LAST_DAY or days[-1]))
days, prices = days[used], prices[used]
