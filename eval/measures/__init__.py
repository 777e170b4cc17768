"""Measures: pure functions, one question's score first, the mean with its interval last.

A score is None (or the function raises) where it is undefined; it is never silently zero.
"""
