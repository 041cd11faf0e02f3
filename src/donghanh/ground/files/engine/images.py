"""Pictures: broken ones and bombs refused, what they tell of place and device removed."""

from __future__ import annotations

import warnings
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from donghanh.ground.files.engine.kinds import Inside, Kind
from donghanh.kit.errors import Invalid

_FORMATS = {"png": "PNG", "jpg": "JPEG", "webp": "WEBP"}
_ORIENTATION = 0x0112


def clean_image(path: Path, into: Path, kind: Kind, name: str, inside: Inside) -> None:
    """Write the picture anew without EXIF, place, device or comments, turned upright."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(path, formats=[_FORMATS[kind.code]])
            with image:
                if image.width * image.height > inside.pixels:
                    raise _too_large(name, inside)
                if getattr(image, "n_frames", 1) > 1:
                    raise Invalid("files.animated", f"Tệp “{name}” là ảnh động; hãy tải lên ảnh thường hoặc PDF.")
                image.load()
                _write(image, into, kind)
    except Image.DecompressionBombError as why:
        raise _too_large(name, inside) from why
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as why:
        if isinstance(why, OSError) and why.errno is not None:
            raise  # the disk, not the picture
        raise Invalid(
            "files.damaged",
            f"Ảnh “{name}” bị hỏng hoặc tải lên chưa đủ; hãy mở ảnh trên máy để kiểm tra rồi tải lên lần nữa.",
        ) from why


def _too_large(name: str, inside: Inside) -> Invalid:
    return Invalid(
        "files.bomb",
        f"Ảnh “{name}” lớn hơn {inside.pixels // 1_000_000} triệu điểm ảnh nên không được nhận; hãy thu nhỏ ảnh "
        "rồi tải lên.",
    )


def _write(image: Image.Image, into: Path, kind: Kind) -> None:
    profile = image.info.get("icc_profile")
    turned = image.getexif().get(_ORIENTATION, 1) not in (0, 1)
    upright = ImageOps.exif_transpose(image) if turned else image
    keep: dict[str, object] = {"icc_profile": profile} if profile else {}
    if kind.code == "jpg":
        # An unturned picture keeps its own quantisation, so that nothing is lost but the metadata.
        quality: object = 95 if turned or image.mode not in ("L", "RGB", "YCbCr", "CMYK") else "keep"
        upright.save(into, "JPEG", quality=quality, exif=b"", comment=b"", **keep)
        return
    bare = upright.copy()
    bare.info = {k: v for k, v in upright.info.items() if k in ("transparency", "gamma")}
    if kind.code == "png":
        bare.save(into, "PNG", **keep)
    else:
        bare.save(into, "WEBP", lossless=upright.mode in ("P",), quality=92, exif=b"", xmp=b"", **keep)
