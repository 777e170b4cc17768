"""Cases and a bot to scores and a report."""
