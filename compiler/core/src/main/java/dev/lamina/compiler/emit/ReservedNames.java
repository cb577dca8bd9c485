package dev.lamina.compiler.emit;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.lang.model.SourceVersion;

/** The names that a generated class has whatever the model is, and names that do not collide with them. */
final class ReservedNames {
    /** Public methods of the class, methods that the base class has, and private methods that are always there. */
    private static final Set<String> METHODS = Set.of(
            "predict",
            "forward",
            "backward",
            "update",
            "trainStep",
            "output",
            "inputGradient",
            "gradients",
            "state",
            "training",
            "parameters",
            "capacity",
            "inputSize",
            "outputSize",
            "steps",
            "length",
            "vocabulary",
            "lengths",
            "step",
            "stateSize",
            "newState",
            "classes",
            "labelSize",
            "classOf",
            "label",
            "probabilities",
            "load",
            "compute",
            "begin",
            "end",
            "input",
            "target",
            "largest",
            "unscale",
            "unscaleGradient",
            "requireTraining",
            "requireForward",
            "requireBackward",
            "requireUnused",
            "newParameters",
            "newTrainingState");

    /** The fields of the base class that a generated class reads. */
    static final List<String> INHERITED_FIELDS = List.of(
            "parameters",
            "weights",
            "gradients",
            "gradientValues",
            "state",
            "capacity",
            "memory",
            "samples",
            "gradientsReady");

    /** What has a meaning in some method that takes the input, and the first parts of the names of packages. */
    private static final Set<String> BESIDE_THE_INPUT = Set.of(
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

    private final Set<String> methods = new HashSet<>(METHODS);

    /** @param kernels the names of kernels, which are methods too */
    ReservedNames(Set<String> kernels) {
        methods.addAll(kernels);
    }

    /** A method's name that is new: the given one, or that with a number behind it. It is reserved from now on. */
    String newMethod(String name) {
        String unique = name;
        for (int i = 2; !methods.add(unique); i++) {
            unique = name + "_" + i;
        }
        return unique;
    }

    /** The variable for an input of that name. */
    static String inputVariable(String name) {
        boolean plain = Character.isLowerCase(name.charAt(0)) // what begins otherwise may hide a class or a constant
                && !BESIDE_THE_INPUT.contains(name)
                && !SourceVersion.isKeyword(name);
        return plain ? name : name + "_";
    }
}
