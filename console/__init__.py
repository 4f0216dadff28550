"""The staff console, a Django project: with an app for each of its sections."""
