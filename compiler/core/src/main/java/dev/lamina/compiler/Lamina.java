package dev.lamina.compiler;

import dev.lamina.compiler.source.Diagnostics;
import dev.lamina.compiler.source.SourceFile;
import dev.lamina.runtime.VectorChoice;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Loads networks from model files: the class to begin with.
 *
 * <pre>{@code
 * LoadedNetwork iris = Lamina.load(Path.of("iris.lamina"));
 * Classifier network = iris.classifier(iris.readParameters(Path.of("iris.safetensors")), 1);
 * String species = network.label(new float[] {5.1f, 3.5f, 1.4f, 0.2f});
 * }</pre>
 *
 * <p>The network is compiled in memory, for the {@linkplain Target#preset target for this JVM}. A model file with errors gives one {@link
 * ModelException}, whose message is what the command would print. {@link LaminaCompiler} runs single stages of the compiler.
 */
public final class Lamina {

    private Lamina() {}

    /**
     * Loads the model of a file.
     *
     * @throws ModelException if the file cannot be read, has an error, or has several models
     */
    public static LoadedNetwork load(Path file) {
        Diagnostics unreadable = new Diagnostics();
        return load(SourceFile.read(file, unreadable), unreadable);
    }

    /**
     * As {@link #load(Path)}, with options: {@link Options#withModel} chooses one model of several.
     *
     * @throws ModelException if the file cannot be read, has an error, or more than one model is left
     */
    public static LoadedNetwork load(Path file, Options options) {
        Diagnostics unreadable = new Diagnostics();
        return load(SourceFile.read(file, unreadable), unreadable, options);
    }

    /**
     * Loads the model of a resource of the class path.
     *
     * @param near a class whose class loader finds the resource; names without a leading {@code /} are relative to its package
     * @throws ModelException as {@link #load(Path)}
     */
    public static LoadedNetwork loadResource(Class<?> near, String name) {
        Diagnostics unreadable = new Diagnostics();
        return load(SourceFile.readResource(near, name, unreadable), unreadable);
    }

    /**
     * Loads the model of a stream; the stream is read to its end and left open.
     *
     * @param name the name of the file in messages
     * @throws ModelException as {@link #load(Path)}
     */
    public static LoadedNetwork load(String name, InputStream stream) {
        Diagnostics unreadable = new Diagnostics();
        return load(SourceFile.read(name, stream, unreadable), unreadable);
    }

    /**
     * Loads the model of a text.
     *
     * @param text the content of a model file
     * @throws ModelException if the text has an error, or several models
     */
    public static LoadedNetwork parse(String text) {
        return load(Optional.of(new SourceFile("model.lamina", text)), new Diagnostics());
    }

    /** Loads for the preset target, and logs once why it is plain Java where nobody has chosen that. */
    private static LoadedNetwork load(Optional<SourceFile> source, Diagnostics unreadable) {
        LoadedNetwork loaded = load(source, unreadable, Options.defaults());
        if (loaded.model().target() == Target.SCALAR && !VectorChoice.isScalarForced()) {
            VectorChoice.logObstacle(loaded.model().className(), LoadedNetwork.parent());
        }
        return loaded;
    }

    private static LoadedNetwork load(Optional<SourceFile> source, Diagnostics unreadable, Options options) {
        Result<CompiledModel> compilation =
                LaminaCompiler.compile(source.orElseThrow(() -> new ModelException(unreadable)), options);
        return only(compilation).load();
    }

    private static CompiledModel only(Result<CompiledModel> compilation) {
        List<CompiledModel> models = compilation.models();
        if (compilation.diagnostics().hasErrors() || models.isEmpty()) {
            throw new ModelException(compilation.diagnostics());
        }
        if (models.size() > 1) {
            throw new ModelException(
                    "there are several models: "
                            + models.stream().map(CompiledModel::className).collect(Collectors.joining(", "))
                            + "; Options.withModel chooses one",
                    compilation.diagnostics());
        }
        return models.get(0);
    }
}
