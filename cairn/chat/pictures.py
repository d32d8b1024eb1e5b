"""Pictures made anew: only what is seen stays. Place, device and time that a camera wrote are gone with the old file.

A small file can unfold into a huge picture, so size is asked before anything is unfolded, and one picture is
worked on at a time.
"""

import threading
import warnings
from dataclasses import dataclass
from io import BytesIO

from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from cairn.kit.errors import Refused

KIND = "image/webp"
SIDE = 2048
QUALITY = 82
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
# A JPEG can be unfolded at a fraction of its size; the others cannot.
MOST_PIXELS = {"JPEG": 64_000_000}
MOST_PIXELS_ELSE = 24_000_000

NOT_A_PICTURE = _("We could not open this picture. Please try another one. Your words are still in the box.")
TOO_MANY_PIXELS = _("This picture is too large to show. Please send a smaller one. Your words are still in the box.")
_one_at_a_time = threading.Lock()


@dataclass(frozen=True)
class Picture:
    """A picture as we keep it."""

    content: bytes
    width: int
    height: int


def anew(content: bytes) -> Picture:
    """The picture as WebP: upright, at most 2048 pixels a side, a still, nothing beside the pixels."""
    try:
        with _one_at_a_time, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _anew(content)
    except Refused:
        raise
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError):
        raise Refused(NOT_A_PICTURE) from None


def _anew(content: bytes) -> Picture:
    with Image.open(BytesIO(content), formats=FORMATS) as opened:
        if opened.width * opened.height > MOST_PIXELS.get(opened.format or "", MOST_PIXELS_ELSE):
            raise Refused(TOO_MANY_PIXELS)
        opened.draft("RGB", (SIDE, SIDE))
        opened.seek(0)
        upright = ImageOps.exif_transpose(opened)
        see_through = upright.mode in {"RGBA", "LA", "PA"} or "transparency" in upright.info
        plain = upright.convert("RGBA" if see_through else "RGB")
    plain.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
    bare = Image.new(plain.mode, plain.size)  # carries no info, no profile, no comment
    bare.paste(plain)
    out = BytesIO()
    bare.save(out, "WEBP", quality=QUALITY, method=3)
    return Picture(out.getvalue(), bare.width, bare.height)
