"""How the assistant does over a period, in figures and charts."""
