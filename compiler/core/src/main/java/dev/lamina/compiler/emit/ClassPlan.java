package dev.lamina.compiler.emit;

import java.util.List;
import java.util.stream.Stream;

/**
 * Everything about a generated class. {@link ClassPlanner} decides it; the writers only print it.
 *
 * @param type name, Javadoc and interfaces of the class
 * @param call the arguments and results of the methods that users call
 * @param parameters the parameters with their places and initial values
 * @param storage the constants, the fields and the sizes of the workspace
 * @param predicting the methods that predict, one for each layer
 * @param training the content of the methods for training
 * @param kernels the kernels, in the order in which they are printed
 * @param trains whether the class trains; if not, {@code training} is empty
 */
public record ClassPlan(
        TypePlan type,
        CallPlan call,
        ParametersPlan parameters,
        StoragePlan storage,
        Direction predicting,
        TrainingPlan training,
        KernelsPlan kernels,
        boolean trains) {
    /** All methods that compute one layer in one direction: those of a prediction, then those of the forward and of the backward pass. */
    public List<LayerMethod> layerMethods() {
        return Stream.of(
                        predicting.methods(),
                        training.forward().methods(),
                        training.backward().methods())
                .flatMap(List::stream)
                .toList();
    }

    /**
     * What an argument of a layer's method is: {@code input} or {@code into}, in a class with several inputs or outputs with a name behind it,
     * {@code input image}; else the argument itself.
     */
    public String role(String argument) {
        return call.role(argument);
    }
}
