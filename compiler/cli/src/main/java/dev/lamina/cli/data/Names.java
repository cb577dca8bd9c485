package dev.lamina.cli.data;

import java.util.List;

/** Names of columns and labels as they stand in messages. */
public final class Names {

    private static final int MANY = 12;

    private Names() {}

    /** All of them, or the first and the last where there are many. */
    public static String list(List<String> names) {
        List<String> all = names.stream().map(Names::shortened).toList();
        return all.size() <= MANY
                ? String.join(", ", all)
                : String.join(", ", all.subList(0, MANY - 2)) + ", … " + all.get(all.size() - 1);
    }

    /** All of them, however many. */
    static String all(List<String> names) {
        return String.join(", ", names.stream().map(Names::shortened).toList());
    }

    /** A cell as it may stand in a message or a table: one line, without what would control a terminal. */
    public static String shortened(String cell) {
        String line = cell.strip().replaceAll("[\\p{Cc}\\u2028\\u2029\\u202A-\\u202E\\u2066-\\u2069]", "?");
        return line.length() <= 40 ? line : line.substring(0, 37) + "...";
    }
}
