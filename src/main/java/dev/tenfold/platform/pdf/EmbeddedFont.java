package dev.tenfold.platform.pdf;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.apache.fontbox.ttf.TTFParser;
import org.apache.fontbox.ttf.TTFSubsetter;
import org.apache.fontbox.ttf.TrueTypeFont;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSFloat;
import org.apache.pdfbox.cos.COSInteger;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.io.RandomAccessReadBufferedFile;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.common.PDStream;
import org.apache.pdfbox.pdmodel.font.PDFontDescriptor;

/**
 * The part of a font that a document uses (ISO 32000-1, section 9.7). A code stands for a glyph with its text, so that the text can be
 * searched and copied: one glyph may mean several characters, and the same glyph different ones.
 */
final class EmbeddedFont {

    private static final List<String> TABLES = List.of("head", "hhea", "loca", "maxp", "cvt ", "prep", "glyf", "hmtx", "fpgm", "gasp");
    private static final int STEM = 80; // the thickness of a letter's stem; readers only need it to replace a font
    private static final int PREFIX = 6;
    private static final int LETTERS = 26;

    private record Code(int glyph, String text) {}

    private final PdfFont font;
    private final COSDictionary dictionary = new COSDictionary();
    private final Map<Code, Integer> codes = new HashMap<>();
    private final List<Code> glyphs = new ArrayList<>();
    private final List<Float> advances = new ArrayList<>();

    EmbeddedFont(PdfFont font) {
        this.font = font;
        glyphs.add(new Code(0, "")); // code 0 is the glyph for what is not in the font
        advances.add(font.advance(0));
    }

    /** The font in the document. It is empty until {@link #embed}. */
    COSDictionary dictionary() {
        return dictionary;
    }

    int code(Glyph glyph) {
        return codes.computeIfAbsent(new Code(glyph.id(), glyph.text()), code -> {
            glyphs.add(code);
            advances.add(font.advance(code.glyph));
            return glyphs.size() - 1;
        });
    }

    /** How far a reader moves on after this code, in thousandths of the font size. */
    float advance(int code) {
        return advances.get(code);
    }

    /** Writes what the document uses of the font. */
    void embed(PDDocument document) throws IOException {
        try (TrueTypeFont file = new TTFParser(true).parse(new RandomAccessReadBufferedFile(font.file()))) {
            var subsetter = new TTFSubsetter(file, TABLES);
            var used = new TreeSet<Integer>();
            glyphs.forEach(code -> used.add(code.glyph));
            subsetter.addGlyphIds(used);
            String name = prefix(used.hashCode()) + "+" + font.name();
            COSDictionary descendant = new COSDictionary();
            descendant.setItem(COSName.TYPE, COSName.FONT);
            descendant.setItem(COSName.SUBTYPE, COSName.CID_FONT_TYPE2);
            descendant.setName(COSName.BASE_FONT, name);
            var system = new COSDictionary();
            system.setString(COSName.REGISTRY, "Adobe");
            system.setString(COSName.ORDERING, "Identity");
            system.setInt(COSName.SUPPLEMENT, 0);
            descendant.setItem(COSName.CIDSYSTEMINFO, system);
            descendant.setItem(COSName.FONT_DESC, descriptor(document, file, subsetter, name));
            descendant.setItem(COSName.W, widths());
            descendant.setItem(COSName.CID_TO_GID_MAP, stream(document, glyphNumbers(subsetter)));
            dictionary.setItem(COSName.TYPE, COSName.FONT);
            dictionary.setItem(COSName.SUBTYPE, COSName.TYPE0);
            dictionary.setName(COSName.BASE_FONT, name);
            dictionary.setItem(COSName.ENCODING, COSName.IDENTITY_H);
            var descendants = new COSArray();
            descendants.add(descendant);
            dictionary.setItem(COSName.DESCENDANT_FONTS, descendants);
            dictionary.setItem(COSName.TO_UNICODE, stream(document, unicode().getBytes(StandardCharsets.US_ASCII)));
        }
    }

    /** Six letters that tell this part of the font from others (ISO 32000-1, section 9.6.4). */
    private static String prefix(int hash) {
        var prefix = new StringBuilder();
        long rest = Integer.toUnsignedLong(hash);
        for (int i = 0; i < PREFIX; i++) {
            prefix.append((char) ('A' + rest % LETTERS));
            rest /= LETTERS;
        }
        return prefix.toString();
    }

    private static PDFontDescriptor descriptor(PDDocument document, TrueTypeFont file, TTFSubsetter subsetter, String name)
            throws IOException {
        var bytes = new ByteArrayOutputStream();
        subsetter.writeToStream(bytes);
        PDStream program = stream(document, bytes.toByteArray());
        program.getCOSObject().setInt(COSName.LENGTH1, bytes.size());
        float scale = PdfFont.UNITS / file.getUnitsPerEm();
        var descriptor = new PDFontDescriptor(new COSDictionary());
        descriptor.getCOSObject().setItem(COSName.TYPE, COSName.FONT_DESC);
        descriptor.setFontName(name);
        descriptor.setSymbolic(true);
        var header = file.getHeader();
        descriptor.setFontBoundingBox(new PDRectangle(header.getXMin() * scale, header.getYMin() * scale,
                (header.getXMax() - header.getXMin()) * scale, (header.getYMax() - header.getYMin()) * scale));
        descriptor.setItalicAngle(0);
        float ascent = file.getHorizontalHeader().getAscender() * scale;
        descriptor.setAscent(ascent);
        descriptor.setDescent(file.getHorizontalHeader().getDescender() * scale);
        descriptor.setCapHeight(ascent);
        descriptor.setStemV(STEM);
        descriptor.setFontFile2(program);
        return descriptor;
    }

    /** The widths of the codes from 0 on. */
    private COSArray widths() {
        var each = new COSArray();
        advances.forEach(advance -> each.add(new COSFloat(advance)));
        var widths = new COSArray();
        widths.add(COSInteger.ZERO);
        widths.add(each);
        return widths;
    }

    /** For each code, the glyph's number in the embedded part: two bytes. */
    private byte[] glyphNumbers(TTFSubsetter subsetter) throws IOException {
        Map<Integer, Integer> numbers = new HashMap<>();
        subsetter.getGIDMap().forEach((embedded, original) -> numbers.put(original, embedded));
        var bytes = ByteBuffer.allocate(glyphs.size() * Short.BYTES);
        glyphs.forEach(code -> bytes.putShort(numbers.getOrDefault(code.glyph, 0).shortValue()));
        return bytes.array();
    }

    /** The text of each code (ISO 32000-1, section 9.10.3). */
    private String unicode() {
        var map = new StringBuilder("""
                /CIDInit /ProcSet findresource begin
                12 dict begin
                begincmap
                /CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
                /CMapName /Adobe-Identity-UCS def
                /CMapType 2 def
                1 begincodespacerange
                <0000> <FFFF>
                endcodespacerange
                """);
        for (int code = 1; code < glyphs.size(); code++) {
            String text = glyphs.get(code).text;
            if (!text.isEmpty()) { // programs that copy text leave out a glyph without an entry
                map.append("1 beginbfchar\n").append(String.format(Locale.ROOT, "<%04X> <", code));
                text.chars().forEach(c -> map.append(String.format(Locale.ROOT, "%04X", c)));
                map.append(">\nendbfchar\n");
            }
        }
        return map.append("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n").toString();
    }

    private static PDStream stream(PDDocument document, byte[] bytes) throws IOException {
        return new PDStream(document, new ByteArrayInputStream(bytes), COSName.FLATE_DECODE);
    }
}
