package dev.lamina.cli.predict;

import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import dev.lamina.cli.data.InputBlock;
import java.util.ArrayList;
import java.util.List;

/** Writes predictions as CSV: copied columns, then the label and the probability of each class, or the numbers. */
public final class CsvFormat implements PredictionFormat {

    private final PredictionNames answers;
    private final List<String> classes;
    private int kept;

    public CsvFormat(PredictionNames answers) {
        this.answers = answers;
        classes = answers.classes().stream().map(CsvFormat::quoted).toList();
    }

    @Override
    public String heading(List<String> keptNames) {
        kept = keptNames.size();
        List<String> cells = new ArrayList<>(keptNames);
        for (String name : answers.beside(keptNames).names()) {
            cells.add(name);
            String of = answers.names().size() == 1 ? "p_" : name + "_p_";
            answers.classes().forEach(each -> cells.add(of + each));
        }
        return String.join(",", cells.stream().map(CsvFormat::quoted).toList()) + "\n";
    }

    @Override
    public void write(InputBlock rows, int row, BlockPredictions predicted, StringBuilder to) {
        int start = to.length();
        for (int i = 0; i < kept; i++) {
            to.append(quoted(text(rows.kept(row, i)))).append(',');
        }
        int own = predicted.own(row);
        for (int i = 0; i < answers.names().size(); i++) {
            if (answers.labelled()) {
                label(predicted, row, i, i < own, to);
            } else {
                to.append(i < own ? Float.toString(predicted.number(row, i)) : "")
                        .append(',');
            }
        }
        to.setLength(Math.max(start, to.length() - 1));
        to.append('\n');
    }

    private void label(BlockPredictions predicted, int row, int index, boolean own, StringBuilder to) {
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

    private static String quoted(String cell) {
        boolean plain = cell.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? cell : '"' + cell.replace("\"", "\"\"") + '"';
    }
}
