package dev.lamina.cli.data;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * How a table is written.
 *
 * @param separator what stands between columns
 * @param point what stands before the decimals of a number
 * @param notes what was recognised, where it is not the usual
 */
record Dialect(char separator, char point, List<String> notes) {

    /** Bytes from the start that are looked at. */
    static final int SAMPLE = 1 << 16;

    private static final int LINES = 100;

    /** In the order in which they are preferred: a comma may also stand in numbers, the others hardly ever stand in cells. */
    private static final String SEPARATORS = "\t;|,";

    private static final Pattern COMMA_NUMBER = Pattern.compile("[+-]?\\d*,\\d+([eE][+-]?\\d+)?");
    private static final Pattern POINT_NUMBER = Pattern.compile("[+-]?\\d*\\.\\d+([eE][+-]?\\d+)?");

    /** The dialect of a text that begins like this, as far as options do not say it. */
    static Dialect of(String start, CsvOptions options) {
        List<String> lines = lines(start);
        List<String> notes = new ArrayList<>();
        char separator = options.separator().orElseGet(() -> separator(lines));
        if (options.separator().isEmpty() && separator != ',') {
            notes.add("columns are separated by " + name(separator));
        }
        char point = options.point().orElseGet(() -> separator != ',' && commas(lines, separator) ? ',' : '.');
        if (options.point().isEmpty() && point != '.') {
            notes.add("numbers have decimal commas");
        }
        return new Dialect(separator, point, notes);
    }

    /** Whole lines, unless there is but a part of one. */
    private static List<String> lines(String start) {
        int end = start.length() < SAMPLE ? start.length() : start.lastIndexOf('\n');
        return start.substring(0, end < 0 ? start.length() : end)
                .lines()
                .filter(line -> !line.isBlank())
                .limit(LINES)
                .toList();
    }

    /** The first that all lines have equally often, else the one that the first line has most of. */
    private static char separator(List<String> lines) {
        String first = lines.isEmpty() ? "" : lines.get(0);
        char most = ',';
        for (int i = 0; i < SEPARATORS.length(); i++) {
            char each = SEPARATORS.charAt(i);
            int count = count(first, each);
            if (count > 0 && lines.stream().allMatch(line -> count(line, each) == count)) {
                return each;
            }
            most = count > count(first, most) ? each : most;
        }
        return most;
    }

    /** How often a separator stands outside quotation marks. */
    private static int count(String line, char separator) {
        int count = 0;
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            quoted ^= line.charAt(i) == '"';
            count += !quoted && line.charAt(i) == separator ? 1 : 0;
        }
        return count;
    }

    /** Whether there are numbers with a comma before their decimals, and none with a point. */
    private static boolean commas(List<String> lines, char separator) {
        boolean found = false;
        for (String line : lines) {
            for (String cell : line.split(Pattern.quote(String.valueOf(separator)), -1)) {
                String text = cell.strip().replace("\"", "");
                if (POINT_NUMBER.matcher(text).matches()) {
                    return false;
                }
                found |= COMMA_NUMBER.matcher(text).matches();
            }
        }
        return found;
    }

    private static String name(char separator) {
        return switch (separator) {
            case '\t' -> "tabs";
            case ';' -> "semicolons";
            default -> "\"" + separator + "\"";
        };
    }
}
