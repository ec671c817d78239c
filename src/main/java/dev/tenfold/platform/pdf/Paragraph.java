package dev.tenfold.platform.pdf;

import java.text.Bidi;
import java.text.BreakIterator;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A text with a font for each of its characters, which can be broken into lines. */
final class Paragraph {

    private static final char REPLACEMENT = '\uFFFD';
    private static final char NOTHING = '\u2060'; // the word joiner is not drawn

    /** The rules for lines are the same in each language, but only Thai's come with a dictionary, which Thai needs. */
    private static final Locale THAI = Locale.of("th");

    private final String text;
    private final char[] drawn;
    private final PdfFont[] fonts;
    private final Bidi bidi;

    /** @param missing gets the characters that no font has */
    Paragraph(String text, Fonts choice, Set<String> missing) {
        this.text = Normalizer.normalize(text, Normalizer.Form.NFC);
        this.drawn = this.text.toCharArray();
        this.fonts = new PdfFont[drawn.length];
        this.bidi = new Bidi(this.text, Bidi.DIRECTION_DEFAULT_LEFT_TO_RIGHT);
        chooseFonts(choice, missing);
    }

    private void chooseFonts(Fonts choice, Set<String> missing) {
        BreakIterator characters = BreakIterator.getCharacterInstance(Locale.ROOT);
        characters.setText(text);
        PdfFont before = choice.fallback();
        for (int start = 0, end = characters.next(); end != BreakIterator.DONE; start = end, end = characters.next()) {
            String character = text.substring(start, end);
            Optional<PdfFont> font = choice.choose(character, before, text);
            if (font.isEmpty()) {
                missing.add(character);
                Arrays.fill(drawn, start, end, NOTHING);
                drawn[start] = REPLACEMENT;
            }
            before = font.orElseGet(choice::fallback);
            Arrays.fill(fonts, start, end, before);
        }
    }

    /** The whole text in one line. */
    TextLine line() {
        return line(0, text.length());
    }

    /** The text in lines that are not wider than {@code width}, in thousandths of the font size. A word that is too long is broken. */
    List<TextLine> lines(float width) {
        List<TextLine> lines = new ArrayList<>();
        BreakIterator words = BreakIterator.getLineInstance(THAI);
        BreakIterator characters = BreakIterator.getCharacterInstance(Locale.ROOT);
        words.setText(text);
        characters.setText(text);
        int start = 0;
        while (start < text.length()) {
            int end = last(words, start, width);
            if (end == start) {
                end = Math.max(last(characters, start, width), characters.following(start));
            }
            lines.add(line(start, end));
            start = end;
        }
        return lines;
    }

    /** The last boundary up to which the text fits; {@code start} if there is none. */
    private int last(BreakIterator boundaries, int start, float width) {
        int fits = start;
        for (int next = boundaries.following(start); next != BreakIterator.DONE && width(start, next) <= width; next =
                boundaries.next()) {
            fits = next;
        }
        return fits;
    }

    private float width(int start, int end) {
        float width = 0;
        for (GlyphRun run : runs(start, end)) {
            width += run.width();
        }
        return width;
    }

    /** A part of the text, from left to right. */
    private TextLine line(int start, int end) {
        List<Glyph> glyphs = new ArrayList<>();
        float x = 0;
        for (GlyphRun run : runs(start, end)) {
            x = run.addTo(glyphs, x);
        }
        return new TextLine(glyphs, x);
    }

    private record Run(int start, int end, int level) {}

    /** Shapes a part of the text without the blanks at its end. The runs are from left to right. */
    private List<GlyphRun> runs(int start, int limit) {
        int end = limit;
        while (end > start && Character.isWhitespace(text.charAt(end - 1))) {
            end--;
        }
        return end == start ? List.of() : order(split(start, end)).map(
                run -> new GlyphRun(fonts[run.start], text, drawn, run.start, run.end, run.level % 2 == 1)).toList();
    }

    /** Splits a line into parts of one font and one direction. */
    private List<Run> split(int start, int end) {
        Bidi line = bidi.createLineBidi(start, end);
        List<Run> runs = new ArrayList<>();
        for (int i = 0; i < line.getRunCount(); i++) {
            int limit = start + line.getRunLimit(i);
            int from = start + line.getRunStart(i);
            for (int to = from + 1; to <= limit; to++) {
                if (to == limit || fonts[to] != fonts[from]) {
                    runs.add(new Run(from, to, line.getRunLevel(i)));
                    from = to;
                }
            }
        }
        return runs;
    }

    /** The order from left to right (UAX 9, rule L2). */
    private static Stream<Run> order(List<Run> runs) {
        byte[] levels = new byte[runs.size()];
        IntStream.range(0, levels.length).forEach(i -> levels[i] = (byte) runs.get(i).level);
        Run[] visual = runs.toArray(Run[]::new);
        Bidi.reorderVisually(levels, 0, visual, 0, visual.length);
        return Stream.of(visual);
    }
}
