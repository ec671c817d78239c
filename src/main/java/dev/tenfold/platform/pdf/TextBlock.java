package dev.tenfold.platform.pdf;

import java.util.List;

/** Lines of one font size. */
public final class TextBlock {

    private final List<TextLine> lines;
    private final float size;

    TextBlock(List<TextLine> lines, float size) {
        this.lines = lines;
        this.size = size;
    }

    List<TextLine> lines() {
        return lines;
    }

    float size() {
        return size;
    }

    /** In points. */
    public float height() {
        return lines.size() * PdfPages.lineHeight(size);
    }
}
