package dev.lamina.cli.predict;

import com.google.gson.JsonPrimitive;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** What one output predicts for a row, as members of an object of JSON. */
final class JsonOutput {

    private final PredictionNames answers;
    private final List<String> names;
    private final List<String> classes;
    private final boolean numbered;

    JsonOutput(PredictionNames answers) {
        this.answers = answers;
        names = answers.names().stream().map(JsonOutput::quoted).toList();
        classes = answers.classes().stream().map(JsonOutput::quoted).toList();
        numbered = IntStream.range(0, classes.size())
                .allMatch(i -> answers.classes().get(i).equals(Integer.toString(i)));
    }

    List<String> members(OutputPredictions predicted, int row) {
        if (answers.isOneOfSeveral()) {
            return List.of(quoted(answers.output()) + ":" + value(predicted, row));
        } else if (answers.steps() > 0) {
            return List.of("\"steps\":" + steps(predicted, row));
        } else if (answers.labelled()) {
            return label(names.get(0), predicted, row, 0);
        } else if (answers.named() || names.size() == 1) {
            return IntStream.range(0, names.size())
                    .mapToObj(i -> names.get(i) + ":" + number(predicted.number(row, i)))
                    .toList();
        }
        return List.of("\"prediction\":" + numbers(predicted, row, 0, names.size()));
    }

    /** The prediction of one of several outputs. */
    private String value(OutputPredictions predicted, int row) {
        if (answers.steps() > 0) {
            return steps(predicted, row);
        } else if (answers.labelled()) {
            return object(predicted, row, 0);
        }
        return names.size() == 1 ? number(predicted.number(row, 0)) : numbers(predicted, row, 0, names.size());
    }

    private String steps(OutputPredictions predicted, int row) {
        int each = answers.each();
        return joined(
                predicted.own(row) / each,
                step -> answers.labelled() ? object(predicted, row, step) : numbers(predicted, row, step * each, each));
    }

    private String object(OutputPredictions predicted, int row, int index) {
        return "{" + String.join(",", label("\"label\"", predicted, row, index)) + "}";
    }

    private List<String> label(String name, OutputPredictions predicted, int row, int index) {
        List<String> each = IntStream.range(0, classes.size())
                .mapToObj(i -> classes.get(i) + ":" + number(predicted.probability(row, index, i)))
                .toList();
        return List.of(
                name + ":" + (numbered ? predicted.label(row, index) : classes.get(predicted.label(row, index))),
                "\"probabilities\":{" + String.join(",", each) + "}");
    }

    private static String numbers(OutputPredictions predicted, int row, int from, int count) {
        return joined(count, i -> number(predicted.number(row, from + i)));
    }

    private static String joined(int count, IntFunction<String> element) {
        return "["
                + String.join(",", IntStream.range(0, count).mapToObj(element).toList()) + "]";
    }

    /** JSON has no NaN. */
    private static String number(float value) {
        return Float.isFinite(value) ? Float.toString(value) : "null";
    }

    static String quoted(String text) {
        return new JsonPrimitive(text).toString();
    }
}
