package dev.lamina.compiler.emit;

import com.palantir.javapoet.ParameterSpec;
import java.util.List;
import java.util.Optional;

/**
 * What the methods for training do.
 *
 * @param start the state of the optimizer before the first step
 * @param drops whether training drops elements at random
 * @param given the arguments of a forward pass
 * @param loss where in the workspace the forward pass leaves the loss, if there is one
 * @param update the kernels of an update of the parameters
 * @param output the kernels that hand out the output
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
     * @param moments how many numbers the optimizer remembers for each parameter
     */
    record Start(long seed, float rate, int moments) {}

    /**
     * The forward or the backward pass.
     *
     * @param methods its layers in the order of their calls
     * @param countsSteps whether it needs to know how many steps all samples have together
     */
    record Direction(List<LayerMethod> methods, boolean countsSteps) {
        Direction {
            methods = List.copyOf(methods);
        }
    }

    /**
     * What hands out the gradient of the input.
     *
     * @param calls its kernels; none if there is no such gradient
     * @param refusal why there is none
     */
    record InputGradient(List<KernelCall> calls, String refusal) {
        InputGradient {
            calls = List.copyOf(calls);
        }
    }
}
