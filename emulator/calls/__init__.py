"""Calls: placing, taking, holding, ending."""
