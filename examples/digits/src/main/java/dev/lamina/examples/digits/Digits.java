package dev.lamina.examples.digits;

import dev.lamina.compiler.CompiledModel;
import dev.lamina.compiler.LaminaCompiler;
import dev.lamina.compiler.LoadedNetwork;
import dev.lamina.compiler.Options;
import dev.lamina.compiler.Result;
import dev.lamina.compiler.source.DiagnosticPrinter;
import dev.lamina.compiler.source.SourceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.IntStream;

/** Lamina as a library: a model file is compiled in memory, trained, and then serves several threads. */
public final class Digits {

    /** Every fifth sample, after shuffling, is kept from the training to measure on. */
    private static final int PARTS = 5;

    private Digits() {}

    /** Runs the example. The argument is this example's folder; {@code examples/digits} if there is none. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments.length > 0 ? arguments[0] : "examples/digits");
        CompiledModel model = compile(folder.resolve("digits.lamina"));
        LoadedNetwork loaded = model.load();
        long seed = model.training().seed();

        DigitSet all =
                DigitSet.read(folder.resolve("data").resolve("digits.csv.gz")).shuffled(seed, 0);
        int held = all.size() / PARTS;
        DigitSet test = all.part(0, held);
        DigitSet training = all.part(held, all.size());

        DigitTrainer trainer = DigitTrainer.of(loaded, model.training().batch(), seed);
        DigitReader reader = new DigitReader(loaded, trainer.parameters());
        for (int epoch = 1; epoch <= model.training().epochs(); epoch++) {
            double loss = trainer.epoch(training);
            System.out.printf(
                    Locale.ROOT, "epoch %2d  loss %.4f  accuracy %.2f %%%n", epoch, loss, 100 * reader.accuracy(test));
        }
        serve(reader, test);
    }

    /** Compiles a file with one model; a library's user decides what to do with diagnostics. */
    static CompiledModel compile(Path file) throws IOException {
        Result<CompiledModel> compilation =
                LaminaCompiler.compile(new SourceFile(file.toString(), Files.readString(file)), Options.defaults());
        if (compilation.models().isEmpty()) {
            throw new IllegalArgumentException(DiagnosticPrinter.plain().print(compilation.diagnostics()));
        }
        return compilation.models().get(0);
    }

    /** Asks from several threads, as the handlers of requests would. */
    private static void serve(DigitReader reader, DigitSet requests) {
        long start = System.nanoTime();
        long right = IntStream.range(0, requests.size())
                .parallel()
                .filter(request -> reader.read(requests.image(request)) == requests.labels()[request])
                .count();
        System.out.printf(
                Locale.ROOT,
                "served %d requests in %.1f ms, %d right%n",
                requests.size(),
                (System.nanoTime() - start) / 1e6,
                right);
    }
}
