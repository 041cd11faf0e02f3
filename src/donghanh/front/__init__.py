"""What people open: portal, desk, cockpit, administration."""
