package dev.tenfold.platform.pdf;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.GregorianCalendar;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.common.PDRectangle;

/**
 * A4 pages that are filled from top to bottom. All lengths are in points. The same calls give the same bytes. A character that no font has
 * is shown as U+FFFD.
 */
public final class PdfPages implements Closeable {

    private static final float MARGIN = 50;
    private static final float LEADING = 1.4f;
    private static final float FOOT = 8;
    private static final float HAIRLINE = 0.5f;

    /** The width of the text. */
    public static final float WIDTH = PDRectangle.A4.getWidth() - 2 * MARGIN;

    private final String title;
    private final PDDocument document = new PDDocument();
    private final DocumentFonts fonts = new DocumentFonts();
    private final Set<String> missing = new LinkedHashSet<>();
    private final List<PageContent> pages = new ArrayList<>();
    private float y;

    /**
     * @param title also at the foot of each page
     * @param createdAt the date in the file
     */
    public PdfPages(String title, Instant createdAt) throws IOException {
        this.title = title;
        document.setDocumentId(createdAt.toEpochMilli());
        var information = document.getDocumentInformation();
        information.setTitle(title);
        information.setCreationDate(GregorianCalendar.from(createdAt.atZone(ZoneOffset.UTC)));
        next();
    }

    /** Begins a new page. */
    public void next() throws IOException {
        pages.add(new PageContent());
        y = PDRectangle.A4.getHeight() - MARGIN;
    }

    /** Begins a new page if less than this is left, and returns whether it did. */
    public boolean need(float height) throws IOException {
        boolean full = y - height < MARGIN + FOOT * 2;
        if (full) {
            next();
        }
        return full;
    }

    public void down(float height) {
        y -= height;
    }

    /** The height of a line of this font size. */
    public static float lineHeight(float size) {
        return size * LEADING;
    }

    /** Breaks a text into lines. */
    public TextBlock wrap(String text, float width, float size) {
        return new TextBlock(paragraph(text).lines(width / size * PdfFont.UNITS), size);
    }

    /** Writes lines below each other, on new pages where they do not fit. {@link #down} follows by itself. */
    public void write(TextBlock block, float x) throws IOException {
        for (TextLine line : block.lines()) {
            need(lineHeight(block.size()));
            draw(line, MARGIN + x, y - block.size(), block.size());
            down(lineHeight(block.size()));
        }
    }

    /** Writes a line that begins at {@code x}. */
    public void left(String text, float x, float size) throws IOException {
        draw(paragraph(text).line(), MARGIN + x, y - size, size);
    }

    /** Writes a line that ends at {@code x}, in smaller letters if it is wider than {@code width}. */
    public void right(String text, float x, float width, float size) throws IOException {
        TextLine line = paragraph(text).line();
        float fitting = Math.min(size, width / line.width() * PdfFont.UNITS);
        draw(line, MARGIN + x - line.width() * fitting / PdfFont.UNITS, y - size, fitting);
    }

    /** Draws a line over the whole width. */
    public void rule() throws IOException {
        pages.getLast().rule(MARGIN, y, WIDTH, HAIRLINE);
        down(FOOT / 2);
    }

    private Paragraph paragraph(String text) {
        return new Paragraph(text, Fonts.shared(), missing);
    }

    private void draw(TextLine line, float x, float base, float size) throws IOException {
        line.glyphs().stream().filter(Glyph::isUndefined).map(Glyph::text).forEach(missing::add);
        pages.getLast().draw(line, x, base, size, fonts);
    }

    /** Writes the foot of each page, then the document. */
    public void save(OutputStream out) throws IOException {
        for (int i = 0; i < pages.size(); i++) {
            TextLine foot = paragraph("%s, page %d of %d".formatted(title, i + 1, pages.size())).line();
            pages.get(i).draw(foot, MARGIN, MARGIN - FOOT, FOOT, fonts);
        }
        for (PageContent page : pages) {
            page.addTo(document, fonts);
        }
        fonts.embed(document);
        document.save(out);
    }

    /** The characters that no font has, in the order in which they came. */
    public Set<String> missing() {
        return Collections.unmodifiableSet(missing);
    }

    @Override
    public void close() throws IOException {
        document.close();
    }
}
