package dev.lamina.compiler.source;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the words of other frameworks are called here: the table {@code words.txt}.
 *
 * <p>An entry is not a promise. What a caller knows decides: a word that it does not know is not offered.
 */
public final class ForeignWords {
    /** Which part of the table a name is looked up in. */
    public enum Section {
        LAYER,
        LOSS,
        OPTIMIZER,
        SETTING,
        SCHEDULE,
        ARGUMENT,
        KIND,
        WORD
    }

    /**
     * The answer to a foreign word.
     *
     * @param ours the word here; empty if the function does not exist here
     * @param remark what to know of it, or what to do instead; may be empty
     */
    public record Translation(Optional<String> ours, String remark) {}

    private record Entry(Section section, List<String> theirs, List<String> ours, String remark) {
        static Entry of(String line) {
            String[] columns = line.split("\\|", -1);
            return new Entry(
                    Section.valueOf(columns[0].strip().toUpperCase(Locale.ROOT)),
                    words(columns[1]),
                    words(columns[2]),
                    columns[3].strip());
        }

        private static List<String> words(String column) {
            return Arrays.stream(column.strip().split("\\s+"))
                    .filter(word -> !word.isEmpty())
                    .toList();
        }

        Translation translation(Collection<String> known) {
            return new Translation(ours.stream().filter(known::contains).findFirst(), remark);
        }
    }

    private static final List<Entry> TABLE = read();

    /** The lines of the table with a word, by section and word. */
    private static final Map<Section, Map<String, List<Entry>>> BY_WORD = byWord();

    private ForeignWords() {}

    /**
     * What a word of another framework means here; empty if the table does not have it.
     *
     * @param known the words that exist here. If several lines have the foreign word, one whose word is known is taken
     */
    public static Optional<Translation> find(Section section, String written, Collection<String> known) {
        String plain = plain(written);
        List<Translation> all = BY_WORD.getOrDefault(section, Map.of()).getOrDefault(plain, List.of()).stream()
                .map(entry -> entry.translation(known))
                .toList();
        return all.stream()
                .filter(each -> each.ours().isPresent())
                .findFirst()
                .or(() -> all.stream()
                        .filter(each -> !each.remark().isEmpty())
                        .findFirst()
                        .or(() -> all.stream().findFirst()));
    }

    private static Map<Section, Map<String, List<Entry>>> byWord() {
        Map<Section, Map<String, List<Entry>>> found = new EnumMap<>(Section.class);
        for (Entry entry : TABLE) {
            Map<String, List<Entry>> words = found.computeIfAbsent(entry.section(), section -> new HashMap<>());
            for (String word : Set.copyOf(entry.theirs())) {
                words.computeIfAbsent(word, lines -> new ArrayList<>()).add(entry);
            }
        }
        return found;
    }

    /** Our words in a part of the table. */
    static List<String> ours(Section section) {
        return TABLE.stream()
                .filter(entry -> entry.section() == section)
                .flatMap(entry -> entry.ours().stream())
                .toList();
    }

    private static String plain(String word) {
        return word.toLowerCase(Locale.ROOT).replace("_", "");
    }

    private static List<Entry> read() {
        try (InputStream text = ForeignWords.class.getResourceAsStream("words.txt")) {
            if (text == null) {
                throw new IllegalStateException("words.txt is missing");
            }
            return new String(text.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(Entry::of)
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
