package dev.lamina.cli.data;

import java.util.List;

/** Names of columns and labels as they stand in messages. */
final class Names {

    private static final int MANY = 12;

    private Names() {}

    /** All of them, or the first and the last where there are many. */
    static String list(List<String> names) {
        List<String> all = names.stream().map(Names::shortened).toList();
        return all.size() <= MANY
                ? String.join(", ", all)
                : String.join(", ", all.subList(0, MANY - 2)) + ", … " + all.get(all.size() - 1);
    }

    /** A cell as it may stand in a message. */
    static String shortened(String cell) {
        String line = cell.strip().replaceAll("\\p{Cntrl}", "?");
        return line.length() <= 40 ? line : line.substring(0, 37) + "...";
    }
}
