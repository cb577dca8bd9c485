package dev.lamina.cli.command;

import dev.lamina.cli.bench.LayerTimes;
import dev.lamina.cli.bench.Limit;
import dev.lamina.cli.bench.Machine;
import dev.lamina.cli.bench.Stopwatch;
import dev.lamina.cli.console.Console;
import dev.lamina.cli.console.ExitCode;
import dev.lamina.cli.report.BenchReport;
import dev.lamina.cli.report.BenchReport.CallTime;
import dev.lamina.cli.report.BenchReport.LayerTime;
import dev.lamina.cli.report.JsonReport;
import dev.lamina.cli.run.ModelFacts;
import dev.lamina.cli.run.NetworkCalls;
import dev.lamina.cli.run.NetworkFactory;
import dev.lamina.cli.run.RandomInputs;
import dev.lamina.cli.run.RunInputs;
import dev.lamina.compiler.KernelCost;
import dev.lamina.compiler.LayerStep;
import dev.lamina.compiler.LoadedNetwork;
import dev.lamina.compiler.NetworkBatch;
import dev.lamina.compiler.NetworkInput;
import dev.lamina.compiler.Target;
import dev.lamina.runtime.GeneratedNetwork;
import dev.lamina.runtime.Network;
import dev.lamina.runtime.TrainableNetwork;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lamina bench}: measures how fast a model predicts and trains on this machine. */
@Command(
        name = "bench",
        description = {
            "Measure how fast a model predicts and learns on this machine, with random data.",
            "Whole calls first, on one thread and on several. Then each layer of a training step, on one thread: its time,"
                    + " its share of all, its GFLOP/s, the bytes it reads and writes, and its limit: the"
                    + " least time that this machine needs for them.",
            "LIMITED BY says in a word why it takes no less: fma, if the machine could not multiply and add faster; L1, L2,"
                    + " L3 or memory, if it could not read faster from there; latency or instructions, if it could do more"
                    + " than twice as much (sums wait for each other; functions, copies, comparisons); call, if there is"
                    + " hardly anything to do."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  lamina bench lenet.lamina --batch 64", "  lamina bench lenet.lamina --json > before.json"})
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

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Measure whole calls on this many threads too; as many as there are processors by default.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--json", description = "Print the figures as JSON: seconds, operations and bytes.")
    private boolean json;

    BenchVerb(Console console) {
        super(console);
    }

    @Override
    protected int run() throws IOException {
        if (batch.filter(n -> n < 1).isPresent() || !(seconds > 0 && seconds < 1e6)) {
            throw usage("--batch must be at least 1 and --seconds above 0");
        }
        if (!ThreadOptions.wrong(threads).isEmpty()) {
            throw usage(ThreadOptions.wrong(threads));
        }
        ModelFacts facts =
                new ModelFacts(new Models(console, reporter()).compileOne(file, code.toRun(model.options(), console)));
        int many = batch.orElse(facts.training().batch());
        LoadedNetwork loaded = facts.model().load();
        NetworkFactory workspaces = new NetworkFactory(loaded, loaded.newParameters(1));
        List<CallTime> calls = new ArrayList<>();
        predict(facts, workspaces.predictor(1), calls);
        predict(facts, workspaces.predictor(many), calls);
        TrainableNetwork trainer = workspaces.trainer(loaded.newTrainingState(), many);
        if (facts.hasLoss()) {
            train(facts, trainer, calls);
        }
        Target target = loaded.model().target();
        Machine machine = Machine.measured(target, Math.min(0.2, seconds));
        List<LayerTime> layers = layers(facts, loaded, trainer, machine);
        BenchReport report =
                new BenchReport(facts.name(), target.name().toLowerCase(Locale.ROOT), machine, calls, layers);
        console.out().print(json ? JsonReport.text(report) + "\n" : report.text());
        return ExitCode.FINE;
    }

    private void predict(ModelFacts facts, Network network, List<CallTime> calls) {
        int size = network.capacity();
        NetworkBatch data = RandomInputs.of(facts, size, 1).data();
        float[][] outputs = facts.model().outputs().stream()
                .map(output -> new float[size * output.size()])
                .toArray(float[][]::new);
        call(facts, "predict", network, 2, () -> data.predict(network, size, outputs), calls);
    }

    private void train(ModelFacts facts, TrainableNetwork network, List<CallTime> calls) {
        RunInputs inputs = RandomInputs.of(facts, network.capacity(), 1);
        NetworkCalls calculation = new NetworkCalls(facts, network);
        // Backward does the work of forward twice: for the parameters and for the values.
        call(facts, "train", network, 6, () -> calculation.step(inputs), calls);
    }

    /** Measures a call on one thread and on several. */
    private void call(
            ModelFacts facts,
            String what,
            Network network,
            int operationsPerMultiplyAdd,
            Runnable call,
            List<CallTime> calls) {
        int size = network.capacity();
        double operations =
                (double) operationsPerMultiplyAdd * facts.model().summary().multiplyAdds() * size;
        for (int count : threads == 1 ? new int[] {1} : new int[] {1, threads}) {
            network.threads(count);
            double median = new Stopwatch(seconds).median(call);
            calls.add(new CallTime(what, size, count, median, size / median, operations / median));
        }
        network.threads(1);
    }

    /** The times of the forward and backward pass of each layer, and of the update of all parameters. */
    private List<LayerTime> layers(ModelFacts facts, LoadedNetwork loaded, TrainableNetwork network, Machine machine) {
        int size = network.capacity();
        RunInputs inputs = RandomInputs.of(facts, size, 1);
        List<LayerStep> steps = loaded.model().steps().stream()
                .filter(step -> !step.direction().equals("predict"))
                .filter(step -> step.arguments().stream().noneMatch(argument -> argument.startsWith("into")))
                .toList();
        // Takes the labels or the target, which the methods read.
        new NetworkCalls(facts, network).forward(inputs);
        Map<String, Object> arguments = arguments(facts, inputs.data(), size);
        arguments.put("part", ((GeneratedNetwork) network).whole(size));
        double[] times = new LayerTimes(loaded, network, steps, arguments).medians(seconds);
        double update = facts.hasLoss() ? new Stopwatch(seconds / 4).median(network::update) : 0;
        double total = Arrays.stream(times).sum() + update;
        List<LayerTime> rows = new ArrayList<>();
        for (int i = 0; i < times.length; i++) {
            rows.add(layer(steps.get(i), size, times[i], total, machine));
        }
        if (facts.hasLoss()) {
            KernelCost cost = new KernelCost(0, updateBytes(network), 1, 0);
            LayerStep step = new LayerStep("update", "(all)", "update", List.of(), List.of(), List.of(cost));
            rows.add(layer(step, size, update, total, machine));
        }
        return rows;
    }

    /** The arguments that the methods of layers take, by name. */
    private static Map<String, Object> arguments(ModelFacts facts, NetworkBatch data, int size) {
        Map<String, Object> arguments = new HashMap<>();
        for (int i = 0; i < facts.inputs(); i++) {
            NetworkInput input = data.input(i);
            String name = facts.isMulti() ? "input " + facts.inputName(i) : "input";
            arguments.put(name, input.holdsTokens() ? input.tokens() : input.floats());
        }
        for (int i = 0; i < facts.outputs(); i++) {
            String name = facts.isMulti() ? "outputGradient " + facts.outputName(i) : "outputGradient";
            arguments.put(name, data.outputGradient(i));
        }
        int length = facts.model().sequences().mostSteps();
        arguments.put("steps", length);
        arguments.put("allSteps", size * length);
        List<Integer> others = facts.model().sequences().otherSteps();
        for (int i = 0; i < others.size(); i++) {
            arguments.put("steps" + (i + 2), others.get(i));
            arguments.put("allSteps" + (i + 2), size * others.get(i));
        }
        return arguments;
    }

    /** The bytes that an update reads and writes: parameters twice, gradients once, moments twice. */
    private static long updateBytes(TrainableNetwork network) {
        return Float.BYTES
                * (3L * network.gradients().values().length
                        + 2L * network.state().first().length);
    }

    private static LayerTime layer(LayerStep step, int samples, double seconds, double total, Machine machine) {
        Limit limit = Limit.of(step.kernels(), samples, machine);
        double operations = 2.0 * step.multiplyAdds(samples);
        return new LayerTime(
                step.label(),
                step.direction(),
                seconds,
                seconds / total,
                operations / seconds,
                step.bytes(samples),
                limit.seconds(),
                limit.reached(seconds),
                limit.limits(seconds, operations > 0));
    }
}
