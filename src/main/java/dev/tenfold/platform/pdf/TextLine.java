package dev.tenfold.platform.pdf;

import java.util.List;

/**
 * A line of shaped text.
 * @param glyphs from left to right
 * @param width in thousandths of the font size
 */
record TextLine(List<Glyph> glyphs, float width) {}
