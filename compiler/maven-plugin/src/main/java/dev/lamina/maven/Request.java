package dev.lamina.maven;

import dev.lamina.compiler.CodeTarget;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one execution of a goal is to do.
 *
 * @param base the project's folder: places are told relative to it
 * @param models the folder with model files; a folder in it is a package
 * @param build the folder for everything that is built; never searched for models
 * @param sources where Java goes that the project compiles
 * @param reading where Java goes that is compiled already, for reading
 * @param classes where class files go
 * @param ledger the file that remembers what was made of what
 * @param packageName the package that {@code models} itself stands for; may be empty
 * @param parameters values of the models' parameters
 * @param version the version of this plugin
 */
record Request(
        Path base,
        Path models,
        Path build,
        Path sources,
        Path reading,
        Path classes,
        Path ledger,
        String packageName,
        CodeTarget target,
        SortedMap<String, String> parameters,
        boolean warningsAsErrors,
        String version) {
    Request {
        parameters = new TreeMap<>(parameters);
    }

    /** A path as it is told: relative to the project, the same on every system. */
    String told(Path path) {
        return base.relativize(path).toString().replace('\\', '/');
    }
}
