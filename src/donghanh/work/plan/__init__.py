"""From the plan's words to duties, obligations, evidence and hand-over."""
