package dev.lamina.compiler;

import java.util.List;

/**
 * The Java class of a model, as source.
 *
 * @param packageName its package; empty for the unnamed one
 * @param className its name without the package
 * @param steps its methods that compute one layer in one direction
 */
record GeneratedClass(String packageName, String className, Target target, String source, List<LayerStep> steps) {
    GeneratedClass {
        steps = List.copyOf(steps);
    }

    String fullName() {
        return packageName.isEmpty() ? className : packageName + "." + className;
    }
}
