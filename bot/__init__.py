"""From a question to a grounded answer: understand, retrieve, gate, compose, cite."""
