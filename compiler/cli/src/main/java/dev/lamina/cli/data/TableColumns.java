package dev.lamina.cli.data;

import dev.lamina.runtime.Preprocessing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;

/**
 * Which columns of a table are inputs, and which are labels or targets.
 *
 * @param heading the names of all columns; empty if they have none
 * @param inputs the columns of the input, from 0, in its order
 * @param answers the columns of the label or of the target
 * @param weight the column with the weights of the samples; -1 if there is none
 * @param inputOf for each column its position in the input, -1 if it is no input
 * @param answerOf for each column its position among {@code answers}, -1 if it is none of them
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them, and every cell asks
record TableColumns(
        List<String> heading, List<Integer> inputs, List<Integer> answers, int weight, int[] inputOf, int[] answerOf) {

    /** Tables with fewer inputs are typed by people, who see where the label stands. */
    private static final int MANY = 4;

    static TableColumns of(int columns, List<String> heading, List<Integer> inputs, List<Integer> answers) {
        return new TableColumns(
                heading,
                List.copyOf(inputs),
                List.copyOf(answers),
                -1,
                places(columns, inputs),
                places(columns, answers));
    }

    /** The same with weights of the samples in this column. */
    TableColumns weighted(int column) {
        return new TableColumns(heading, inputs, answers, column, inputOf, answerOf);
    }

    static int[] places(int columns, List<Integer> chosen) {
        int[] places = new int[columns];
        Arrays.fill(places, -1);
        for (int i = 0; i < chosen.size(); i++) {
            places[chosen.get(i)] = i;
        }
        return places;
    }

    int columns() {
        return inputOf.length;
    }

    /** Advice if the last column, which is taken for the label, has none; empty if no other column looks like one. */
    String otherLabel() {
        for (int column = 0; column < heading.size(); column++) {
            if (answerOf[column] < 0 && heading.get(column).strip().matches("(?i)label|class|target|species|y")) {
                return "\n  labels are read from the last column; --label "
                        + heading.get(column).strip() + " reads them from the column of that name";
            }
        }
        return heading.isEmpty() && inputs.size() >= MANY
                ? "\n  labels are read from the last column; --label 1 reads them from the first"
                : "";
    }

    /** The names of inputs and answers; none if the table has no names or several columns have the same. */
    Preprocessing names() {
        return Preprocessing.NONE.withColumns(names(inputs), names(answers));
    }

    private List<String> names(List<Integer> chosen) {
        List<String> names = heading.isEmpty()
                ? new ArrayList<>()
                : chosen.stream().map(heading::get).toList();
        boolean apart = new HashSet<>(names).size() == names.size() && !names.contains("");
        return apart ? names : List.of();
    }
}
