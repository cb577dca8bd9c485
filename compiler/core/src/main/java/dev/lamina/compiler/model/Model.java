package dev.lamina.compiler.model;

import dev.lamina.compiler.source.Span;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A model after name resolution: its layer applications, losses and settings, without shapes.
 *
 * @param parameters the values of the model's own parameters
 * @param outputs at least one
 */
public record Model(
        String name,
        Optional<String> documentation,
        Map<String, Double> parameters,
        List<InputDeclaration> inputs,
        List<Application> applications,
        List<Output> outputs,
        List<AppliedLoss> losses,
        TrainSettings settings,
        Span span) {
    public Model {
        parameters = Map.copyOf(parameters);
        inputs = List.copyOf(inputs);
        applications = List.copyOf(applications);
        outputs = List.copyOf(outputs);
        losses = List.copyOf(losses);
    }

    /** The number of values: the inputs, then the results of the applications. */
    public int values() {
        return inputs.size() + applications.size();
    }

    /** Whether it has several inputs or several outputs. */
    public boolean isMulti() {
        return inputs.size() > 1 || outputs.size() > 1;
    }

    /** Whether value {@code number} is an input. */
    public boolean isInput(int number) {
        return number < inputs.size();
    }

    /** The number of the result of application {@code index}. */
    public int result(int index) {
        return inputs.size() + index;
    }

    /** The application that computes value {@code number}, which is no input. */
    public Application giver(int number) {
        return applications.get(number - inputs.size());
    }

    /** The name of value {@code number}: that of the input, or the label of the layer that computes it. */
    public String valueName(int number) {
        return isInput(number) ? inputs.get(number).name() : giver(number).label();
    }
}
