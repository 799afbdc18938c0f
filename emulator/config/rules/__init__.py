"""The rules of `vphone check`, by what they look at."""
