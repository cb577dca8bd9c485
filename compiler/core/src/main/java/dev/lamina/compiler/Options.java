package dev.lamina.compiler;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How a model file is compiled.
 *
 * @param parameters values for parameters of the models, as text: {@code classes} to {@code "7"}
 * @param model the name of the one model to compile; all models of the file if empty
 * @param packageName the package of the generated classes
 * @param inputGradients whether the backward pass computes the gradient of the input; that of models without a loss always does
 * @param predictOnly whether the classes only predict: they are smaller and compile faster, but have no method that trains
 * @param verify whether a verifier checks the result of each graph pass and of each step of the schedule
 */
public record Options(
        Target target,
        Fusion fusion,
        Map<String, String> parameters,
        Optional<String> model,
        String packageName,
        boolean inputGradients,
        boolean predictOnly,
        boolean verify) {
    public Options {
        parameters = Map.copyOf(parameters);
    }

    /** The {@linkplain Target#preset target for this JVM}, all fusions, no package. */
    public static Options defaults() {
        return new Options(Target.preset(), Fusion.ALL, Map.of(), Optional.empty(), "", false, false, false);
    }

    public Options withTarget(Target other) {
        return new Options(other, fusion, parameters, model, packageName, inputGradients, predictOnly, verify);
    }

    public Options withFusion(Fusion other) {
        return new Options(target, other, parameters, model, packageName, inputGradients, predictOnly, verify);
    }

    public Options withParameters(Map<String, String> others) {
        return new Options(target, fusion, others, model, packageName, inputGradients, predictOnly, verify);
    }

    public Options withParameter(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(parameters);
        more.put(name, value);
        return withParameters(more);
    }

    public Options withModel(String name) {
        return new Options(
                target, fusion, parameters, Optional.of(name), packageName, inputGradients, predictOnly, verify);
    }

    public Options withPackageName(String name) {
        return new Options(target, fusion, parameters, model, name, inputGradients, predictOnly, verify);
    }

    public Options withInputGradients(boolean wanted) {
        return new Options(target, fusion, parameters, model, packageName, wanted, predictOnly, verify);
    }

    public Options withPredictOnly(boolean wanted) {
        return new Options(target, fusion, parameters, model, packageName, inputGradients, wanted, verify);
    }

    public Options withVerify(boolean wanted) {
        return new Options(target, fusion, parameters, model, packageName, inputGradients, predictOnly, wanted);
    }
}
