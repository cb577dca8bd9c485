package dev.lamina.cli.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The separators of a table.
 *
 * @param separator what stands between columns
 * @param point what stands before the decimals of a number
 * @param notes what was recognised, where it is not the usual
 */
record Dialect(char separator, char point, List<String> notes) {

    /** The number of bytes at the start that are examined. */
    static final int SAMPLE = 1 << 16;

    private static final int LINES = 100;

    /** In order of preference: a comma may also be part of numbers, the others are rarely part of cells. */
    private static final String SEPARATORS = "\t;|,";

    private static final Pattern COMMA_NUMBER = Pattern.compile("[+-]?\\d*,\\d+([eE][+-]?\\d+)?");
    private static final Pattern GROUPED = Pattern.compile("[+-]?[1-9]\\d{0,2},\\d{3}");
    private static final Pattern POINT_NUMBER = Pattern.compile("[+-]?\\d*\\.\\d+([eE][+-]?\\d+)?");

    /** The dialect of a text that begins like this; options override what is recognised. */
    static Dialect of(String file, String start, CsvOptions options, SampleSpec expected) {
        List<String> lines = lines(start);
        List<String> notes = new ArrayList<>();
        char separator = options.separator().orElseGet(() -> separator(lines, options, expected));
        if (options.separator().isEmpty() && separator != ',') {
            notes.add("columns are separated by " + name(separator));
        }
        if (options.point().isEmpty() && separator != ',' && grouped(lines, separator)) {
            throw new DataException(
                    file,
                    "all its commas in numbers have three digits behind them, so they may group thousands or stand"
                            + " before decimals\n  say --decimal , for decimals, or remove separators of thousands");
        }
        char point = options.point().orElseGet(() -> separator != ',' && commas(lines, separator) ? ',' : '.');
        if (options.point().isEmpty() && point != '.') {
            notes.add("numbers have decimal commas");
        }
        return new Dialect(separator, point, notes);
    }

    /** The complete lines of the start; the incomplete one if there is no other. */
    private static List<String> lines(String start) {
        int end = start.length() < SAMPLE ? start.length() : start.lastIndexOf('\n');
        return start.substring(0, end < 0 ? start.length() : end)
                .lines()
                .filter(line -> !line.isBlank())
                .limit(LINES)
                .toList();
    }

    /**
     * Of the separators that occur equally often in all lines, the one that gives as many columns as the model needs; else the one that gives
     * most, where a comma does not count if it may stand in numbers. If there is none, the most frequent one of the first line.
     */
    private static char separator(List<String> lines, CsvOptions options, SampleSpec expected) {
        String first = lines.isEmpty() ? "" : lines.get(0);
        int needed = expected.inputs() + expected.answers() + options.ignored().size();
        char most = ',';
        char regular = 0;
        for (int i = 0; i < SEPARATORS.length(); i++) {
            char each = SEPARATORS.charAt(i);
            int count = count(first, each);
            most = count > count(first, most) ? each : most;
            if (count == 0 || !lines.stream().allMatch(line -> count(line, each) == count)) {
                continue;
            }
            if (count + 1 == needed) {
                return each;
            }
            boolean ofNumbers = each == ',' && regular != 0 && commas(lines, regular);
            regular = regular == 0 || count > count(first, regular) && !ofNumbers ? each : regular;
        }
        return regular == 0 ? most : regular;
    }

    /** How often a separator occurs outside quotation marks. */
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
        List<String> cells = cells(lines, separator);
        return cells.stream().anyMatch(COMMA_NUMBER.asMatchPredicate())
                && cells.stream().noneMatch(POINT_NUMBER.asMatchPredicate());
    }

    /** Whether there are numbers with commas, and every comma may group thousands. */
    private static boolean grouped(List<String> lines, char separator) {
        return commas(lines, separator)
                && cells(lines, separator).stream()
                        .filter(COMMA_NUMBER.asMatchPredicate())
                        .allMatch(GROUPED.asMatchPredicate());
    }

    private static List<String> cells(List<String> lines, char separator) {
        Pattern between = Pattern.compile(Pattern.quote(String.valueOf(separator)));
        return lines.stream()
                .flatMap(line -> Arrays.stream(between.split(line, -1)))
                .map(cell -> cell.strip().replace("\"", ""))
                .toList();
    }

    private static String name(char separator) {
        return switch (separator) {
            case '\t' -> "tabs";
            case ';' -> "semicolons";
            default -> "\"" + separator + "\"";
        };
    }
}
