"""What every answer says to browsers, and what no request from another site may do."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

Next = Callable[[HttpRequest], HttpResponse]
SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
FROM_ELSEWHERE = frozenset({"cross-site", "same-site"})
# Off but for the room that will use them, and only for ourselves.
PERMISSIONS = (
    "camera=(self), microphone=(self), publickey-credentials-get=(self), publickey-credentials-create=(self), "
    "geolocation=(), payment=(), usb=(), serial=(), bluetooth=(), hid=(), midi=(), display-capture=(), "
    "browsing-topics=(), idle-detection=(), local-fonts=(), accelerometer=(), gyroscope=(), magnetometer=()"
)
HEADERS = {
    "Permissions-Policy": PERMISSIONS,
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow",
}


def is_from_elsewhere(request: HttpRequest) -> bool:
    """Whether the browser says that another site asks. Old browsers say nothing: for them stands the form's token."""
    return request.headers.get("Sec-Fetch-Site", "") in FROM_ELSEWHERE


class HeadersMiddleware:
    """Above everything else, statics too."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.encoding:  # named by whoever asks: Python knows some, such as zlib, that make no text of bytes
            request.encoding = "utf-8"
        if request.method not in SAFE and is_from_elsewhere(request):
            response = HttpResponse("This was asked from another site.", status=403, content_type="text/plain")
        else:
            response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response
