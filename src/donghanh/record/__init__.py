"""What is remembered: law, journal, notices, measures, registers."""
