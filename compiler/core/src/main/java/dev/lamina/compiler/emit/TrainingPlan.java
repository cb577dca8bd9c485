package dev.lamina.compiler.emit;

import com.palantir.javapoet.ParameterSpec;
import java.util.List;
import java.util.Optional;

/**
 * The content of the methods for training.
 *
 * @param start the state of the optimizer before the first step
 * @param drops whether training has dropout
 * @param given the arguments of a forward pass
 * @param loss the place of the loss in the workspace, if there is a loss
 * @param update the kernels that update the parameters
 * @param output the kernels that copy the output to the caller
 */
record TrainingPlan(
        Start start,
        boolean drops,
        List<ParameterSpec> given,
        Direction forward,
        Direction backward,
        Optional<Offset> loss,
        List<KernelCall> update,
        List<KernelCall> output,
        InputGradient inputGradient) {
    TrainingPlan {
        given = List.copyOf(given);
        update = List.copyOf(update);
        output = List.copyOf(output);
    }

    /**
     * The state of the optimizer before the first step.
     *
     * @param moments how many numbers the optimizer keeps for each parameter
     */
    record Start(long seed, float rate, int moments) {}

    /**
     * The forward or the backward pass.
     *
     * @param methods the methods of its layers, in the order of their calls
     * @param countsSteps whether it needs the total number of time steps of all samples
     */
    record Direction(List<LayerMethod> methods, boolean countsSteps) {
        Direction {
            methods = List.copyOf(methods);
        }
    }

    /**
     * The content of the method that copies the gradient of the input to the caller.
     *
     * @param calls the kernels; none if the class does not compute this gradient
     * @param refusal the message of the exception if it does not
     */
    record InputGradient(List<KernelCall> calls, String refusal) {
        InputGradient {
            calls = List.copyOf(calls);
        }
    }
}
