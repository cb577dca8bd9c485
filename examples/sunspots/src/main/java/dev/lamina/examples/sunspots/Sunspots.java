package dev.lamina.examples.sunspots;

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

/** Trains a forecaster on all but the last 50 years, and compares its forecasts of those with simpler ones and with the truth. */
public final class Sunspots {

    /** The last years are kept from the training to measure on. */
    static final int HELD_OUT = 50;

    private static final int EPOCHS_A_LINE = 10;

    private Sunspots() {}

    /**
     * Runs the example.
     *
     * @param arguments this example's folder, {@code examples/sunspots} if there is none; and the picture to write, {@code
     *     target/forecast.png} in that folder if there is none
     */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments.length > 0 ? arguments[0] : "examples/sunspots");
        Path picture = arguments.length > 1 ? Path.of(arguments[1]) : folder.resolve("target/forecast.png");
        Comparison comparison = run(folder);
        System.out.printf(Locale.ROOT, "%nroot mean squared error of %d years%n", HELD_OUT);
        row("network", comparison.error(comparison.network()));
        row("as last year", comparison.error(comparison.persistence()));
        row("as 11 years before", comparison.error(comparison.seasonal()));
        Picture.write(comparison, picture);
        System.out.println("picture in " + picture);
    }

    private static void row(String forecast, double error) {
        System.out.printf(Locale.ROOT, "  %-18s  %5.1f%n", forecast, error);
    }

    static Comparison run(Path folder) throws IOException {
        YearlySeries series = YearlySeries.read(folder.resolve("data/sunspots.csv"));
        CompiledModel model = compile(folder.resolve("sunspots.lamina"));
        LoadedNetwork loaded = model.load();
        Forecaster forecaster = new Forecaster(
                loaded, series, model.training().batch(), model.training().seed());
        int end = series.size() - HELD_OUT;
        for (int epoch = 1; epoch <= model.training().epochs(); epoch++) {
            double loss = forecaster.epoch(epoch, end);
            if (epoch % EPOCHS_A_LINE == 0) {
                System.out.printf(Locale.ROOT, "epoch %2d  loss %.4f%n", epoch, loss);
            }
        }
        double[] forecasts = new double[HELD_OUT];
        for (int i = 0; i < HELD_OUT; i++) {
            forecasts[i] = forecaster.forecast(end + i);
        }
        return new Comparison(series, forecasts);
    }

    /** Compiles a file with one model; a library's user decides what to do with diagnostics. */
    private static CompiledModel compile(Path file) throws IOException {
        Result<CompiledModel> compilation =
                LaminaCompiler.compile(new SourceFile(file.toString(), Files.readString(file)), Options.defaults());
        if (compilation.models().isEmpty()) {
            throw new IllegalArgumentException(DiagnosticPrinter.plain().print(compilation.diagnostics()));
        }
        return compilation.models().get(0);
    }
}
