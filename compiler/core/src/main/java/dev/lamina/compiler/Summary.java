package dev.lamina.compiler;

import java.util.List;
import java.util.Map;

/**
 * What a model is: its layers with shapes and costs.
 *
 * @param input the input as written in reports: name and shape
 * @param loss the loss as written; empty if there is none
 * @param choices what is computed where others choose otherwise: of each layer, the loss, the training, the first values
 * @param settings the values of the model's own parameters
 * @param parameters numbers that are trained
 * @param multiplyAdds products of one prediction of one sample
 * @param predictBytes memory of predicting one sample
 * @param trainBytes memory of training with one sample
 */
public record Summary(
        String model,
        String input,
        String loss,
        List<Choice> choices,
        Map<String, Double> settings,
        List<Row> rows,
        long parameters,
        long multiplyAdds,
        long predictBytes,
        long trainBytes) {
    public Summary {
        choices = List.copyOf(choices);
        rows = List.copyOf(rows);
        settings = Map.copyOf(settings);
    }

    /** What is computed where there is a choice: {@code of} is a layer's label, {@code loss}, {@code optimizer} or {@code train}. */
    public record Choice(String of, String what) {}

    /**
     * One layer.
     *
     * @param layer its call as written
     * @param shape the shape it gives
     * @param arithmetic how that shape comes about; may be empty
     * @param semantics what is computed, where that is a choice; may be empty
     * @param activationBytes bytes of one sample of what it gives
     * @param tensors its parameters as PyTorch names and orders them: {@code weight[6, 1, 5, 5]}
     * @param formulas what it computes, and its gradients
     */
    public record Row(
            String label,
            String layer,
            String shape,
            String arithmetic,
            String semantics,
            long parameters,
            long multiplyAdds,
            long activationBytes,
            List<String> tensors,
            List<String> formulas) {
        public Row {
            tensors = List.copyOf(tensors);
            formulas = List.copyOf(formulas);
        }
    }
}
