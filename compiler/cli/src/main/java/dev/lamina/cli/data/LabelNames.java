package dev.lamina.cli.data;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * The labels of a table: whole numbers, or, as soon as one of them is no number, words, whose classes are their places when all words are
 * sorted. Which it is shows at the end, so each label gets a number of its own until then.
 */
final class LabelNames {

    /** As many labels too many are named; what has more is no column of labels. */
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
     * Labels of a file; if some were trained with, they have these names.
     *
     * @param takesFree whether other labels then take classes without a name; else there are no others
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

    /** The number of a label that came before; -1 for a new one. */
    int find(String cell) {
        return numbers.getOrDefault(cell, UNKNOWN);
    }

    /** The number of a label that {@link #find} does not find. */
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

    /** A number in one way of all in which it can be written. */
    private static String text(String cell) {
        OptionalDouble number = Numerals.parse(cell);
        return number.isPresent() ? Numerals.plain(number.getAsDouble()) : cell;
    }

    /** What each class is called, but for the last ones, of which there is no sample; none if labels are numbers. */
    List<String> names() {
        if (trained.isEmpty()) {
            return words ? texts.stream().sorted().toList() : List.of();
        }
        List<String> names = new ArrayList<>(trained);
        names.addAll(texts);
        return names;
    }

    /** That there are classes of which there is no sample, if so. */
    List<String> notes() {
        return words && trained.isEmpty() && texts.size() < expected.classes()
                ? List.of(expected.model() + " has " + expected.classes() + " classes, but there are " + texts.size()
                        + " different labels: "
                        + Names.list(texts.stream().sorted().toList()))
                : List.of();
    }

    /** The class of each label, by its number; or what is wrong with the first that has none. */
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
