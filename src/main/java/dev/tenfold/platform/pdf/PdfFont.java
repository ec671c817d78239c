package dev.tenfold.platform.pdf;

import java.awt.Font;
import java.awt.FontFormatException;
import java.awt.font.FontRenderContext;
import java.awt.font.GlyphVector;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;

/** A font of this service. All lengths are in thousandths of the font size. */
final class PdfFont {

    static final float UNITS = 1000;
    private static final FontRenderContext EXACT = new FontRenderContext(null, true, true); // no rounding to the pixels of a screen

    private final String name;
    private final File file;
    private final Font font;

    private PdfFont(String name, File file, Font font) {
        this.name = name;
        this.file = file;
        this.font = font;
    }

    static PdfFont load(String name, File file) {
        try {
            return new PdfFont(name, file, Font.createFont(Font.TRUETYPE_FONT, file).deriveFont(UNITS));
        } catch (IOException failure) {
            throw new UncheckedIOException("The font " + name + " cannot be read", failure);
        } catch (FontFormatException damaged) {
            throw new IllegalStateException("The font " + name + " is damaged", damaged);
        }
    }

    /** The PostScript name. */
    String name() {
        return name;
    }

    File file() {
        return file;
    }

    boolean has(int codePoint) {
        return font.canDisplay(codePoint);
    }

    /** Shapes a part of a text by HarfBuzz, which is part of the JDK. The glyphs are in the order in which they are drawn. */
    GlyphVector shape(char[] text, int start, int end, boolean rightToLeft) {
        return font.layoutGlyphVector(EXACT, text, start, end, rightToLeft ? Font.LAYOUT_RIGHT_TO_LEFT : Font.LAYOUT_LEFT_TO_RIGHT);
    }

    /** How far the font moves on after a glyph. */
    float advance(int glyph) {
        return font.createGlyphVector(EXACT, new int[]{glyph}).getGlyphMetrics(0).getAdvanceX();
    }
}
