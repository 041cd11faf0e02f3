"""What is tested across rooms: journeys in a browser, the rules of the house, the cast."""
