package dev.lamina.compiler.emit;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.ParameterSpec;
import java.util.List;
import java.util.Optional;

/**
 * The content of the methods for training.
 *
 * @param start the state of the optimizer before the first step
 * @param schedule how the rate changes and training ends; empty if the model file does not say
 * @param clipsNorm whether an update needs the norm of the gradients
 * @param drops whether training has dropout
 * @param given the arguments of a forward pass
 * @param loss the place of the loss in the workspace, if there is a loss
 * @param update the kernels that update the parameters
 * @param outputs the kernels that copy each output to the caller
 */
record TrainingPlan(
        Start start,
        Optional<Schedule> schedule,
        boolean clipsNorm,
        boolean drops,
        List<ParameterSpec> given,
        Direction forward,
        Direction backward,
        Optional<Offset> loss,
        UpdatePlan update,
        List<List<KernelCall>> outputs,
        InputGradients inputGradients) {
    TrainingPlan {
        given = List.copyOf(given);
        outputs = List.copyOf(outputs);
    }

    /**
     * The state of the optimizer before the first step.
     *
     * @param moments how many numbers the optimizer keeps for each parameter
     */
    record Start(long seed, float rate, int moments) {}

    /**
     * How the learning rate changes, and after how many epochs without a lower loss training ends.
     *
     * @param rates the rule as a Java expression
     */
    record Schedule(CodeBlock rates, int patience) {}

    /**
     * The content of the method that copies the gradients of the inputs to the caller.
     *
     * @param calls the kernels for each input; none for tokens, for an input that no loss depends on, and if the class computes no such
     *     gradients
     * @param generated whether the class computes such gradients
     */
    record InputGradients(List<List<KernelCall>> calls, boolean generated) {
        InputGradients {
            calls = List.copyOf(calls);
        }

        /** The message of the exception, for an input without a gradient. */
        String refusal(CallPlan.Input input) {
            return input.holdsTokens()
                    ? "tokens have no gradient"
                    : "this class was generated without the gradient of its input";
        }
    }
}
