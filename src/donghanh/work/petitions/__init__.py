"""Every difficulty recorded, routed, answered in time, and known to be solved or not."""
