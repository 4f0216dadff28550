"""The model that was released in the console: fetching it, keeping it on this machine, and serving it while people talk."""
