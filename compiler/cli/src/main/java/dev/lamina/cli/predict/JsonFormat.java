package dev.lamina.cli.predict;

import com.google.gson.JsonPrimitive;
import dev.lamina.cli.data.InputBlock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Writes predictions as lines of JSON: objects with the copied values, then a label with probabilities, or numbers by name. */
public final class JsonFormat implements PredictionFormat {

    private final PredictionNames answers;
    private final List<String> classes;
    private final boolean numbered;
    private List<String> kept = List.of();
    private List<String> names = List.of();

    public JsonFormat(PredictionNames answers) {
        this.answers = answers;
        classes = answers.classes().stream().map(JsonFormat::quoted).toList();
        numbered = IntStream.range(0, classes.size())
                .allMatch(i -> answers.classes().get(i).equals(Integer.toString(i)));
    }

    @Override
    public String heading(List<String> keptNames) {
        kept = keptNames.stream().map(JsonFormat::quoted).toList();
        names = answers.beside(keptNames).names().stream()
                .map(JsonFormat::quoted)
                .toList();
        return "";
    }

    @Override
    public void write(InputBlock rows, int row, BlockPredictions predicted, StringBuilder to) {
        List<String> members = new ArrayList<>();
        for (int i = 0; i < kept.size(); i++) {
            members.add(kept.get(i) + ":" + rows.kept(row, i));
        }
        if (answers.steps() > 0) {
            int steps = predicted.own(row) / answers.each();
            members.add("\"steps\":" + joined(steps, step -> step(predicted, row, step)));
        } else if (answers.labelled()) {
            members.addAll(label(names.get(0), predicted, row, 0));
        } else if (answers.named() || names.size() == 1) {
            for (int i = 0; i < names.size(); i++) {
                members.add(names.get(i) + ":" + number(predicted.number(row, i)));
            }
        } else {
            members.add("\"prediction\":" + joined(names.size(), i -> number(predicted.number(row, i))));
        }
        to.append('{').append(String.join(",", members)).append("}\n");
    }

    private String step(BlockPredictions predicted, int row, int step) {
        return answers.labelled()
                ? "{" + String.join(",", label("\"label\"", predicted, row, step)) + "}"
                : joined(answers.each(), i -> number(predicted.number(row, step * answers.each() + i)));
    }

    private List<String> label(String name, BlockPredictions predicted, int row, int index) {
        List<String> each = IntStream.range(0, classes.size())
                .mapToObj(i -> classes.get(i) + ":" + predicted.probability(row, index, i))
                .toList();
        return List.of(
                name + ":" + (numbered ? predicted.label(row, index) : classes.get(predicted.label(row, index))),
                "\"probabilities\":{" + String.join(",", each) + "}");
    }

    private static String joined(int count, IntFunction<String> element) {
        return "["
                + String.join(",", IntStream.range(0, count).mapToObj(element).toList()) + "]";
    }

    /** JSON has no NaN. */
    private static String number(float value) {
        return Float.isFinite(value) ? Float.toString(value) : "null";
    }

    private static String quoted(String text) {
        return new JsonPrimitive(text).toString();
    }
}
