"""What Sanic 21.12 leaves open, closed for both of our servers: heads and bodies read strictly, connections limited."""
