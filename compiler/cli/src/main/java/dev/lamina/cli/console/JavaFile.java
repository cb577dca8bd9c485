package dev.lamina.cli.console;

import dev.lamina.compiler.CompiledModel;
import java.nio.file.Path;

/** The paths of the files of a generated class. */
public final class JavaFile {

    private JavaFile() {}

    /** The source of a model under a folder of sources, in the folders of its package. */
    public static Path of(Path folder, CompiledModel model) {
        return source(folder, model.fullName());
    }

    /** The source of the class of that full name. */
    public static Path source(Path folder, String className) {
        return file(folder, className, ".java");
    }

    /** The class file of the class of that full name. */
    public static Path classFile(Path folder, String className) {
        return file(folder, className, ".class");
    }

    private static Path file(Path folder, String className, String extension) {
        String[] parts = className.split("\\.", -1);
        parts[parts.length - 1] += extension;
        Path file = folder;
        for (String part : parts) {
            file = file.resolve(part);
        }
        return file;
    }
}
