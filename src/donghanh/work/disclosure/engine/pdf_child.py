"""Look into one PDF in a process of its own, with little memory and little time: its maker may mean harm.

Run as a file with a path; writes one line of JSON. Knows nothing of the house.
"""

import json
import resource
import sys

MEMORY = 1_500_000_000
SECONDS = 8
SAMPLE = 6


def main(path: str) -> dict[str, object]:
    """Count pages, words and pictures on the first and last pages."""
    import pypdfium2  # noqa: PLC0415 - after the limits are set
    import pypdfium2.raw as raw  # noqa: PLC0415

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as why:
        said = str(why).lower()
        return {"problem": "locked" if "password" in said or "security" in said else "broken"}
    pages = len(document)
    if not pages:
        return {"problem": "broken"}
    looked = sorted({*range(min(pages, SAMPLE // 2)), *range(max(0, pages - SAMPLE // 2), pages)})
    words = pictures = blank = 0
    for number in looked:
        page = document[number]
        found = len(page.get_textpage().get_text_bounded().split())
        drawn = sum(1 for _ in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3))
        words, pictures, blank = words + found, pictures + drawn, blank + (found < 3)
    made = document.get_metadata_dict().get("CreationDate", "")
    return {"pages": pages, "words": words, "pictures": pictures, "blank": blank, "looked": len(looked), "made": made}


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    try:
        answer = main(sys.argv[1])
    except Exception:  # noqa: BLE001 - whatever a hostile file does, one line comes back
        answer = {"problem": "broken"}
    sys.stdout.write(json.dumps(answer))
