package dev.tenfold.api.openapi;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Values at the ends of every type and beyond, as JSON texts and as texts of parameters. */
final class Extremes {

    /** Longer ones are refused before any route: see HostileInputTest. */
    private static final int LONGEST_URL = 7_000;

    private static final List<String> TIMES = List.of("0000-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00",
            "1969-12-31T23:59:59Z", "2026-01-01T00:00:00Z", "2026-12-31T23:59:59-00:00", "9999-12-31T23:59:59.999999999Z",
            "9999-12-31T23:59:59-18:00", "10000-01-01T00:00:00Z", "+300000-01-01T00:00:00Z", "+300000-06-01T00:00:00Z",
            "+1000000000-12-31T23:59:59.999999999Z", "-0001-01-01T00:00:00Z", "-1000000000-01-01T00:00:00Z", "2026-02-30T00:00:00Z",
            "2026-01-01T24:00:00Z", "2026-12-31T23:59:60Z", "2026-01-01", "2026-01-01T00:00:00", "2026-01-01T00:00:00+99:99");

    private static final List<String> TEXTS = List.of("", " ", "x", "null", "true", "1", "-1", "1e9", "NaN", "1-1-1-1-1",
            "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff", "FFFFFFFF-FFFF-7FFF-BFFF-FFFFFFFFFFFF", "PAID",
            "a@b", "@", "x@" + "y".repeat(260), "http://[", "https://user:pw@host/", "https://host:99999/", "XXX", "usd", "\t\r\n",
            "\u0001\u001f\u007f",
            "\u202eabc", "\ufeff", "\ufdd0\uffff", "\u0130\u1e9e\ufdfa", "\ud83d\ude00", "a\u0301".repeat(200), "%", "*", "\"", "\\",
            "'; --",
            "x".repeat(256), "x".repeat(2_001), "x".repeat(9_000));

    /** Values of every JSON type. Some are not valid in JSON or in Unicode. */
    private static final List<String> VALUES = List.of("null", "true", "false", "0", "-0", "-1", "1", "1.5", "1e2", "1e999", "-1e999",
            "1e-999",
            "2147483647", "2147483648", "-2147483649", "9223372036854775807", "9223372036854775808", "-9223372036854775808",
            "-9223372036854775809", "9".repeat(64), "9".repeat(65), "1700000000", "1700000000000", "[]", "[null]", "[[]]", "[\"x\"]", "{}",
            "{\"x\": 1}", "{\"\": null}", "\"\\u0000\"", "\"\\ud800\"", "\"x\\udc00\"", "\"\\udc00\\ud800\"", "NaN", "Infinity", "nul",
            "'x'", "");

    private static final List<String> ENCODED = List.of("%00", "%ED%A0%80", "%FF", "%C0%80", "%0D%0AX:%20y", "%2F..%2F", "%252e",
            "9223372036854775808",
            "2147483648", "-2147483649", "1.5", "0", "101", "100", Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[40]));

    private static final Pattern ALTERNATIVES = Pattern.compile("^\\^\\(([a-z|-]+)\\)\\$$");

    private Extremes() {}

    static List<String> times() {
        return TIMES;
    }

    /** For a member of a body with this schema, whose references are resolved. */
    static List<String> json(JsonNode schema) {
        var values = new ArrayList<>(VALUES);
        Stream.concat(TEXTS.stream(), TIMES.stream()).map(Extremes::quoted).forEach(values::add);
        bounds(schema).forEach(values::add);
        lengths(schema).map(Extremes::quoted).forEach(values::add);
        if (schema.has("maxItems")) {
            values.add("[" + "null,".repeat(schema.path("maxItems").asInt()) + "null]");
        }
        schema.path("enum").forEach(one -> values.add(one.toString()));
        return values;
    }

    /** For a parameter with this schema, encoded for a URL. */
    static List<String> parameter(JsonNode schema) {
        var values = new ArrayList<>(ENCODED);
        Stream.of(TEXTS.stream(), TIMES.stream(), lengths(schema)).flatMap(all -> all).map(Extremes::encoded).forEach(values::add);
        bounds(schema).forEach(values::add);
        schema.path("enum").forEach(one -> values.add(encoded(one.asString())));
        return values.stream().filter(value -> value.length() < LONGEST_URL).toList();
    }

    /** Values of a parameter that are valid according to the document, if it names any. */
    static Stream<String> valid(JsonNode parameter, JsonNode schema) {
        return Stream.concat(Stream.of(parameter, schema).filter(node -> node.has("example")).map(node -> node.path("example").asString()),
                alternatives(schema));
    }

    /** The words of a pattern like {@code ^(one|two)$}. */
    private static Stream<String> alternatives(JsonNode schema) {
        return ALTERNATIVES.matcher(schema.path("pattern").asString("")).results().flatMap(words -> Stream.of(words.group(1).split("\\|")));
    }

    /** Every value as a text. */
    static Stream<String> texts() {
        return Stream.of(TEXTS, TIMES, VALUES).flatMap(List::stream);
    }

    /** For a header: what an HTTP client can send. */
    static List<String> header(JsonNode schema) {
        return Stream.concat(TEXTS.stream(), lengths(schema)).filter(text -> text.chars().allMatch(c -> c >= ' ' && c < 127))
                .filter(text -> text.length() < 4_000).toList();
    }

    private static Stream<String> bounds(JsonNode schema) {
        return Stream.of("minimum", "maximum").filter(schema::has).map(bound -> new BigInteger(schema.path(bound).asString()))
                .flatMap(bound -> Stream.of(bound.subtract(BigInteger.ONE), bound, bound.add(BigInteger.ONE))).map(BigInteger::toString);
    }

    private static Stream<String> lengths(JsonNode schema) {
        return Stream.of("minLength", "maxLength").filter(schema::has).map(bound -> schema.path(bound).asInt())
                .flatMap(length -> Stream.of(length - 1, length, length + 1)).filter(length -> length > 0 && length < 5_000)
                .flatMap(length -> Stream.of("x".repeat(length), "\ud83d\ude00".repeat(length), "a\u0301".repeat(length)));
    }

    private static String quoted(String text) {
        var json = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            json.append(c < ' ' || c == '"' || c == '\\' || c > 126 ? "\\u%04x".formatted((int) c) : c);
        }
        return json.append('"').toString();
    }

    private static String encoded(String text) {
        var url = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            url.append(Character.isLetterOrDigit(b) && b > 0 ? String.valueOf((char) b) : "%%%02X".formatted(b & 0xFF));
        }
        return url.toString();
    }
}
