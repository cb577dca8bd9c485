package dev.lamina.compiler;

import java.util.List;
import java.util.Map;

/**
 * The layers of a model with their shapes and costs.
 *
 * @param input the inputs as written in reports, each with name and shape
 * @param inputs the inputs one by one, in the order of their declarations
 * @param outputs at least one: what the last layer gives, if the model declares none
 * @param loss the losses as written; empty if there are none
 * @param choices the definitions that other frameworks choose differently: of the layers, of the loss and of the training
 * @param settings the values of the parameters in the head of the model, by name
 * @param parameters the number of floats in the parameters, without statistics
 * @param untrained the number of floats in statistics, such as running means
 * @param multiplyAdds the multiply-adds of a prediction of one sample
 * @param predictBytes the workspace of a prediction of one sample
 * @param trainBytes the workspace of a training step with one sample
 */
public record Summary(
        String model,
        String input,
        List<ModelValue> inputs,
        List<Output> outputs,
        String loss,
        List<Choice> choices,
        Map<String, Double> settings,
        List<Row> rows,
        long parameters,
        long untrained,
        long multiplyAdds,
        long predictBytes,
        long trainBytes) {
    public Summary {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        choices = List.copyOf(choices);
        rows = List.copyOf(rows);
        settings = Map.copyOf(settings);
    }

    /**
     * A definition that other frameworks choose differently.
     *
     * @param of what it belongs to: a layer's label, {@code loss}, {@code loss of boxes} in a model with several losses, {@code optimizer} or
     *     {@code train}
     * @param what the definition that this compiler uses
     */
    public record Choice(String of, String what) {}

    /**
     * An output.
     *
     * @param value the value that it is: the label of a layer or the name of an input
     * @param loss its loss as written; empty if it has none
     */
    public record Output(String name, String value, String shape, String loss) {}

    /**
     * One layer.
     *
     * @param label its name with the path of the frames around it: {@code stage1.0.conv1}
     * @param layer its call as written; in a block with the values of its arguments
     * @param takes the values that it takes: labels of layers and names of inputs
     * @param frames the frames around it, the outermost first
     * @param shape the shape of its result
     * @param arithmetic the calculation that gives the shape; may be empty
     * @param semantics its definition, where other frameworks choose it differently; may be empty
     * @param activationBytes the bytes of its result for one sample
     * @param tensors its parameters as PyTorch names and orders them: {@code weight[6, 1, 5, 5]}
     * @param formulas its result and its gradients as formulas
     */
    public record Row(
            String label,
            String layer,
            List<String> takes,
            List<LayerFrame> frames,
            String shape,
            String arithmetic,
            String semantics,
            long parameters,
            long multiplyAdds,
            long activationBytes,
            List<String> tensors,
            List<String> formulas) {
        public Row {
            takes = List.copyOf(takes);
            frames = List.copyOf(frames);
            tensors = List.copyOf(tensors);
            formulas = List.copyOf(formulas);
        }
    }
}
