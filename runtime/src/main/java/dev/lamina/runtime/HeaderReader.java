package dev.lamina.runtime;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A strict reader of the JSON in a safetensors header: nothing but the objects that the format has there, so that nesting
 * is bounded by the grammar.
 */
final class HeaderReader {

    /** As many axes as NumPy allows. */
    private static final int MOST_AXES = 32;

    private final String source;
    private final String text;
    private final Map<String, String> metadata = new LinkedHashMap<>();
    private int at;
    private String place = "";

    /** The entry of one tensor in the header, not yet checked. */
    record Entry(String name, String type, List<Long> shape, long begin, long end) {}

    private HeaderReader(String source, String text) {
        this.source = source;
        this.text = text;
    }

    /** The content of a header: the tensors in its order, and the metadata. */
    record Header(List<Entry> entries, Map<String, String> metadata) {}

    /** Reads a header and checks its form. */
    static Header read(String source, String text) {
        return new HeaderReader(source, text).header();
    }

    private Header header() {
        List<Entry> entries = new ArrayList<>();
        Set<String> names = new HashSet<>();
        if (next() != '{' || at != 0) {
            throw problem("a header starts with `{`");
        }
        at++;
        boolean more = !skip('}');
        while (more) {
            String name = string();
            place = "tensor " + WeightsException.quote(name) + ": ";
            if (!names.add(name)) {
                throw problem("the name is there twice");
            }
            expect(':');
            if (name.equals(Safetensors.METADATA)) {
                metadata();
            } else {
                entries.add(entry(name));
            }
            place = "";
            more = another('}');
        }
        next();
        if (at < text.length()) {
            throw problem("the header's object ends before this place");
        }
        return new Header(entries, metadata);
    }

    private void metadata() {
        expect('{');
        boolean more = !skip('}');
        while (more) {
            String key = string();
            expect(':');
            if (metadata.put(key, string()) != null) {
                throw problem("the key " + WeightsException.quote(key) + " is there twice");
            }
            more = another('}');
        }
    }

    private Entry entry(String name) {
        Optional<String> type = Optional.empty();
        Optional<List<Long>> shape = Optional.empty();
        Optional<List<Long>> offsets = Optional.empty();
        expect('{');
        boolean more = !skip('}');
        while (more) {
            String field = string();
            expect(':');
            if (field.equals("dtype") && type.isEmpty()) {
                type = Optional.of(string());
            } else if (field.equals("shape") && shape.isEmpty()) {
                shape = Optional.of(numbers(MOST_AXES));
            } else if (field.equals("data_offsets") && offsets.isEmpty()) {
                offsets = Optional.of(numbers(2));
            } else {
                throw problem(
                        "each of dtype, shape and data_offsets is expected once, not " + WeightsException.quote(field));
            }
            more = another('}');
        }
        if (type.isEmpty()
                || shape.isEmpty()
                || offsets.isEmpty()
                || offsets.get().size() != 2) {
            throw problem("dtype, shape and two data_offsets are needed");
        }
        return new Entry(
                name,
                type.get(),
                shape.get(),
                offsets.get().get(0),
                offsets.get().get(1));
    }

    private List<Long> numbers(int most) {
        List<Long> numbers = new ArrayList<>();
        expect('[');
        boolean more = !skip(']');
        while (more) {
            if (numbers.size() == most) {
                throw problem("more than " + most + " numbers");
            }
            numbers.add(number());
            more = another(']');
        }
        return numbers;
    }

    private long number() {
        next();
        int start = at;
        long number = 0;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            int digit = text.charAt(at++) - '0';
            if (number > (Long.MAX_VALUE - digit) / 10) {
                throw problem("the number is larger than 2^63 - 1");
            }
            number = number * 10 + digit;
        }
        boolean led = at - start > 1 && text.charAt(start) == '0';
        if (at == start || led) {
            throw problem("a whole number without sign or leading zeros is expected");
        }
        return number;
    }

    private String string() {
        expect('"');
        StringBuilder string = new StringBuilder();
        while (at < text.length() && text.charAt(at) != '"') {
            char c = text.charAt(at++);
            if (c < ' ') {
                throw problem("a control character inside a string");
            }
            string.append(c == '\\' ? escape() : c);
        }
        expect('"');
        requirePairs(string);
        return string.toString();
    }

    private char escape() {
        char c = at < text.length() ? text.charAt(at++) : 0;
        int known = "\"\\/bfnrt".indexOf(c);
        if (known >= 0) {
            return "\"\\/\b\f\n\r\t".charAt(known);
        }
        if (c != 'u' || at + 4 > text.length()) {
            throw problem("an unknown escape inside a string");
        }
        int code = 0;
        for (int end = at + 4; at < end; at++) {
            int digit = text.charAt(at) < 128 ? Character.digit(text.charAt(at), 16) : -1;
            if (digit < 0) {
                throw problem("four hexadecimal digits are expected after \\u");
            }
            code = code * 16 + digit;
        }
        return (char) code;
    }

    /** Escapes can spell half a surrogate pair, which is no text. */
    private void requirePairs(CharSequence string) {
        for (int i = 0; i < string.length(); i++) {
            int c = Character.codePointAt(string, i);
            if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
                throw problem("half a surrogate pair inside a string");
            }
            i += Character.charCount(c) - 1;
        }
    }

    /** Whether another element follows in the object or list that ends with {@code close}. */
    private boolean another(char close) {
        if (skip(close)) {
            return false;
        }
        expect(',');
        return true;
    }

    private boolean skip(char c) {
        if (next() != c) {
            return false;
        }
        at++;
        return true;
    }

    private void expect(char c) {
        if (!skip(c)) {
            throw problem("`" + c + "` is expected");
        }
    }

    /** The next character that is no space, not consumed; 0 at the end. */
    private char next() {
        while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return at < text.length() ? text.charAt(at) : 0;
    }

    private WeightsException problem(String what) {
        return new WeightsException(source, place + what + " (header, character " + at + ")");
    }
}
