package dev.tenfold.platform.pdf;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Text of all scripts: the right glyphs, lines that fit, and a text that can be copied. */
class PdfPagesTest {

    private static final Instant DAY = Instant.parse("2026-11-30T00:00:00Z");
    private static final float WIDTH = 200_000; // wide enough for one line

    @ParameterizedTest
    @ValueSource(strings = {"Nobody Special", "Žluťoučký kůň", "чай τσάι", "Trà xanh Việt Nam", "王小明", "龙井绿茶礼盒", "繁體中文", "髙橋直子", "東京の直子さん",
        "𠮷野家", "ウーロン茶（徳用）", "한국어 녹차 세트", "क्षत्रिय", "हिन्दी विद्यार्थी", "สวัสดีชาวโลก", "ชาเขียวน้ำผึ้ง", "বাংলা ভাষা", "தமிழ்",
        "తెలుగు", "ಕನ್ನಡ",
        "മലയാളം", "ગુજરાતી", "ਪੰਜਾਬੀ", "ଓଡ଼ିଆ", "සිංහල", "ភាសាខ្មែរ", "မြန်မာဘာသာ", "ລາວ", "བོད་ཡིག", "ქართული", "Հայերեն", "አማርኛ", "ᏣᎳᎩ",
        "👨‍👩‍👧‍👦", "🍵 ❤️ 🇩🇪 👍🏽 1️⃣", "★ ✓ → € ₹ ₿ ½ ™", "12 × 100 g, №5"})
    void everyScriptIsPrintedAndItsTextCanBeCopied(String text) throws IOException {
        assertNothingMissing(text);
        assertThat(printed(text)).isEqualTo(plain(text));
    }

    /** Readers put text that runs from right to left into order by their own rules: here the letters are compared, in any order. */
    @ParameterizedTest
    @ValueSource(strings = {"عطر كوكو", "شانيل الأصلي 100 مل", "שלום עולם", "תה ירוק 12 שקיות", "گلاب ایرانی", "پرفیوم", "ܫܠܡܐ", "ދިވެހި"})
    void textFromRightToLeftIsPrintedAndItsTextCanBeCopied(String text) throws IOException {
        assertNothingMissing(text);
        assertThat(letters(printed(text))).isEqualTo(letters(text));
    }

    private static void assertNothingMissing(String text) {
        Set<String> missing = new LinkedHashSet<>();
        TextLine line = new Paragraph(text, Fonts.shared(), missing).line();
        assertThat(missing).isEmpty();
        assertThat(line.glyphs()).isNotEmpty().noneMatch(Glyph::isUndefined);
        assertThat(line.width()).isPositive();
    }

    @Test
    void arabicLettersAreJoined() {
        String word = "كوكب";
        List<Integer> joined = ids(line(word));
        assertThat(joined).hasSize(4);
        assertThat(word.chars().mapToObj(Character::toString).map(letter -> ids(line(letter)).getFirst()).toList().reversed())
                .as("the forms of single letters").isNotEqualTo(joined);
        assertThat(ids(line("ا ا"))).as("single letters keep their form").startsWith(ids(line("ا")).getFirst());
        assertThat(line("لا").glyphs().size() == 1 || !ids(line("لا")).contains(ids(line("ل")).getFirst())).as("lam and alef").isTrue();
    }

    @Test
    void arabicRunsFromRightToLeftAndItsNumbersFromLeftToRight() {
        String text = "عطر 100 مل";
        List<Glyph> glyphs = line(text).glyphs();
        String visual = glyphs.stream().map(Glyph::text).collect(Collectors.joining());
        assertThat(visual).isEqualTo("لم 100 رطع");
        assertThat(glyphs).isSortedAccordingTo((one, other) -> Float.compare(one.x(), other.x()));
    }

    @Test
    void lettersOfDevanagariBecomeConjuncts() {
        assertThat(line("क्षत्रिय").glyphs()).as("eight characters: kssa, i, tra, ya").hasSize(4);
        List<Glyph> word = line("हि").glyphs();
        assertThat(word.getFirst().id()).as("the vowel sign is drawn before its letter").isNotEqualTo(ids(line("ह")).getFirst());
    }

    @Test
    void marksOfThaiAreAboveTheirLetters() {
        List<Glyph> glyphs = line("ที่").glyphs();
        assertThat(glyphs).hasSize(3);
        assertThat(glyphs.getLast().x()).isLessThan(line("ท").width());
        assertThat(line("ที่").width()).isEqualTo(line("ท").width());
    }

    @ParameterizedTest
    @ValueSource(strings = {"👨‍👩‍👧‍👦", "🇩🇪", "👍🏽", "❤️", "1️⃣"})
    void anEmojiOfSeveralPartsIsOneGlyph(String emoji) {
        assertThat(line(emoji).glyphs()).singleElement().extracting(Glyph::text).isEqualTo(emoji);
    }

    @Test
    void hanCharactersAreJapaneseNextToKanaAndChineseElsewhere() {
        assertThat(line("直").glyphs().getFirst().font().name()).startsWith("NotoSansSC");
        assertThat(line("直す").glyphs().getFirst().font().name()).startsWith("NotoSansJP");
        assertThat(line("直 한국").glyphs().getFirst().font().name()).startsWith("NotoSansKR");
    }

    @Test
    void aCharacterThatNoFontHasIsVisibleAndReported() throws IOException {
        try (var pages = new PdfPages("Test", DAY)) {
            pages.left("tea \uD80C\uDC00 tea", 0, 10);
            assertThat(pages.missing()).containsExactly("\uD80C\uDC00");
        }
        TextLine replaced = line("\uD80C\uDC00");
        assertThat(replaced.glyphs()).singleElement().satisfies(glyph -> {
            assertThat(glyph.id()).isEqualTo(ids(line("\uFFFD")).getFirst());
            assertThat(glyph.isUndefined()).isFalse();
            assertThat(glyph.text()).isEqualTo("\uD80C\uDC00");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"The quick brown fox jumps over the lazy dog and buys a box of green tea for the whole winter",
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ01",
        "龙井绿茶礼盒龙井绿茶礼盒龙井绿茶礼盒龙井绿茶礼盒龙井绿茶礼盒龙井绿茶礼盒龙井绿茶礼盒龙井绿茶礼盒", "ชาเขียวน้ำผึ้งมะนาวคุณภาพดีที่สุดในประเทศไทยสำหรับทุกคนและทุกครอบครัว",
        "حقيبة يد نسائية جلدية فاخرة بحزام كتف قابل للتعديل ومقاس كبير باللون الأسود"})
    void linesFitAndTogetherHaveTheWholeText(String text) {
        float width = 15_000; // 15 letters as wide as they are high
        List<TextLine> lines = paragraph(text).lines(width);
        assertThat(lines).hasSizeGreaterThan(1).allSatisfy(line -> assertThat(line.width()).isLessThanOrEqualTo(width));
        assertThat(letters(lines.stream().flatMap(line -> line.glyphs().stream()).map(Glyph::text).collect(Collectors.joining())))
                .isEqualTo(letters(text));
    }

    /** In the first line of each there is room for another letter. Of Thai only a dictionary knows where words end. */
    @Test
    void linesEndBetweenWords() {
        assertThat(paragraph("green tea and white tea").lines(6_000)).extracting(PdfPagesTest::copied).containsExactly("green tea",
                "and white",
                "tea");
        assertThat(paragraph("สวัสดีชาวโลก").lines(3_000)).extracting(PdfPagesTest::copied).containsExactly("สวัสดี", "ชาวโลก");
    }

    @Test
    void theSameTextGivesTheSameBytes() throws IOException {
        assertThat(document("王小明 عطر क्षत्रिय 🍵 tea")).isEqualTo(document("王小明 عطر क्षत्रिय 🍵 tea"));
    }

    @Test
    void aDocumentIsTheSameAfterTheFontsWereDeleted() throws IOException {
        byte[] before = document("王小明 tea");
        Path font = line("王").glyphs().getFirst().font().file().toPath();
        FontFolder.delete(Objects.requireNonNull(font.getParent()));
        assertThat(document("王小明 tea")).isEqualTo(before);
        assertThat(font).exists();
    }

    @Test
    void onlyTheUsedPartOfAFontIsEmbedded() throws IOException {
        assertThat(document("王小明")).hasSizeLessThan(20_000);
    }

    @Test
    void aNarrowColumnMakesTextSmaller() throws IOException {
        try (var pages = new PdfPages("Test", DAY); var out = new ByteArrayOutputStream()) {
            pages.right("92,233,720,368,547,758.07 USD", PdfPages.WIDTH, 100, 10);
            pages.save(out);
            try (PDDocument document = Loader.loadPDF(out.toByteArray())) {
                var left = new ArrayList<Float>();
                new PDFTextStripper() {

                    @Override
                    protected void writeString(String text, List<org.apache.pdfbox.text.TextPosition> positions) {
                        positions.forEach(position -> left.add(position.getX()));
                    }
                }.getText(document);
                assertThat(left.getFirst()).isGreaterThan(50 + PdfPages.WIDTH - 100 - 1);
            }
        }
    }

    private static Paragraph paragraph(String text) {
        return new Paragraph(text, Fonts.shared(), new LinkedHashSet<>());
    }

    private static TextLine line(String text) {
        return paragraph(text).line();
    }

    private static String copied(TextLine line) {
        return line.glyphs().stream().map(Glyph::text).collect(Collectors.joining());
    }

    private static List<Integer> ids(TextLine line) {
        return line.glyphs().stream().map(Glyph::id).toList();
    }

    private static byte[] document(String text) throws IOException {
        try (var pages = new PdfPages("Test", DAY); var out = new ByteArrayOutputStream()) {
            pages.write(pages.wrap(text, WIDTH, 10), 0);
            pages.save(out);
            return out.toByteArray();
        }
    }

    private static String printed(String text) throws IOException {
        try (PDDocument document = Loader.loadPDF(document(text))) {
            return plain(new PDFTextStripper().getText(document).lines().findFirst().orElse(""));
        }
    }

    private static String plain(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKC);
    }

    private static List<Integer> letters(String text) {
        return plain(text).codePoints().filter(it -> !Character.isWhitespace(it)).sorted().boxed().toList();
    }
}
