package dev.lamina.cli.predict;

import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import dev.lamina.cli.data.CsvCell;
import dev.lamina.cli.data.InputBlock;
import java.util.ArrayList;
import java.util.List;

/** Writes predictions as CSV: copied columns, then for each output the label and the probability of each class, or the numbers. */
public final class CsvFormat implements PredictionFormat {

    private final List<PredictionNames> answers;
    private final List<List<String>> classes;
    private int kept;

    public CsvFormat(List<PredictionNames> answers) {
        this.answers = List.copyOf(answers);
        classes = answers.stream()
                .map(each -> each.classes().stream().map(CsvCell::quoted).toList())
                .toList();
    }

    @Override
    public String heading(List<String> keptNames) {
        kept = keptNames.size();
        List<String> cells = new ArrayList<>(keptNames);
        for (PredictionNames output : answers) {
            boolean alone = answers.size() == 1 && output.names().size() == 1;
            for (String name : output.beside(keptNames).names()) {
                cells.add(name);
                output.classes().forEach(each -> cells.add((alone ? "p_" : name + "_p_") + each));
            }
        }
        return String.join(",", cells.stream().map(CsvCell::quoted).toList()) + "\n";
    }

    @Override
    public void write(InputBlock rows, int row, BlockPredictions predicted, StringBuilder to) {
        int start = to.length();
        for (int i = 0; i < kept; i++) {
            to.append(CsvCell.quoted(text(rows.kept(row, i)))).append(',');
        }
        for (int i = 0; i < answers.size(); i++) {
            write(answers.get(i), classes.get(i), predicted.output(i), row, to);
        }
        to.setLength(Math.max(start, to.length() - 1));
        to.append('\n');
    }

    private static void write(
            PredictionNames names, List<String> classes, OutputPredictions predicted, int row, StringBuilder to) {
        int own = predicted.own(row);
        for (int i = 0; i < names.names().size(); i++) {
            if (names.labelled()) {
                label(predicted, classes, row, i, i < own, to);
            } else {
                to.append(i < own ? Float.toString(predicted.number(row, i)) : "")
                        .append(',');
            }
        }
    }

    private static void label(
            OutputPredictions predicted, List<String> classes, int row, int index, boolean own, StringBuilder to) {
        to.append(own ? classes.get(predicted.label(row, index)) : "").append(',');
        for (int i = 0; i < classes.size(); i++) {
            if (own) {
                to.append(predicted.probability(row, index, i));
            }
            to.append(',');
        }
    }

    private static String text(JsonElement value) {
        if (value instanceof JsonPrimitive primitive) {
            return primitive.getAsString();
        }
        return value.isJsonNull() ? "" : value.toString();
    }
}
