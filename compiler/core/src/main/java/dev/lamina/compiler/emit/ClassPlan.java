package dev.lamina.compiler.emit;

import java.util.List;
import java.util.stream.Stream;

/**
 * Everything about a generated class, decided by {@link ClassPlanner}. The writers print it and decide nothing about the model.
 *
 * @param type name, Javadoc and interfaces of the class
 * @param call the arguments and results of calls
 * @param parameters the parameters with their places and first values
 * @param storage the constants, the fields and the sizes of the workspace
 * @param predicting the methods that predict, one for each layer, in the order of their calls
 * @param training what the methods for training do
 * @param kernels the kernels, in the order in which they are printed
 */
public record ClassPlan(
        TypePlan type,
        CallPlan call,
        ParametersPlan parameters,
        StoragePlan storage,
        List<LayerMethod> predicting,
        TrainingPlan training,
        KernelsPlan kernels) {
    public ClassPlan {
        predicting = List.copyOf(predicting);
    }

    /** All methods for one layer and one direction: those that predict, then forward and backward of training. */
    public List<LayerMethod> layerMethods() {
        return Stream.of(
                        predicting,
                        training.forward().methods(),
                        training.backward().methods())
                .flatMap(List::stream)
                .toList();
    }

    /** The Java variable that holds a call's input. */
    public String inputVariable() {
        return call.input().variable();
    }
}
