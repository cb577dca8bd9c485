package dev.lamina.maven;

import dev.lamina.compiler.CodeTarget;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The settings of one execution of a goal.
 *
 * @param base the project's folder: messages name files relative to it
 * @param models the folder with model files; a folder in it is a package
 * @param build the folder for everything that is built; never searched for models
 * @param sources the folder of the sources that the project compiles
 * @param reading the folder of the sources of classes that come compiled, to read them
 * @param classes the folder of class files
 * @param ledger the file of the {@link Ledger}
 * @param packageName the package that {@code models} itself stands for; may be empty
 * @param predictOnly whether the classes only predict
 * @param parameters values of the models' parameters
 * @param version the version of this plugin
 */
record GenerationRequest(
        Path base,
        Path models,
        Path build,
        Path sources,
        Path reading,
        Path classes,
        Path ledger,
        String packageName,
        CodeTarget target,
        boolean predictOnly,
        SortedMap<String, String> parameters,
        boolean warningsAsErrors,
        String version) {
    GenerationRequest {
        parameters = new TreeMap<>(parameters);
    }

    GenerationRequest withPredictOnly(boolean wanted) {
        return new GenerationRequest(
                base,
                models,
                build,
                sources,
                reading,
                classes,
                ledger,
                packageName,
                target,
                wanted,
                parameters,
                warningsAsErrors,
                version);
    }

    /** A path in messages: relative to the project, the same on every system. */
    String told(Path path) {
        return base.relativize(path).toString().replace('\\', '/');
    }
}
