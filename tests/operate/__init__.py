"""How an instance is started, stopped and looked after."""
