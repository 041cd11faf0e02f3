"""The web layer that all rooms share: the guard before each view, the clock, refusals as pages."""
