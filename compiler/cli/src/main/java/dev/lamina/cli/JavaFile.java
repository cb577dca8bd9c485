package dev.lamina.cli;

import dev.lamina.compiler.CompiledModel;
import java.nio.file.Path;

/** Where the source of a generated class belongs. */
final class JavaFile {

    private JavaFile() {}

    /** The file under a folder of sources, in the folders of its package. */
    static Path of(Path folder, CompiledModel model) {
        Path file = folder;
        for (String part : model.packageName().split("\\.", -1)) {
            file = part.isEmpty() ? file : file.resolve(part);
        }
        return file.resolve(model.className() + ".java");
    }
}
