package dev.tenfold.platform.pdf;

/**
 * A glyph in a line.
 * @param id its number in the font
 * @param text what a reader gets who copies it: the glyphs of a line in reading order give the line's text
 * @param x from the start of the line, in thousandths of the font size
 * @param y above the base line
 */
record Glyph(PdfFont font, int id, String text, float x, float y) {

    /** Whether this is the box that a font draws for what it does not have. */
    boolean isUndefined() {
        return id == 0;
    }
}
