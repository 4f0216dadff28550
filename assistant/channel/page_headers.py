"""What we tell the browser: to keep nothing, and on pages to run nothing and load nothing from elsewhere."""

from __future__ import annotations

COMMON = {  # with every answer of the server
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
PAGE_HEADERS = COMMON | {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
}
# What docs/embedding.md asks of a website with a strict policy; the demonstration shows that it is enough.
DEMO_HEADERS = COMMON | {
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; object-src 'none'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
}
