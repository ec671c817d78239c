package dev.tenfold.platform.pdf;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDResources;

/** The fonts of a document by their names in it: F1, F2 and so on. */
final class DocumentFonts {

    private record Entry(COSName name, EmbeddedFont font) {}

    private final Map<PdfFont, Entry> fonts = new LinkedHashMap<>();
    private final PDResources resources = new PDResources();

    private Entry entry(PdfFont font) {
        return fonts.computeIfAbsent(font, it -> new Entry(COSName.getPDFName("F" + (fonts.size() + 1)), new EmbeddedFont(it)));
    }

    COSName name(PdfFont font) {
        return entry(font).name;
    }

    EmbeddedFont embedded(PdfFont font) {
        return entry(font).font;
    }

    /** What the pages refer to. */
    PDResources resources() {
        return resources;
    }

    void embed(PDDocument document) throws IOException {
        var names = new COSDictionary();
        for (Entry entry : fonts.values()) {
            entry.font.embed(document);
            names.setItem(entry.name, entry.font.dictionary());
        }
        resources.getCOSObject().setItem(COSName.FONT, names);
    }
}
