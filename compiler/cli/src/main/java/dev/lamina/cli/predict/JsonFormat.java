package dev.lamina.cli.predict;

import dev.lamina.cli.data.InputBlock;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes predictions as lines of JSON: objects with the copied values, then a label with probabilities, or numbers by name; of a model with
 * several outputs a member for each.
 */
public final class JsonFormat implements PredictionFormat {

    private final List<PredictionNames> answers;
    private List<JsonOutput> outputs = List.of();
    private List<String> kept = List.of();

    public JsonFormat(List<PredictionNames> answers) {
        this.answers = List.copyOf(answers);
    }

    @Override
    public String heading(List<String> keptNames) {
        kept = keptNames.stream().map(JsonOutput::quoted).toList();
        outputs = answers.stream()
                .map(each -> new JsonOutput(each.beside(keptNames)))
                .toList();
        return "";
    }

    @Override
    public void write(InputBlock rows, int row, BlockPredictions predicted, StringBuilder to) {
        List<String> members = new ArrayList<>();
        for (int i = 0; i < kept.size(); i++) {
            members.add(kept.get(i) + ":" + rows.kept(row, i));
        }
        for (int i = 0; i < outputs.size(); i++) {
            members.addAll(outputs.get(i).members(predicted.output(i), row));
        }
        to.append('{').append(String.join(",", members)).append("}\n");
    }
}
