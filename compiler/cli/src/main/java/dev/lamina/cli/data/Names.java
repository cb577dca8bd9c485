package dev.lamina.cli.data;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Names of columns and labels as they stand in messages. */
final class Names {

    private static final int MANY = 12;

    private Names() {}

    /** All of them, or the first and the last where there are many. */
    static String list(List<String> names) {
        List<String> all = names.stream().map(Names::listed).toList();
        return all.size() <= MANY
                ? String.join(", ", all)
                : String.join(", ", all.subList(0, MANY - 2)) + ", … " + all.get(all.size() - 1);
    }

    /** All of them, however many. */
    static String all(List<String> names) {
        return names.stream().map(Names::quoted).collect(Collectors.joining(", "));
    }

    private static String listed(String name) {
        return quoted(shortened(name));
    }

    /** A name that holds what stands between names is quoted. */
    private static String quoted(String name) {
        return name.indexOf(',') < 0 ? name : "\"" + name + "\"";
    }

    /** A question, on a line of its own, if a name that is wanted is there in other letters or with other marks between words. */
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

    /** A cell as it may stand in a message. */
    static String shortened(String cell) {
        String line = cell.strip().replaceAll("\\p{Cntrl}", "?");
        return line.length() <= 40 ? line : line.substring(0, 37) + "...";
    }
}
