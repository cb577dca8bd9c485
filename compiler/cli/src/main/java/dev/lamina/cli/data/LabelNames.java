package dev.lamina.cli.data;

import dev.lamina.cli.console.Text;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * The labels of a table. If all of them are whole numbers, they are the classes; else they are words, whose classes are their positions in
 * sorted order. Which is the case is known at the end only, so each label gets a provisional number.
 */
final class LabelNames {

    /** So many labels too many are collected for the message; with more, the column is none of labels. */
    private static final int TOO_MANY = 20;

    private static final int UNKNOWN = -1;

    private final String file;
    private final SampleSpec expected;
    private final List<String> trained;
    private final boolean takesFree;
    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<String> texts = new ArrayList<>();
    private final List<String> places = new ArrayList<>();
    private boolean words;

    /**
     * For a file.
     *
     * @param trained the labels that the network was trained with, in the order of their classes; may be empty
     * @param takesFree whether further labels get the classes without a name; else they are errors
     */
    LabelNames(String file, SampleSpec expected, List<String> trained, boolean takesFree) {
        this.takesFree = takesFree;
        this.file = file;
        this.expected = expected;
        this.trained = trained;
        for (int i = 0; i < trained.size(); i++) {
            numbers.put(trained.get(i), i);
        }
    }

    /** The provisional number of a label that was added before; -1 for a new one. */
    int find(String cell) {
        return numbers.getOrDefault(cell, UNKNOWN);
    }

    /** Adds a label that {@link #find} does not find; returns its provisional number. */
    int add(String cell, String place) {
        String text = text(cell);
        int number = find(text);
        if (number == UNKNOWN) {
            addNew(text, place);
            number = find(text);
        }
        numbers.put(cell, number); // the same number may be written in another way
        return number;
    }

    private void addNew(String text, String place) {
        boolean free = takesFree && trained.size() + texts.size() < expected.classes();
        if (!trained.isEmpty() && !free) {
            throw new DataException(
                    place,
                    "the label \"" + Names.shortened(text) + "\" is none of those trained with: " + Names.list(trained)
                            + unnamed());
        }
        if (texts.size() >= expected.classes() + TOO_MANY) {
            classes();
        }
        words |= Numerals.parse(text).isEmpty();
        texts.add(text);
        places.add(place);
        numbers.put(text, trained.size() + texts.size() - 1);
    }

    private String unnamed() {
        int free = expected.classes() - trained.size();
        return free > 0 && !takesFree
                ? "; " + free + " of the " + expected.classes() + " classes of " + expected.model() + " had no samples"
                : "";
    }

    /** The canonical form of a label: {@code 3} for {@code 3.0}. */
    private static String text(String cell) {
        OptionalDouble number = Numerals.parse(cell);
        return number.isPresent() ? Text.plain(number.getAsDouble()) : cell;
    }

    /** The names of the classes that have samples, in order; none if labels are numbers. */
    List<String> names() {
        if (trained.isEmpty()) {
            return words ? texts.stream().sorted().toList() : List.of();
        }
        List<String> names = new ArrayList<>(trained);
        names.addAll(texts);
        return names;
    }

    /** A note if there are classes without samples. */
    List<String> notes() {
        return words && trained.isEmpty() && texts.size() < expected.classes()
                ? List.of(expected.model() + " has " + expected.classes() + " classes, but there are " + texts.size()
                        + " different labels: "
                        + Names.list(texts.stream().sorted().toList()))
                : List.of();
    }

    /** The class of each label, by its provisional number; throws at the first label without one. */
    int[] classes() {
        if (!trained.isEmpty()) {
            return IntStream.range(0, trained.size() + texts.size()).toArray();
        }
        if (!words) {
            return IntStream.range(0, texts.size())
                    .map(i -> expected.label(Numerals.parse(texts.get(i)).orElseThrow(), () -> places.get(i)))
                    .toArray();
        }
        if (texts.size() > expected.classes()) {
            throw new DataException(
                    file,
                    "there are " + (texts.size() < expected.classes() + TOO_MANY ? "" : "more than ") + texts.size()
                            + " different labels, but " + expected.model() + " has " + expected.classes()
                            + " classes: " + Names.list(texts));
        }
        List<String> sorted = texts.stream().sorted().toList();
        return texts.stream()
                .mapToInt(text -> Collections.binarySearch(sorted, text))
                .toArray();
    }
}
