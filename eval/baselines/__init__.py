"""Peers measured with the same questions, the same embedding model and the same scores."""
