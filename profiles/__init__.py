"""Data of the product: models, parameters, strings, lab trees. No code."""
