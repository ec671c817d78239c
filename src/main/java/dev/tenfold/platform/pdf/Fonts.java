package dev.tenfold.platform.pdf;

import java.lang.Character.UnicodeScript;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the font for a character. There is a Noto font for each living script; each is loaded when it is first needed, and once in a
 * process.
 */
final class Fonts {

    private static final String LATIN = "NotoSans";
    private static final String SIMPLIFIED_CHINESE = "NotoSansSC";
    private static final String JAPANESE = "NotoSansJP";
    private static final String KOREAN = "NotoSansKR";
    private static final String EMOJI = "NotoEmoji";
    private static final List<String> HAN = List.of(SIMPLIFIED_CHINESE, JAPANESE, KOREAN);
    private static final List<String> SYMBOLS =
            List.of(LATIN, SIMPLIFIED_CHINESE, "NotoSansSymbols", "NotoSansSymbols2", "NotoSansMath", EMOJI);
    /** Scripts whose font is not called like them. */
    private static final Map<UnicodeScript, String> NAMES =
            Map.of(UnicodeScript.LATIN, LATIN, UnicodeScript.GREEK, LATIN, UnicodeScript.CYRILLIC, LATIN, UnicodeScript.BOPOMOFO,
                    SIMPLIFIED_CHINESE, UnicodeScript.HIRAGANA, JAPANESE, UnicodeScript.KATAKANA, JAPANESE, UnicodeScript.HANGUL, KOREAN,
                    UnicodeScript.NKO, "NotoSansNKo", UnicodeScript.TIBETAN, "NotoSerifTibetan");
    private static final int EMOJI_STYLE = 0xFE0F; // variation selector 16
    private static final int JOINER = 0x200D;
    private static final int KEYCAP = 0x20E3;

    private static @Nullable Fonts shared;

    private final FontFolder folder;
    private final Map<String, PdfFont> loaded = new ConcurrentHashMap<>();

    private Fonts(FontFolder folder) {
        this.folder = folder;
    }

    /** The fonts of this process, whose files exist. If their folder cannot be created, the next call tries it again. */
    static synchronized Fonts shared() {
        Fonts fonts = shared == null ? new Fonts(FontFolder.create()) : shared;
        fonts.folder.restore();
        shared = fonts;
        return fonts;
    }

    /** The font for what no font has: its U+FFFD is visible. */
    PdfFont fallback() {
        return font(LATIN);
    }

    /**
     * The font for one character as a reader sees it (a letter with its marks, or an emoji of several parts). Empty if no font has it.
     * @param before the font of the character before it; digits, blanks and punctuation take that one too
     * @param text the whole text: Han characters look different in Chinese, Japanese and Korean, and the other letters show which it is
     */
    Optional<PdfFont> choose(String character, PdfFont before, String text) {
        List<Integer> needed = character.codePoints().filter(it -> !isIgnorable(it)).boxed().toList();
        return candidates(character, before, text).filter(font -> needed.stream().allMatch(font::has)).findFirst();
    }

    private Stream<PdfFont> candidates(String character, PdfFont before, String text) {
        if (isEmoji(character)) {
            return Stream.concat(Stream.of(EMOJI), SYMBOLS.stream()).map(this::font);
        }
        UnicodeScript script = character.codePoints().mapToObj(UnicodeScript::of)
                .filter(it -> it != UnicodeScript.COMMON && it != UnicodeScript.INHERITED).findFirst().orElse(UnicodeScript.COMMON);
        return switch (script) {
            case COMMON -> Stream.concat(Stream.of(before).filter(it -> !it.name().startsWith(EMOJI)), SYMBOLS.stream().map(this::font));
            case HAN -> han(text).stream().map(this::font);
            default -> Stream.concat(nameFor(script).stream(), SYMBOLS.stream()).map(this::font);
        };
    }

    private static boolean isEmoji(String character) {
        return Character.isEmojiPresentation(character.codePointAt(0))
                || character.codePoints().anyMatch(it -> it == EMOJI_STYLE || it == KEYCAP);
    }

    private static List<String> han(String text) {
        List<String> fonts = new ArrayList<>(HAN);
        List<UnicodeScript> scripts = text.codePoints().mapToObj(UnicodeScript::of).toList();
        if (scripts.contains(UnicodeScript.HIRAGANA) || scripts.contains(UnicodeScript.KATAKANA)) {
            fonts.addFirst(JAPANESE);
        } else if (scripts.contains(UnicodeScript.HANGUL)) {
            fonts.addFirst(KOREAN);
        }
        return fonts;
    }

    private static Optional<String> nameFor(UnicodeScript script) {
        return Optional.of(NAMES.getOrDefault(script, LATIN + camelCase(script.name()))).filter(name -> FontFolder.has(fileOf(name)));
    }

    private static String camelCase(String constant) {
        var name = new StringBuilder();
        for (String word : constant.split("_", -1)) {
            name.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
        }
        return name.toString();
    }

    private static String fileOf(String name) {
        return name + "-Regular.ttf";
    }

    private PdfFont font(String name) {
        return loaded.computeIfAbsent(name, it -> PdfFont.load(it + "-Regular", folder.copy(fileOf(it))));
    }

    /** Characters that choose a form of their neighbours and are not drawn themselves. */
    private static boolean isIgnorable(int codePoint) {
        return codePoint == JOINER || Character.getType(codePoint) == Character.FORMAT || (codePoint >= 0xFE00 && codePoint <= EMOJI_STYLE)
                || (codePoint >= 0xE0100 && codePoint <= 0xE01EF);
    }
}
