package dev.tenfold.platform.pdf;

import java.awt.font.GlyphVector;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/** Text of one font and one direction. */
final class GlyphRun {

    private static final int HIDDEN = 0xFFFE; // this and the next number are the JDK's marks for characters that are not drawn

    private final PdfFont font;
    private final GlyphVector shaped;
    private final String text;
    private final boolean rightToLeft;

    /**
     * Shapes a part of a text.
     * @param drawn the text, with a replacement for each character that no font has
     */
    GlyphRun(PdfFont font, String text, char[] drawn, int start, int end, boolean rightToLeft) {
        this.font = font;
        this.shaped = font.shape(drawn, start, end, rightToLeft);
        this.text = text.substring(start, end);
        this.rightToLeft = rightToLeft;
    }

    float width() {
        return (float) shaped.getGlyphPosition(shaped.getNumGlyphs()).getX();
    }

    /** Adds the glyphs to a line of which this run begins at {@code x}, and returns where it ends. */
    float addTo(List<Glyph> line, float x) {
        int count = shaped.getNumGlyphs();
        String[] texts = texts();
        float[] positions = shaped.getGlyphPositions(0, count, null);
        for (int i = 0; i < count; i++) {
            if (shaped.getGlyphCode(i) < HIDDEN) {
                line.add(new Glyph(font, shaped.getGlyphCode(i), texts[i], x + positions[2 * i], -positions[2 * i + 1]));
            }
        }
        return x + width();
    }

    /** Splits the text among the glyphs. The glyphs of a letter with its marks share its text; one glyph can stand for several letters. */
    private String[] texts() {
        BreakIterator letters = BreakIterator.getCharacterInstance(Locale.ROOT);
        letters.setText(text);
        var byLetter = new TreeMap<Integer, List<Integer>>();
        for (int i = 0; i < shaped.getNumGlyphs(); i++) {
            if (shaped.getGlyphCode(i) < HIDDEN) {
                int index = shaped.getGlyphCharIndex(i);
                int letter = letters.isBoundary(index) ? index : letters.preceding(index);
                byLetter.computeIfAbsent(letter, _ -> new ArrayList<>()).add(i);
            }
        }
        String[] texts = new String[shaped.getNumGlyphs()];
        Arrays.fill(texts, "");
        for (var letter : byLetter.entrySet()) {
            Integer next = byLetter.higherKey(letter.getKey());
            int from = letter.equals(byLetter.firstEntry()) ? 0 : letter.getKey();
            split(text.substring(from, next == null ? text.length() : next),
                    rightToLeft ? letter.getValue().reversed() : letter.getValue(), texts);
        }
        return texts;
    }

    /**
     * One character for each glyph, and the rest for the last one. A glyph without a width, which is drawn above or below another, gets none:
     * programs that copy text put glyphs into order by their positions.
     */
    private void split(String letter, List<Integer> glyphs, String[] texts) {
        List<Integer> wide = glyphs.stream().filter(i -> font.advance(shaped.getGlyphCode(i)) > 0).toList();
        List<Integer> receivers = wide.isEmpty() ? glyphs.subList(0, 1) : wide;
        int from = 0;
        for (int i = 0; i < receivers.size() && from < letter.length(); i++) {
            int to = i == receivers.size() - 1 ? letter.length() : letter.offsetByCodePoints(from, 1);
            texts[receivers.get(i)] = letter.substring(from, to);
            from = to;
        }
    }
}
