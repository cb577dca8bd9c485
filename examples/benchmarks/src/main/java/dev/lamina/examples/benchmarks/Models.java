package dev.lamina.examples.benchmarks;

import dev.lamina.compiler.CompiledModel;
import dev.lamina.compiler.LaminaCompiler;
import dev.lamina.compiler.LoadedNetwork;
import dev.lamina.compiler.Options;
import dev.lamina.compiler.Result;
import dev.lamina.compiler.Target;
import dev.lamina.compiler.source.DiagnosticPrinter;
import dev.lamina.compiler.source.SourceFile;
import dev.lamina.runtime.Parameters;
import dev.lamina.runtime.TensorView;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Random;

/** The model files of the benchmarks, compiled. */
final class Models {

    private Models() {}

    static String text(String model) {
        try (InputStream resource = Models.class.getResourceAsStream(model + ".lamina")) {
            return new String(Objects.requireNonNull(resource, model).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Parameters for a network: the same in each process. Vectors start with zeros or ones, which would hide mistakes in their use. */
    static Parameters parameters(LoadedNetwork network) {
        Parameters parameters = network.newParameters(1);
        Random random = new Random(2);
        for (TensorView view : parameters.views()) {
            if (view.shape().length == 1) {
                float[] numbers = parameters.get(view.name());
                for (int i = 0; i < numbers.length; i++) {
                    numbers[i] += random.nextFloat() / 4;
                }
                parameters.set(view.name(), numbers);
            }
        }
        return parameters;
    }

    static CompiledModel compile(String model, Target target, boolean inputGradients) {
        return compile(model, text(model), target, inputGradients);
    }

    static CompiledModel compile(String model, String text, Target target, boolean inputGradients) {
        Options options = Options.defaults().withTarget(target).withInputGradients(inputGradients);
        Result<CompiledModel> compilation = LaminaCompiler.compile(new SourceFile(model + ".lamina", text), options);
        if (compilation.models().isEmpty()) {
            throw new IllegalStateException(DiagnosticPrinter.plain().print(compilation.diagnostics()));
        }
        return compilation.models().get(0);
    }
}
