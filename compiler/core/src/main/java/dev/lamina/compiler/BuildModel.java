package dev.lamina.compiler;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a build adds to a project for one model: Java sources, and for the vector target also a class that this compiler has compiled. A
 * build's own javac compiles the sources without options; it would need an option for a class that uses the Vector API.
 *
 * @param model the vector class if there is one, else the scalar class
 * @param sources the sources for the project's javac, by full class name; the first class has the name of the model
 * @param vector the class that uses the Vector API; empty for the scalar target
 */
public record BuildModel(CompiledModel model, Map<String, String> sources, Optional<CompiledModel> vector) {
    public BuildModel {
        sources = Collections.unmodifiableMap(new LinkedHashMap<>(sources));
    }

    static BuildModel scalar(CompiledModel model) {
        return new BuildModel(model, Map.of(model.fullName(), model.javaSource()), Optional.empty());
    }

    /** A model with a class for each target. The class with the model's name chooses the vector class if the JVM can run it. */
    static BuildModel both(String chooser, String chooserSource, CompiledModel vector, CompiledModel scalar) {
        Map<String, String> sources = new LinkedHashMap<>();
        sources.put(chooser, chooserSource);
        sources.put(scalar.fullName(), scalar.javaSource());
        return new BuildModel(vector, sources, Optional.of(vector));
    }

    /** The full name of the model's class: the one that programs use. */
    public String fullName() {
        return sources.keySet().iterator().next();
    }

    /** The full names of all classes; the model's class comes first. */
    public List<String> classNames() {
        List<String> names = new ArrayList<>(sources.keySet());
        vector.ifPresent(model -> names.add(model.fullName()));
        return names;
    }

    /** The class files of {@link #vector} by full name; none for the scalar target. Each call runs javac. */
    public Map<String, byte[]> classFiles() {
        return vector.map(CompiledModel::classFiles).orElse(Map.of());
    }
}
