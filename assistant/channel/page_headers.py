"""What every page of ours tells the browser: run nothing, load nothing from elsewhere, keep nothing."""

from __future__ import annotations

COMMON = {
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
