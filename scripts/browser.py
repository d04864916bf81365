"""Unpacks into .build/browser what the browser tests take from npm: Chromium for Linux on x86-64, and axe-core."""

import shutil
import tarfile
from pathlib import Path

from scripts import npm

PROJECT = npm.ROOT / "tests/browser/npm"
FOLDER = npm.BUILD / "browser"
UNPACK = """
const {createReadStream, createWriteStream} = require("node:fs");
const {pipeline} = require("node:stream/promises");
const {createBrotliDecompress} = require("node:zlib");
const [packed, target] = process.argv.slice(-2);
pipeline(createReadStream(packed), createBrotliDecompress(), createWriteStream(target, {mode: 0o755}));
"""
FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir prefix="relative">fonts</dir><cachedir prefix="relative">fonts-cache</cachedir></fontconfig>
"""


def build() -> None:
    """Leave in the folder: `chromium`, `axe.min.js`, and what a bare machine lacks: `lib`, `fonts`, `fonts.conf`."""
    modules = npm.install(PROJECT, FOLDER)
    shutil.copyfile(modules / "axe-core/axe.min.js", FOLDER / "axe.min.js")
    packed = modules / "@sparticuz/chromium/bin"
    for name in ("al2023.tar.br", "fonts.tar.br"):
        _unpack_archive(packed / name)
    (FOLDER / "fonts.conf").write_text(FONTS, encoding="utf-8")
    npm.node("--eval", UNPACK, packed / "chromium.br", FOLDER / "chromium")
    shutil.rmtree(packed)  # 70 MB that nothing reads again


def _unpack_archive(packed: Path) -> None:
    archive = FOLDER / packed.stem
    npm.node("--eval", UNPACK, packed, archive)
    with tarfile.open(archive) as content:
        content.extractall(FOLDER, filter="data")
    archive.unlink()


if __name__ == "__main__":
    build()
