package dev.lamina.compiler;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A model as a project's build takes it: sources that any javac compiles, and for the Vector API a class that is compiled already, because
 * javac compiles such a class only with an option.
 *
 * @param model the class with the kernels: the vector one if there is one
 * @param sources the sources for the project's compiler by full class name; the first has the name of the model
 * @param vector the class that is compiled already; empty for the scalar target
 */
public record BuildModel(CompiledModel model, Map<String, String> sources, Optional<CompiledModel> vector) {
    public BuildModel {
        sources = Collections.unmodifiableMap(new LinkedHashMap<>(sources));
    }

    static BuildModel scalar(CompiledModel model) {
        return new BuildModel(model, Map.of(model.fullName(), model.javaSource()), Optional.empty());
    }

    /** A model with a class for each target, and a small class under its name that takes the vector one if the JVM can run it. */
    static BuildModel both(String chooser, String chooserSource, CompiledModel vector, CompiledModel scalar) {
        Map<String, String> sources = new LinkedHashMap<>();
        sources.put(chooser, chooserSource);
        sources.put(scalar.fullName(), scalar.javaSource());
        return new BuildModel(vector, sources, Optional.of(vector));
    }

    /** The full name of the class that programs use. */
    public String fullName() {
        return sources.keySet().iterator().next();
    }

    /** The names of all its classes, that of the model first. */
    public List<String> classNames() {
        List<String> names = new ArrayList<>(sources.keySet());
        vector.ifPresent(model -> names.add(model.fullName()));
        return names;
    }

    /** The compiled classes, by full name. Each call runs javac. */
    public Map<String, byte[]> classFiles() {
        return vector.map(CompiledModel::classFiles).orElse(Map.of());
    }
}
