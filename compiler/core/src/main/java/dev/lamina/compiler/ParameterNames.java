package dev.lamina.compiler;

import java.util.Set;
import javax.lang.model.SourceVersion;

/** Makes the name of an input one that a method's argument can have. */
final class ParameterNames {
    private static final Set<String> TAKEN = Set.of(
            "labels",
            "target",
            "outputGradient",
            "into",
            "batch",
            "steps",
            "lengths",
            "single",
            "ofSamples",
            "each",
            "allSteps",
            "loss",
            "memory",
            "rows",
            "weights",
            "gradientValues",
            "state",
            "capacity",
            "parameters",
            "gradients",
            "dropout",
            "samples",
            "gradientsReady",
            "chosen",
            "carried",
            "initialState",
            "finalState",
            "initialStateGradient",
            "finalStateGradient",
            "java",
            "jdk",
            "dev");

    private ParameterNames() {}

    static String safe(String name) {
        boolean plain = Character.isLowerCase(name.charAt(0)) // what begins otherwise may hide a class or a constant
                && !TAKEN.contains(name)
                && !SourceVersion.isKeyword(name);
        return plain ? name : name + "_";
    }
}
