package dev.lamina.cli;

import dev.lamina.compiler.LoadedNetwork;
import dev.lamina.compiler.Summary;
import dev.lamina.runtime.Network;
import dev.lamina.runtime.TrainableNetwork;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lamina bench}: how fast a model predicts and learns on this machine, on one thread. */
@Command(
        name = "bench",
        description = "Measure how fast a model predicts and learns on this machine, on one thread, with random data.",
        footerHeading = "%nExample:%n",
        footer = "  lamina bench lenet.lamina --batch 64")
final class BenchVerb extends Verb {

    @picocli.CommandLine.Parameters(paramLabel = "FILE", description = "The model file; - is standard input.")
    private String file = "";

    @Mixin
    private ModelOptions model = new ModelOptions();

    @Mixin
    private CodeOptions code = new CodeOptions();

    @Option(names = "--batch", paramLabel = "N", description = "Samples at a time; as the train block says by default.")
    private Optional<Integer> batch = Optional.empty();

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "1",
            description = "How long to measure each line once it is warm; ${DEFAULT-VALUE} by default.")
    private double seconds;

    BenchVerb(Console console) {
        super(console);
    }

    @Override
    protected int run() throws IOException {
        if (batch.filter(n -> n < 1).isPresent() || !(seconds > 0 && seconds < 1e6)) {
            throw usage("--batch must be at least 1 and --seconds above 0");
        }
        ModelFacts facts =
                new ModelFacts(new Models(console, reporter()).compileOne(file, code.toRun(model.options(), console)));
        int many = batch.orElse(facts.settings().batch());
        LoadedNetwork loaded = facts.model().load();
        Table table = new Table(1, facts.name(), "batch", "median", "samples/s", "GFLOP/s").rule();
        Workspaces workspaces = new Workspaces(loaded, loaded.newParameters(1));
        predict(table, facts, workspaces.predictor(1));
        predict(table, facts, workspaces.predictor(many));
        if (facts.hasLoss()) {
            train(table, facts, workspaces.trainer(loaded.newTrainingState(), many));
        }
        console.out().print(table.text());
        return ExitCode.FINE;
    }

    private void predict(Table table, ModelFacts facts, Network network) {
        int size = network.capacity();
        float[] input = RandomInputs.of(facts, size, 1).input();
        float[] output = new float[size * network.outputSize()];
        Stopwatch watch = new Stopwatch(seconds);
        row(table, facts, "predict", size, 2, watch.median(() -> network.predict(input, size, output)));
    }

    private void train(Table table, ModelFacts facts, TrainableNetwork network) {
        RunInputs inputs = RandomInputs.of(facts, network.capacity(), 1);
        Calculation calculation = new Calculation(network);
        Stopwatch watch = new Stopwatch(seconds);
        // Backward does the work of forward twice: for the parameters and for the values.
        row(table, facts, "train", network.capacity(), 6, watch.median(() -> calculation.step(inputs)));
    }

    private static void row(
            Table table, ModelFacts facts, String what, int size, int operationsPerMultiplyAdd, double median) {
        Summary summary = facts.model().summary();
        double operations = (double) operationsPerMultiplyAdd * summary.multiplyAdds() * size;
        table.row(
                what,
                Text.grouped(size),
                time(median),
                Text.grouped(Math.round(size / median)),
                String.format(Locale.ROOT, "%.1f", operations / median / 1e9));
    }

    private static String time(double median) {
        return median < 1e-3
                ? String.format(Locale.ROOT, "%.1f µs", median * 1e6)
                : String.format(Locale.ROOT, "%.2f ms", median * 1e3);
    }
}
