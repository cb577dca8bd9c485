package dev.lamina.compiler.emit;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Everything about a generated class. {@link ClassPlanner} decides it; the writers only print it.
 *
 * @param type name, Javadoc and interfaces of the class
 * @param call the arguments and results of the methods that users call
 * @param parameters the parameters with their places and initial values
 * @param storage the constants, the fields and the sizes of the workspace
 * @param predicting the calls that predict, one for each layer
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
    /** All calls of methods that compute one layer in one direction: those of a prediction, then those of the forward and the backward pass. */
    public List<LayerCall> layerCalls() {
        return Stream.of(
                        predicting.calls(),
                        training.forward().calls(),
                        training.backward().calls())
                .flatMap(List::stream)
                .toList();
    }

    /** The methods that they call, each once. */
    List<LayerMethod> layerMethods() {
        Map<String, LayerMethod> methods = new LinkedHashMap<>();
        layerCalls().forEach(call -> methods.putIfAbsent(call.methodName(), call.method()));
        return List.copyOf(methods.values());
    }

    /**
     * What an argument of a layer's method is: {@code input} or {@code into}, in a class with several inputs or outputs with a name behind it,
     * {@code input image}; else the argument itself.
     */
    public String role(String argument) {
        return call.role(argument);
    }
}
