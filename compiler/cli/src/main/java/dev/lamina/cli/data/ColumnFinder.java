package dev.lamina.cli.data;

import dev.lamina.cli.console.Text;
import dev.lamina.runtime.Preprocessing;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Finds the columns of inputs and of labels or targets in a table; throws if the table does not fit the model. */
final class ColumnFinder {

    private static final String ONE_COLUMN =
            "\n  a label is one column with the number or the name of the class, not a column of 0 and 1 for each class; if"
                    + " several classes may be true of a sample, the loss is binary_cross_entropy";

    private static final String ONE_ROW =
            "\n  the target of a window stands in one row, --ahead rows later: to tell several rows, train a model for each, or"
                    + " add a column for each later row to the table";

    private static final Pattern RANGE = Pattern.compile("(\\d+)-(\\d+)");

    private final String file;
    private final List<String> heading;
    private final Map<String, Integer> byName = new HashMap<>();
    private final Set<String> doubled = new HashSet<>();
    private final int columns;
    private final CsvOptions options;
    private final int before;
    private final SampleSpec expected;
    private final Preprocessing trained;

    /**
     * For a table.
     *
     * @param heading the names of all columns; empty if they have none
     * @param columns how many there are
     * @param before how many of them stand before those of the file, which are numbered from 1
     * @param trained names of the columns that the network was trained on, perhaps none
     */
    ColumnFinder(
            String file,
            List<String> heading,
            int columns,
            int before,
            CsvOptions options,
            SampleSpec expected,
            Preprocessing trained) {
        this.file = file;
        this.heading = heading;
        this.columns = columns;
        this.before = before;
        this.options = options;
        this.expected = expected;
        this.trained = trained;
        for (int column = 0; column < heading.size(); column++) {
            if (byName.putIfAbsent(heading.get(column), column) != null) {
                doubled.add(heading.get(column));
            }
        }
    }

    TableColumns find() {
        TableColumns found = byName() ? named() : placed();
        for (int column : weights()) {
            if (found.inputs().contains(column) || found.answers().contains(column)) {
                throw new DataException(
                        file,
                        "the column \"" + expected.weights().orElse("")
                                + "\" has the weights of the samples, so it is no input and no " + what());
            }
        }
        return weights().stream().findFirst().map(found::weighted).orElse(found);
    }

    /** The column with the weights of the samples, if they have weights. */
    private List<Integer> weights() {
        return expected.weights().map(name -> List.of(find(name))).orElse(List.of());
    }

    /** Whether columns are found by the names that the network was trained with. */
    boolean byName() {
        return !heading.isEmpty() && !trained.columns().isEmpty();
    }

    /** By options; without them the labels or targets are the last columns and the inputs all others. */
    private TableColumns placed() {
        List<Integer> ignored = find(options.ignored(), "ignored column");
        List<Integer> chosen = find(options.inputs(), "input");
        List<Integer> taken = new ArrayList<>(ignored);
        taken.addAll(weights());
        taken.addAll(chosen);
        List<Integer> answers = options.answers().isEmpty() ? lastBeside(taken) : find(options.answers(), what());
        taken.addAll(answers);
        List<Integer> inputs = new ArrayList<>(chosen);
        if (chosen.isEmpty()) {
            inputs.addAll(beside(taken));
        }
        requireSizes(inputs.size(), answers.size());
        return TableColumns.of(columns, heading, inputs, answers);
    }

    /** By the names of the trained columns, whatever their order in the file; other columns are ignored. */
    private TableColumns named() {
        refuseTrained(options.oneHot(), "--one-hot makes words of");
        refuseTrained(options.ignored(), "--ignore leaves out"); // columns of words are among them by now
        List<Integer> chosen = find(options.inputs(), "input");
        List<String> given =
                chosen.isEmpty() ? heading : chosen.stream().map(heading::get).toList();
        boolean others = !chosen.isEmpty() && !new HashSet<>(given).equals(new HashSet<>(trained.columns()));
        if (others || !new HashSet<>(given).containsAll(trained.columns())) {
            throw new DataException(
                    file,
                    "its columns are not those that the network was trained on" + "\n  trained on: "
                            + Names.all(trained.columns()) + "\n  "
                            + (chosen.isEmpty() ? "in the file: " : "asked for: ") + Names.all(given)
                            + Names.near(trained.columns(), given));
        }
        List<Integer> inputs = find(trained.columns(), "input");
        List<Integer> answers = namedAnswers(inputs);
        requireSizes(inputs.size(), answers.size());
        return TableColumns.of(columns, heading, inputs, answers);
    }

    /** An option that contradicts the weights would else be passed over in silence. Columns that this table has not are none of it. */
    private void refuseTrained(List<String> named, String what) {
        for (String each : named) {
            for (int column : there(each)) {
                if (trained.columns().contains(heading.get(column))) {
                    throw new DataException(
                            file,
                            what + " the column \"" + Names.shortened(heading.get(column))
                                    + "\", but the network was trained on its numbers");
                }
            }
        }
    }

    private List<Integer> there(String wanted) {
        try {
            return range(wanted);
        } catch (DataException notInThisTable) {
            return List.of();
        }
    }

    private List<Integer> namedAnswers(List<Integer> inputs) {
        if (!options.answers().isEmpty() || expected.answers() == 0) {
            return find(options.answers(), what());
        }
        if (!trained.targets().isEmpty()) {
            return find(trained.targets(), what());
        }
        List<Integer> taken = new ArrayList<>(inputs);
        taken.addAll(weights());
        return lastBeside(taken);
    }

    private List<Integer> lastBeside(List<Integer> taken) {
        List<Integer> free = beside(taken);
        return free.subList(Math.max(0, free.size() - expected.answers()), free.size());
    }

    private List<Integer> beside(List<Integer> taken) {
        BitSet all = new BitSet();
        taken.forEach(all::set);
        return IntStream.range(0, columns)
                .filter(column -> !all.get(column))
                .boxed()
                .toList();
    }

    private String what() {
        return expected.wantsLabels() ? "label" : "target";
    }

    /** The columns with these names or numbers. */
    List<Integer> find(List<String> wanted, String role) {
        List<Integer> found = new ArrayList<>();
        BitSet all = new BitSet();
        for (String each : wanted) {
            for (int column : range(each)) {
                if (all.get(column)) {
                    throw new DataException(file, "the column \"" + each + "\" is named twice as " + role);
                }
                all.set(column);
                found.add(column);
            }
        }
        return found;
    }

    /** One column, or those of a range of numbers like {@code 2-785}. */
    private List<Integer> range(String wanted) {
        Matcher range = RANGE.matcher(wanted.strip());
        if (byName.containsKey(wanted.strip()) || !range.matches()) {
            return List.of(find(wanted));
        }
        return IntStream.rangeClosed(find(range.group(1)), find(range.group(2)))
                .boxed()
                .toList();
    }

    private int find(String wanted) {
        int named = byName.getOrDefault(wanted.strip(), -1);
        if (named >= 0) {
            if (doubled.contains(wanted.strip())) {
                throw new DataException(
                        file,
                        "several columns are called \"" + Names.shortened(wanted) + "\"; say which by its number");
            }
            return named;
        }
        OptionalDouble number = Numerals.parse(wanted);
        if (number.isPresent()
                && number.getAsDouble() >= 1
                && number.getAsDouble() <= columns - before
                && number.getAsDouble() == Math.rint(number.getAsDouble())) {
            return before + (int) number.getAsDouble() - 1;
        }
        String names = heading.isEmpty() ? "it has no heading" : "its columns are " + Names.list(heading);
        throw new DataException(
                file,
                "there is no column \"" + Names.shortened(wanted) + "\": " + names + ", numbered 1 .. "
                        + (columns - before) + Names.near(List.of(wanted.strip()), heading));
    }

    private void requireSizes(int inputs, int answers) {
        if (answers != expected.answers() && !options.answers().isEmpty()) {
            throw new DataException(
                    file,
                    expected.model() + " needs " + Text.count(expected.answers(), what() + " column") + ", not "
                            + Text.grouped(answers) + (answers == expected.classes() ? ONE_COLUMN : "")
                            + (options.windows().isPresent() && answers < expected.answers() ? ONE_ROW : ""));
        }
        if (inputs == expected.inputs() && answers == expected.answers()) {
            return;
        }
        if (!options.inputs().isEmpty() && answers == expected.answers()) {
            throw new DataException(
                    file,
                    expected.model() + " needs " + Text.count(expected.inputs(), "input") + ", not "
                            + Text.grouped(inputs));
        }
        String of = switch (expected.answers()) {
            case 0 -> ""; // rows to predict
            case 1 -> " and one " + what();
            default -> " and " + expected.answers() + " " + what() + "s";
        };
        String left = options.ignored().isEmpty() ? "" : " without those left out";
        throw new DataException(
                file,
                "it has " + Text.count(inputs + answers, "column") + left + ", but " + expected.model() + " needs "
                        + Text.grouped(expected.inputs() + expected.answers()) + ": "
                        + Text.count(expected.inputs(), "input") + of
                        + advice(inputs));
    }

    /** Advice about surplus columns, with their names. */
    private String advice(int inputs) {
        if (expected.targets() == expected.inputs() && columns == expected.inputs()) {
            return "\n  a model whose target is its input says so: `loss "
                    + expected.loss().keyword() + "(target = input)`";
        }
        if (inputs <= expected.inputs()) {
            return heading.isEmpty() ? "" : "\n  in the file: " + Names.list(heading);
        }
        if (heading.isEmpty()) {
            return "\n  --ignore leaves columns out by their numbers, from 1";
        }
        String id = heading.stream()
                .filter(ColumnFinder::looksLikeKey)
                .findFirst()
                .map(name -> ", such as --ignore " + (name.isEmpty() ? "1" : name))
                .orElse("");
        boolean perClass = expected.wantsLabels()
                && expected.labels() == 1
                && inputs + 1 == expected.inputs() + expected.classes();
        return "\n  in the file: " + Names.list(heading) + "\n  --ignore leaves columns out" + id
                + "; or --inputs names those of the input, --label that of the " + what()
                + (perClass ? ONE_COLUMN : "");
    }

    private static boolean looksLikeKey(String name) {
        return name.isEmpty() || name.matches("(?i)(.*[_ ])?(id|index|key|uuid)|row|row ?num(ber)?");
    }
}
