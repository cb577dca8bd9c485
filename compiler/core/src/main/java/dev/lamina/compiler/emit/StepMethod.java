package dev.lamina.compiler.emit;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.lower.Launch;
import java.util.List;

/** A method of the generated class for a layer and direction: what it runs, and which of a call's values it is given. */
public record StepMethod(String name, Graph graph, List<Launch> launches, List<String> arguments) {
    public StepMethod {
        launches = List.copyOf(launches);
        arguments = List.copyOf(arguments);
    }
}
