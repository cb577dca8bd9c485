package dev.lamina.compiler.emit;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import javax.lang.model.SourceVersion;

/** The names that every generated class has, and new names that do not collide with them. */
final class TakenNames {
    /** The public methods of a class, the methods of its base class, and the private methods that every class has. */
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
            "zeroParameters",
            "newTrainingState",
            "newTrainingControl",
            "gradientNorm",
            "clipsNorm",
            "clipScale",
            "squareGradients",
            "threads",
            "shards",
            "shard",
            "firstSample",
            "wholeBatch",
            "wholeSteps",
            "wholeWeight",
            "labelWeight",
            "weighsLabels",
            "newWeights",
            "scratch",
            "whole",
            "workspace",
            "run",
            "runBackward",
            "runUpdate",
            "predictPart",
            "forwardPart",
            "backwardPart",
            "sampleWeights",
            "updatePart");

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

    /** Names that an input cannot have: those of variables in methods that take the input, and first parts of package names. */
    private static final Set<String> NOT_FOR_INPUTS = Set.of(
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
            "wholeSteps",
            "part",
            "loss",
            "lossWeights",
            "sampleWeights",
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

    /** Fields and variables of values that have another number of steps. */
    private static final Pattern OF_TIME_AXES = Pattern.compile("(steps|allSteps|wholeSteps|lengths)\\d+");

    private final Set<String> methods = new HashSet<>(METHODS);

    /** @param kernels the names of the kernels, which become methods of the class */
    TakenNames(Set<String> kernels) {
        methods.addAll(kernels);
    }

    /** Reserves a new name for a method: the given name, or that name and a number. */
    String newMethod(String name) {
        String unique = name;
        for (int i = 2; !methods.add(unique); i++) {
            unique = name + "_" + i;
        }
        return unique;
    }

    /** The name of the variable for an input with this name. */
    static String inputVariable(String name) {
        boolean plain = Character.isLowerCase(name.charAt(0)) // any other name may hide a class or a constant
                && !NOT_FOR_INPUTS.contains(name)
                && !OF_TIME_AXES.matcher(name).matches()
                && !SourceVersion.isKeyword(name);
        return plain ? name : name + "_";
    }
}
