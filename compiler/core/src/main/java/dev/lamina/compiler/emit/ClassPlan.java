package dev.lamina.compiler.emit;

import com.palantir.javapoet.CodeBlock;
import dev.lamina.compiler.ir.Kernel;
import dev.lamina.compiler.lower.Program;
import dev.lamina.compiler.op.KernelArgument;
import dev.lamina.runtime.Architecture;
import dev.lamina.runtime.GroundTruth;
import dev.lamina.runtime.RecurrentState;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Everything a generated class is, decided; printing it takes no decision about the model.
 *
 * @param modelName what its parameters belong to; another name than the class's if it is one of several for the model
 * @param header what the class's Javadoc says, line by line
 * @param named what the input is called
 * @param steps the most steps of a sequence, if calls may have shorter ones; else 0
 * @param outputsPerStep the output's floats of a step; 0 unless it has steps of which there may be fewer
 * @param vocabulary how many different tokens the input may hold; 0 if it holds floats
 * @param truth what the loss compares with
 * @param labels what labels there are, if the loss compares with such
 * @param kernels the scheduled kernels by name
 * @param parameterFloats the length of the flat array of parameters
 * @param architecture what the parameters belong to
 * @param states what a sample carries from step to step, in the order of its row
 * @param streams whether it can be run step by step
 */
public record ClassPlan(
        String packageName,
        String className,
        String modelName,
        List<String> header,
        InputName named,
        int inputSize,
        int outputSize,
        int steps,
        int outputsPerStep,
        int vocabulary,
        GroundTruth truth,
        Labels labels,
        Training training,
        List<PlacedParameter> parameters,
        int parameterFloats,
        Architecture architecture,
        List<RecurrentState.Part> states,
        boolean streams,
        Program predicting,
        Program trainer,
        Map<String, Kernel> kernels,
        boolean vector) {
    public ClassPlan {
        header = List.copyOf(header);
        parameters = List.copyOf(parameters);
        states = List.copyOf(states);
        kernels = Map.copyOf(kernels);
    }

    /** The Java variable that holds the input. */
    String inputName() {
        return named.variable();
    }

    /**
     * What the input is called.
     *
     * @param written its name in the model file, for messages
     * @param variable its name in Java, where other names are taken
     */
    public record InputName(String written, String variable) {}

    /** Whether the class stands for its model; if not, it is for its package only. */
    boolean isPublic() {
        return className.equals(modelName);
    }

    /** The floats that the kernels of a program lay side by side to work on, one kernel after the other; 0 if none does. */
    int rows(Program program) {
        return program.launches().stream()
                .mapToInt(launch -> Objects.requireNonNull(
                                kernels.get(launch.kernel().name()))
                        .scratch())
                .max()
                .orElse(0);
    }

    /** The floats of rows of an object that trains, which predicts too. */
    int rows() {
        return Math.max(rows(predicting), rows(trainer));
    }

    /** The floats of one sample's state; 0 if there is none. */
    int stateFloats() {
        return states.stream().mapToInt(RecurrentState.Part::floats).sum();
    }

    /** Whether a call may have sequences that are shorter than the model says. */
    boolean hasLength() {
        return steps > 0;
    }

    /** The input's floats of a step; 0 unless there may be fewer steps. */
    int inputsPerStep() {
        return hasLength() ? inputSize / steps : 0;
    }

    /** The floats of a call's sample of the input, as Java. */
    CodeBlock input() {
        return hasLength() ? times(inputsPerStep()) : CodeBlock.of("INPUT_SIZE");
    }

    /** The floats of a call's sample of the output, as Java. */
    CodeBlock output() {
        return outputsPerStep > 0 ? times(outputsPerStep) : CodeBlock.of("OUTPUT_SIZE");
    }

    private static CodeBlock times(int perStep) {
        return perStep == 1 ? CodeBlock.of("steps") : CodeBlock.of("steps * $L", perStep);
    }

    /** The labels of a call's sample, as Java. */
    CodeBlock labelsOfACall() {
        return outputsPerStep > 0 ? times(1) : CodeBlock.of("LABEL_SIZE");
    }

    /** Whether training drops elements at random. */
    boolean drops() {
        return trainer.launches().stream()
                .flatMap(launch -> launch.node().operation().arguments().stream())
                .anyMatch(argument -> argument.source() == KernelArgument.Source.DROPOUT);
    }

    boolean takesTokens() {
        return vocabulary > 0;
    }

    /** How many labels a sample has, and what they are below. */
    public record Labels(int perSample, int classes) {}

    /** How the class is trained unless told otherwise. */
    public record Training(int batch, int epochs, long seed, double rate, int moments) {}
}
