"""How often one address may do something: counted by the window, known by a name that lasts a day."""
