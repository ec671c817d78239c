package dev.tenfold.shop.invoice;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Map;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.PDPageContentStream.AppendMode;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.font.PDType0Font;

/**
 * A4 pages that are filled from top to bottom. The font is Liberation Sans, which is part of PDFBox and has Latin, Greek and Cyrillic
 * letters. Other characters become a question mark. All lengths are in points.
 */
final class PdfPage implements Closeable {

    private static final String FONT = "/org/apache/pdfbox/resources/ttf/LiberationSans-Regular.ttf";
    private static final float MARGIN = 50;
    private static final float LEADING = 1.4f;
    private static final float FOOT = 8;
    private static final float HAIRLINE = 0.5f;
    private static final float UNITS = 1000; // font widths are in thousandths of the font size

    /** The width of the text. */
    static final float WIDTH = PDRectangle.A4.getWidth() - 2 * MARGIN;

    private final String title;
    private final PDDocument document = new PDDocument();
    private final PDFont font;
    private final Map<Integer, Boolean> letters = new HashMap<>();
    private PDPageContentStream page;
    private float y;

    PdfPage(String title) throws IOException {
        this.title = title;
        try (InputStream ttf = PDFont.class.getResourceAsStream(FONT)) {
            if (ttf == null) {
                throw new IOException("PDFBox does not contain " + FONT);
            }
            this.font = PDType0Font.load(document, ttf, true);
        }
        document.getDocumentInformation().setTitle(title);
        this.page = newPage();
    }

    private PDPageContentStream newPage() throws IOException {
        var next = new PDPage(PDRectangle.A4);
        document.addPage(next);
        y = PDRectangle.A4.getHeight() - MARGIN;
        return new PDPageContentStream(document, next);
    }

    boolean hasRoom(float height) {
        return y - height > MARGIN + FOOT * 2;
    }

    /** Begins a new page. */
    void turn() throws IOException {
        page.close();
        page = newPage();
    }

    void down(float height) {
        y -= height * LEADING;
    }

    void left(String text, float x, float size) throws IOException {
        show(page, known(text), MARGIN + x, y - size, size);
    }

    /** Writes text that ends at {@code x}. */
    void right(String text, float x, float size) throws IOException {
        String known = known(text);
        show(page, known, MARGIN + x - width(known, size), y - size, size);
    }

    void rule() throws IOException {
        page.setLineWidth(HAIRLINE);
        page.moveTo(MARGIN, y);
        page.lineTo(MARGIN + WIDTH, y);
        page.stroke();
        down(FOOT / 2);
    }

    /** Shortens a text to the given width. */
    String fit(String text, float room, float size) throws IOException {
        String known = known(text);
        if (width(known, size) <= room) {
            return known;
        }
        int end = known.length();
        while (end > 0 && width(known.substring(0, end) + "…", size) > room) {
            end = known.offsetByCodePoints(end, -1);
        }
        return known.substring(0, end) + "…";
    }

    private float width(String text, float size) throws IOException {
        return font.getStringWidth(text) / UNITS * size;
    }

    private void show(PDPageContentStream on, String text, float x, float base, float size) throws IOException {
        on.beginText();
        on.setFont(font, size);
        on.newLineAtOffset(x, base);
        on.showText(text);
        on.endText();
    }

    private String known(String text) {
        var known = new StringBuilder();
        text.codePoints().map(c -> letters.computeIfAbsent(c, this::hasLetter) ? c : '?').forEach(known::appendCodePoint);
        return known.toString();
    }

    private boolean hasLetter(int codePoint) {
        try {
            return font.encode(Character.toString(codePoint)).length > 0;
        } catch (IOException | IllegalArgumentException none) {
            return false;
        }
    }

    /** Writes the footer of each page, then saves the document. */
    void save(OutputStream out) throws IOException {
        page.close();
        int number = 0;
        for (PDPage each : document.getPages()) {
            number++;
            try (var foot = new PDPageContentStream(document, each, AppendMode.APPEND, true, true)) {
                show(foot, known("%s, page %d of %d".formatted(title, number, document.getNumberOfPages())), MARGIN, MARGIN - FOOT, FOOT);
            }
        }
        document.save(out);
    }

    @Override
    public void close() throws IOException {
        document.close();
    }
}
