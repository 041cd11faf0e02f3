"""People, their posts and delegations in time, and how they sign in."""
