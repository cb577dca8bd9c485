package dev.lamina.compiler.model;

import dev.lamina.compiler.source.Span;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A model after name resolution: its layer applications, loss and settings, without shapes.
 *
 * @param parameters the values of the model's own parameters
 */
public record Model(
        String name,
        Optional<String> documentation,
        Map<String, Double> parameters,
        InputDeclaration input,
        List<Application> applications,
        Optional<AppliedLoss> loss,
        TrainSettings settings,
        Span span) {
    public Model {
        applications = List.copyOf(applications);
        parameters = Map.copyOf(parameters);
    }
}
