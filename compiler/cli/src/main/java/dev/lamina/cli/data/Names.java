package dev.lamina.cli.data;

import dev.lamina.compiler.source.Printable;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Formats the names of columns and labels for messages. */
public final class Names {

    private static final int MANY = 12;

    /** What is behind so many characters of a name is not looked at. */
    private static final int LONGEST = 400;

    private Names() {}

    /** All of them, or the first and the last where there are many. */
    public static String list(List<String> names) {
        List<String> all = names.stream().map(Names::listed).toList();
        return all.size() <= MANY
                ? String.join(", ", all)
                : String.join(", ", all.subList(0, MANY - 2)) + ", … " + all.get(all.size() - 1);
    }

    /** All of them, however many. */
    static String all(List<String> names) {
        return names.stream().map(Names::listed).collect(Collectors.joining(", "));
    }

    private static String listed(String name) {
        return quoted(shortened(name));
    }

    /** Quotes a name with a comma, because commas separate names. */
    private static String quoted(String name) {
        return name.indexOf(',') < 0 ? name : "\"" + name + "\"";
    }

    /** A hint, on a line of its own, if a missing name is there with other capitals or punctuation. */
    static String near(List<String> wanted, List<String> there) {
        for (String name : wanted) {
            Optional<String> other = there.stream()
                    .filter(each -> !there.contains(name) && !bare(name).isEmpty())
                    .filter(each -> bare(each).equals(bare(name)))
                    .findFirst();
            if (other.isPresent()) {
                return "\n  is \"" + shortened(other.get()) + "\" meant to be \"" + shortened(name)
                        + "\"? Names must match to the letter";
            }
        }
        return "";
    }

    private static String bare(String name) {
        return name.strip().toLowerCase(Locale.ROOT).replaceAll("[ _.-]", "");
    }

    /** A cell as it may stand in a message or a table: one line, without what would control a terminal. */
    public static String shortened(String cell) {
        String line = Printable.line(
                cell.length() <= LONGEST
                        ? cell.strip()
                        : cell.substring(0, LONGEST).strip());
        return line.length() <= 40 ? line : line.substring(0, 37) + "...";
    }
}
