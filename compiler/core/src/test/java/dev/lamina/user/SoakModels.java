package dev.lamina.user;

import dev.lamina.compiler.CompiledModel;
import dev.lamina.compiler.LaminaCompiler;
import dev.lamina.compiler.LoadedNetwork;
import dev.lamina.compiler.Options;
import dev.lamina.compiler.Result;
import dev.lamina.compiler.Target;
import dev.lamina.compiler.source.DiagnosticPrinter;
import dev.lamina.compiler.source.SourceFile;
import dev.lamina.runtime.TrainableNetwork;
import java.util.List;

/** The models of {@link Soak}: two whose calls are counted, and as many others as it compiles and forgets. */
record SoakModels(Target target) {
    /** The numbers of one input of {@link #image}. */
    static final int PIXELS = 64;

    private static final String IMAGE = """
            model Image {
                input x: image[1, 8, 8]
                conv(8, kernel = 3, padding = 1) batchnorm relu maxpool(2) flatten dropout(0.2) fc(4)
                loss cross_entropy
                train { optimizer adam(rate = 0.0001) }
            }
            """;

    private static final String SERIES = """
            model Series { input x: sequence[9, 3]  lstm(16) gru(12) fc(2) }
            """;

    /** With the number of a model in place of N, so that no two are the same. */
    private static final List<String> OTHERS = List.of(
            "model Dense { input x: vector[%d]  fc(9) relu fc(3)  loss cross_entropy }",
            "model Conv { input x: image[2, 6, %d]  conv(3, kernel = 3) relu flatten fc(3)  loss cross_entropy }",
            "model Rows { input x: vector[%d]  fc(7) batchnorm tanh dropout(0.1) fc(2)  loss mse }",
            "model Steps { input x: sequence[4, %d]  lstm(5) last fc(2)  loss mse }",
            "model Words { input x: tokens[5] below %d  embedding(6) mean fc(3)  loss cross_entropy }");

    LoadedNetwork image() {
        return load(IMAGE);
    }

    LoadedNetwork series() {
        return load(SERIES);
    }

    /** Compiles and loads the model of a number, and trains it by one step; returns its class. */
    Class<?> trainOneStep(int number) {
        String text = OTHERS.get(number % OTHERS.size()).formatted(6 + number / OTHERS.size());
        LoadedNetwork loaded = load(text);
        TrainableNetwork network = loaded.trainer(loaded.newParameters(number), loaded.newTrainingState(), 2);
        float loss = new DrawnBatch(network, number, 2).trainStep(network);
        if (!Float.isFinite(loss)) {
            throw new IllegalStateException("the loss of " + text + " is " + loss);
        }
        return loaded.type();
    }

    private LoadedNetwork load(String text) {
        SourceFile source = new SourceFile("soak.lamina", text);
        Result<CompiledModel> result =
                LaminaCompiler.compile(source, Options.defaults().withTarget(target));
        if (result.diagnostics().hasErrors()) {
            throw new IllegalArgumentException(DiagnosticPrinter.plain().print(result.diagnostics()));
        }
        return result.models().get(0).load();
    }
}
