"""Django's project files: settings, addresses, middleware, and how the console is served."""
