"""The website's API, tested on running servers."""
