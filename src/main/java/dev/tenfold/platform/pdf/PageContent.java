package dev.tenfold.platform.pdf;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.pdfbox.contentstream.operator.Operator;
import org.apache.pdfbox.contentstream.operator.OperatorName;
import org.apache.pdfbox.cos.COSFloat;
import org.apache.pdfbox.cos.COSInteger;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.cos.COSString;
import org.apache.pdfbox.pdfwriter.ContentStreamWriter;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.common.PDStream;
import org.jspecify.annotations.Nullable;

/**
 * What is drawn on a page. It is written by glyph numbers, which a {@link org.apache.pdfbox.pdmodel.PDPageContentStream} does not take: it
 * chooses the glyphs itself, without their forms and positions.
 */
final class PageContent {

    /** Glyphs closer than this to where a reader would draw them need no position of their own: in thousandths of the font size. */
    private static final float TOLERANCE = 0.5f;
    private static final int CODE = 2; // bytes

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final ContentStreamWriter writer = new ContentStreamWriter(bytes);

    void rule(float x, float y, float width, float thickness) throws IOException {
        write(OperatorName.SET_LINE_WIDTH, thickness);
        write(OperatorName.MOVE_TO, x, y);
        write(OperatorName.LINE_TO, x + width, y);
        write(OperatorName.STROKE_PATH);
    }

    /** Draws a line from {@code x} on. Glyphs that follow each other as the font says are written together. */
    void draw(TextLine line, float x, float base, float size, DocumentFonts fonts) throws IOException {
        write(OperatorName.BEGIN_TEXT);
        var run = new ArrayList<Integer>();
        PdfFont font = null;
        float expectedX = 0;
        float expectedY = 0;
        for (Glyph glyph : line.glyphs()) {
            EmbeddedFont embedded = fonts.embedded(glyph.font());
            boolean otherFont = glyph.font() != font;
            if (otherFont || Math.abs(glyph.x() - expectedX) > TOLERANCE || Math.abs(glyph.y() - expectedY) > TOLERANCE) {
                show(run);
                font = select(glyph.font(), font, size, fonts);
                write(OperatorName.SET_MATRIX, 1, 0, 0, 1, x + glyph.x() * size / PdfFont.UNITS, base + glyph.y() * size / PdfFont.UNITS);
                expectedX = glyph.x();
                expectedY = glyph.y();
            }
            int code = embedded.code(glyph);
            run.add(code);
            expectedX += embedded.advance(code);
        }
        show(run);
        write(OperatorName.END_TEXT);
    }

    private PdfFont select(PdfFont font, @Nullable PdfFont before, float size, DocumentFonts fonts) throws IOException {
        if (font != before) {
            writer.writeTokens(fonts.name(font), new COSFloat(size), Operator.getOperator(OperatorName.SET_FONT_AND_SIZE));
        }
        return font;
    }

    private void show(List<Integer> run) throws IOException {
        if (!run.isEmpty()) {
            var codes = new byte[run.size() * CODE];
            for (int i = 0; i < run.size(); i++) {
                codes[i * CODE] = (byte) (run.get(i) >> Byte.SIZE);
                codes[i * CODE + 1] = (byte) (int) run.get(i);
            }
            writer.writeTokens(new COSString(codes, true), Operator.getOperator(OperatorName.SHOW_TEXT));
            run.clear();
        }
    }

    private void write(String operator, float... numbers) throws IOException {
        for (float number : numbers) {
            writer.writeToken(number == (int) number ? COSInteger.get((int) number) : new COSFloat(number));
        }
        writer.writeToken(Operator.getOperator(operator));
    }

    /** Adds the page to a document. */
    void addTo(PDDocument document, DocumentFonts fonts) throws IOException {
        var page = new PDPage(PDRectangle.A4);
        page.setResources(fonts.resources());
        page.setContents(new PDStream(document, new ByteArrayInputStream(bytes.toByteArray()), COSName.FLATE_DECODE));
        document.addPage(page);
    }
}
