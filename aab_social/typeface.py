"""The portal's typeface, cut down from the open-licensed package to what Danish and English need.

Two weights stand for all: the package holds no variable font, and its weights differ too much in
outline to be joined into one. Together they stay under the 25 kB a first view may spend on letters.
"""

import os
from pathlib import Path

# The package's Regular is too thin for small grey text and old eyes; Medium stands in for it.
WEIGHTS = {"hanken-grotesk.woff2": "Medium", "hanken-grotesk-bold.woff2": "Bold"}
LETTERS = (
    "".join(map(chr, range(0x20, 0x7F)))
    + "æøåÆØÅéÉüÜöÖäÄáíóúèêëïñç"
    + "€–—…“”„‘’‚›‹»«·•§°×−→←© "  # the last one is the space that does not break
)


def cut_typeface(folder: Path) -> bool:
    """Write the web fonts to `folder`; False when they are already there, newer than this module."""
    targets = [folder / name for name in WEIGHTS]
    mine = Path(__file__).stat().st_mtime
    if all(target.exists() and target.stat().st_mtime > mine for target in targets):
        return False

    # Imported here: half a second that only the first start needs.
    import font_hanken_grotesk
    from fontTools.subset import Options, Subsetter, save_font
    from fontTools.ttLib import TTFont

    source = Path(font_hanken_grotesk.__file__).parent / "files"
    options = Options(
        flavor="woff2",
        hinting=False,
        desubroutinize=True,
        layout_features=["kern", "tnum"],  # pairs of letters; figures of equal width in tables
        name_IDs=[1, 2, 13, 14],  # family, style and the licence, which must follow the letters
        notdef_outline=True,
    )
    folder.mkdir(parents=True, exist_ok=True)
    for target, weight in zip(targets, WEIGHTS.values(), strict=True):
        font = TTFont(source / f"HankenGrotesk-{weight}.otf")
        subsetter = Subsetter(options)
        subsetter.populate(text=LETTERS)
        subsetter.subset(font)
        unfinished = target.with_suffix(f".{os.getpid()}")
        save_font(font, unfinished, options)
        unfinished.replace(target)
    return True
