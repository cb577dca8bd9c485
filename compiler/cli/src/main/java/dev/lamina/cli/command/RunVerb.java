package dev.lamina.cli.command;

import dev.lamina.cli.console.Console;
import dev.lamina.cli.console.ExitCode;
import dev.lamina.cli.console.Failure;
import dev.lamina.cli.console.OutputFile;
import dev.lamina.cli.run.ModelFacts;
import dev.lamina.cli.run.NetworkCalls;
import dev.lamina.cli.run.NetworkFactory;
import dev.lamina.cli.run.RunInputs;
import dev.lamina.cli.run.StateTensors;
import dev.lamina.compiler.LoadedNetwork;
import dev.lamina.compiler.NetworkBatch;
import dev.lamina.compiler.Options;
import dev.lamina.runtime.GroundTruth;
import dev.lamina.runtime.Network;
import dev.lamina.runtime.Parameters;
import dev.lamina.runtime.Probabilities;
import dev.lamina.runtime.Safetensors;
import dev.lamina.runtime.Tensor;
import dev.lamina.runtime.TrainableNetwork;
import dev.lamina.runtime.TrainingState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lamina run}: computes tensors from tensors, to compare a model with one in another framework. */
@Command(
        name = "run",
        description = {
            "Compute a model's output, loss, gradients or training steps from tensors in a file.",
            "",
            "The input holds, batch first:",
            "  a tensor under the name of each input, of whole numbers for tokens;",
            "  labels (whole numbers, for each step if the output has steps), or target, or,",
            "  for --grad of a model without a loss, grad_output; with a _ behind where an",
            "  input has that name; of a model with several outputs, one for each, such as",
            "  labels.scores and target.boxes.",
            "The output holds:",
            "  each output under its name, output if the model gives it none, and loss;",
            "  with --grad also the gradients of inputs (but for tokens) and parameters, with",
            "  grad. before their names;",
            "  with --steps instead losses and the parameters;",
            "  with --probabilities also probabilities, or probabilities.scores and so on.",
            "",
            "A recurrent layer lstm1 also takes its initial states lstm1.h0 and lstm1.c0",
            "[N, layers, hidden], zeros if missing, and gives lstm1.hn and lstm1.cn; with",
            "--grad also the gradients of what it takes from those of what it gives. Two",
            "directions count as two layers. A causal convolution conv1 takes the steps",
            "before the first, conv1.x0 [N, steps, features], and gives the last ones,",
            "conv1.xn, if the model can run step by step.",
            "",
            "Sequences may have fewer steps than the model says; all tensors of a sample",
            "then have as many. Where samples have steps of their own, lengths [N] (whole",
            "numbers) says how many; what lies behind is padding. Where steps are missing",
            "between others, mask [N, steps] has 1 for a step that is there and 0 for a gap;",
            "outputs and gradients of each step are 0 in gaps."
        },
        footerHeading = "%nExample:%n",
        footer = {
            "  lamina run lenet.lamina --in x.safetensors --weights w.safetensors \\",
            "      --grad --out y.safetensors"
        })
final class RunVerb extends Verb {

    @picocli.CommandLine.Parameters(paramLabel = "FILE", description = "The model file; - is standard input.")
    private String file = "";

    @Mixin
    private ModelOptions model = new ModelOptions();

    @Mixin
    private CodeOptions code = new CodeOptions();

    @Mixin
    private WeightsOptions reading = new WeightsOptions();

    @Mixin
    private ThreadOptions threads = new ThreadOptions();

    @Option(names = "--in", required = true, paramLabel = "X", description = "The safetensors file of the input.")
    private Path in = Path.of("");

    @Option(names = "--out", required = true, paramLabel = "Y", description = "The safetensors file of the output.")
    private Path out = Path.of("");

    @Option(names = "--weights", paramLabel = "W", description = "The parameters; new ones by default.")
    private Optional<Path> weights = Optional.empty();

    @Option(names = "--grad", description = "Compute the gradients too.")
    private boolean gradients;

    @Option(
            names = "--steps",
            paramLabel = "K",
            description = "Take K steps of the train block's optimizer; all inputs have a leading axis of size K.")
    private Optional<Integer> steps = Optional.empty();

    @Option(names = "--training", description = "Switch dropout on.")
    private boolean training;

    @Option(
            names = "--predict",
            description = "Compute the output (and final states) alone, as a program that predicts would.")
    private boolean predict;

    @Option(
            names = "--probabilities",
            description = "Compute probabilities too, of each output with cross_entropy or binary_cross_entropy.")
    private boolean probabilities;

    @Option(names = "--seed", paramLabel = "S", description = "The seed of new parameters and of dropout.")
    private Optional<Long> seed = Optional.empty();

    RunVerb(Console console) {
        super(console);
    }

    @Override
    protected int run() throws IOException {
        if (!threads.wrong().isEmpty()) {
            throw usage(threads.wrong());
        }
        requireUsage();
        Options options = code.toRun(model.options(), console).withInputGradients(gradients);
        ModelFacts facts = new ModelFacts(new Models(console, reporter()).compileOne(file, options));
        if (steps.isPresent()) {
            facts.expected();
            requireTrainBlock(facts);
        }
        RunInputs inputs = RunInputs.read(in, facts, steps, beside(facts), gradients);
        ReadFiles.of(file).and(in).and(weights.stream().toList()).requireNone(out);
        OutputFile.prepareTensors(out);
        LoadedNetwork loaded = facts.model().load();
        TrainingState state = loaded.newTrainingState();
        Parameters parameters = loaded.newParameters(seed.orElse(state.seed()));
        weights.map(reading::of).ifPresent(parameters::read);
        ModelFacts here = facts.ofLength(inputs.sequences().length());
        Safetensors.write(out, results(here, loaded, parameters, inputs));
        return ExitCode.FINE;
    }

    private void requireUsage() {
        if (steps.filter(count -> count < 1).isPresent()) {
            throw usage("--steps is " + steps.get() + ", but must be at least 1");
        }
        if (steps.isPresent() && gradients) {
            throw usage("--steps and --grad exclude each other");
        }
        if (probabilities && steps.isPresent()) {
            throw usage("--probabilities and --steps exclude each other");
        }
        if (predict && (steps.isPresent() || gradients || training)) {
            throw usage("--predict excludes --steps, --grad and --training");
        }
    }

    /** Throws if there is no train block: the defaults would be compared with the settings of the other framework. */
    private static void requireTrainBlock(ModelFacts facts) {
        if (!facts.training().declared()) {
            throw new Failure(
                    "the model " + facts.name() + " has no train block, so nobody knows which optimizer takes the"
                            + " steps; one looks like `train { optimizer sgd(rate = 0.1) }`");
        }
    }

    private RunInputs.Companion beside(ModelFacts facts) {
        if (predict) {
            return RunInputs.Companion.NOTHING;
        }
        if (facts.hasLoss()) {
            return RunInputs.Companion.TRUTH;
        }
        return gradients ? RunInputs.Companion.OUTPUT_GRADIENT : RunInputs.Companion.NOTHING;
    }

    private List<Tensor> results(ModelFacts facts, LoadedNetwork loaded, Parameters parameters, RunInputs inputs) {
        if (predict) {
            Network network = new NetworkFactory(loaded, parameters, threads.threads()).predictor(inputs.batch());
            inputs.sequences().into(network);
            inputs.states().into(network);
            float[][] outputs = new float[facts.outputs()][];
            for (int i = 0; i < outputs.length; i++) {
                outputs[i] = array(inputs, facts.outputShape(i));
            }
            inputs.data().predict(network, inputs.batch(), outputs);
            List<Tensor> results = new ArrayList<>();
            for (int i = 0; i < outputs.length; i++) {
                addOutput(results, facts, inputs, i, outputs[i]);
            }
            results.addAll(StateTensors.after(facts, network, inputs.batch()));
            return results;
        }
        TrainingState fresh = loaded.newTrainingState();
        TrainingState state =
                new TrainingState(seed.orElse(fresh.seed()), fresh.rate(), fresh.first().length, fresh.second().length);
        TrainableNetwork network =
                new NetworkFactory(loaded, parameters, threads.threads()).trainer(state, inputs.batch());
        network.training(training);
        inputs.sequences().into(network);
        return steps.isPresent()
                ? afterSteps(facts, network, inputs, steps.get())
                : afterOnePass(facts, network, inputs);
    }

    private List<Tensor> afterSteps(ModelFacts facts, TrainableNetwork network, RunInputs inputs, int count) {
        NetworkCalls calculation = new NetworkCalls(facts, network);
        float[] losses = new float[count];
        for (int step = 0; step < count; step++) {
            losses[step] = calculation.step(inputs.step(facts, step, count));
        }
        List<Tensor> results = new ArrayList<>();
        results.add(Tensor.ofFloats("losses", new int[] {count}, losses));
        results.addAll(network.parameters().tensors(""));
        return results;
    }

    private List<Tensor> afterOnePass(ModelFacts facts, TrainableNetwork network, RunInputs inputs) {
        NetworkCalls calculation = new NetworkCalls(facts, network);
        inputs.states().into(network);
        OptionalDouble loss = calculation.forward(inputs);
        List<Tensor> results = new ArrayList<>();
        for (int i = 0; i < facts.outputs(); i++) {
            float[] output = array(inputs, facts.outputShape(i));
            NetworkBatch.output(network, i, output);
            addOutput(results, facts, inputs, i, output);
        }
        loss.ifPresent(value -> results.add(Tensor.ofFloats("loss", new int[0], new float[] {(float) value})));
        results.addAll(StateTensors.after(facts, network, inputs.batch()));
        if (gradients) {
            calculation.backward(inputs);
            for (int i = 0; i < facts.inputs(); i++) {
                if (!facts.model().inputs().get(i).holdsTokens()) {
                    float[] gradient = array(inputs, facts.inputShape(i));
                    NetworkBatch.inputGradient(network, i, gradient);
                    if (facts.model().inputs().get(i).hasSteps()) {
                        inputs.sequences().open(gradient);
                    }
                    results.add(tensor("grad." + facts.inputName(i), inputs, facts.inputShape(i), gradient));
                }
            }
            results.addAll(StateTensors.gradients(facts, network, inputs.batch()));
            results.addAll(network.gradients().tensors("grad."));
        }
        return results;
    }

    /** Adds an output, and its probabilities if they are wanted and it has any. */
    private void addOutput(List<Tensor> results, ModelFacts facts, RunInputs inputs, int number, float[] output) {
        List<Integer> shape = facts.outputShape(number);
        results.add(tensor(facts.outputName(number), inputs, shape, opened(facts, inputs, number, output)));
        boolean binary = facts.loss(number).isBinary();
        if (probabilities && (binary || facts.groundTruth(number) == GroundTruth.LABELS)) {
            float[] values = output.clone();
            if (binary) {
                Probabilities.sigmoid(values, values.length);
            } else {
                int classes = facts.classes(number);
                Probabilities.softmax(values, values.length / classes, classes);
            }
            float[] opened = opened(facts, inputs, number, values);
            results.add(tensor(facts.beside("probabilities", number), inputs, shape, opened));
        }
    }

    /** The numbers of an output; those of each step with the gaps that the input has. */
    private static float[] opened(ModelFacts facts, RunInputs inputs, int output, float[] numbers) {
        float[] opened = numbers.clone();
        if (facts.everyStep(output)) {
            inputs.sequences().open(opened);
        }
        return opened;
    }

    private static float[] array(RunInputs inputs, List<Integer> sizes) {
        return new float[sizes.stream().reduce(inputs.batch(), Math::multiplyExact)];
    }

    private static Tensor tensor(String name, RunInputs inputs, List<Integer> sizes, float[] elements) {
        int[] shape = new int[sizes.size() + 1];
        shape[0] = inputs.batch();
        for (int i = 0; i < sizes.size(); i++) {
            shape[i + 1] = sizes.get(i);
        }
        return Tensor.ofFloats(name, shape, elements);
    }
}
