"""Unpacks into .build/browser what the browser tests take from npm: Chromium for Linux on x86-64, and axe-core."""

import shutil

from scripts import npm

PROJECT = npm.ROOT / "tests/browser/npm"
FOLDER = npm.BUILD / "browser"
# The package unpacks into the folder for temporary files, and leaves alone what is there.
UNPACK = """
import {inflate} from "@sparticuz/chromium";
for (const packed of process.argv.slice(1)) await inflate(packed);
"""
FONTS = f"""<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{FOLDER}/fonts</dir><cachedir>{FOLDER}/fonts-cache</cachedir></fontconfig>
"""


def build() -> None:
    """Leave in the folder: `chromium`, `axe.min.js`, and what a bare machine lacks: `al2023/lib`, `fonts`."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    modules = npm.install(PROJECT, FOLDER)
    shutil.copyfile(modules / "axe-core/axe.min.js", FOLDER / "axe.min.js")
    (FOLDER / "fonts.conf").write_text(FONTS, encoding="utf-8")
    packed = modules / "@sparticuz/chromium/bin"
    archives = [packed / name for name in ("chromium.br", "al2023.tar.br", "fonts.tar.br")]
    npm.node("--input-type=module", "--eval", UNPACK, *archives, cwd=FOLDER, TMPDIR=str(FOLDER))
    shutil.rmtree(packed)  # 70 MB that nothing reads again


if __name__ == "__main__":
    build()
