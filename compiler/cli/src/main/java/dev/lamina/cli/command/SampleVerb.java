package dev.lamina.cli.command;

import dev.lamina.cli.console.Console;
import dev.lamina.cli.console.ExitCode;
import dev.lamina.cli.console.Failure;
import dev.lamina.cli.console.Text;
import dev.lamina.cli.data.Vocabulary;
import dev.lamina.cli.run.ModelFacts;
import dev.lamina.cli.run.NetworkFactory;
import dev.lamina.cli.run.StepInputs;
import dev.lamina.cli.run.TextData;
import dev.lamina.compiler.NetworkBatch;
import dev.lamina.runtime.CounterRandom;
import dev.lamina.runtime.Network;
import dev.lamina.runtime.SequenceNetwork;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lamina sample}: writes text with a model that predicts characters. */
@Command(
        name = "sample",
        description =
                "Write text with a model of characters: each character is drawn from what the model expects next.",
        footerHeading = "%nExample:%n",
        footer = {
            "  lamina sample reader.lamina --weights Reader.safetensors \\",
            "      --prompt \"The \" --temperature 0.7"
        })
final class SampleVerb extends Verb {
    private static final int MOST_TEMPERATURE = 1_000_000;

    @picocli.CommandLine.Parameters(paramLabel = "FILE", description = "The model file; - is standard input.")
    private String file = "";

    @Mixin
    private ModelOptions model = new ModelOptions();

    @Mixin
    private CodeOptions code = new CodeOptions();

    @Mixin
    private WeightsOptions reading = new WeightsOptions();

    @Option(
            names = "--weights",
            required = true,
            paramLabel = "W",
            description = "The weights, as lamina train saves them when it learns from a text.")
    private Path weights = Path.of("");

    @Option(
            names = "--prompt",
            paramLabel = "P",
            description = "What the text begins with; by default it begins as if after the end of a line.")
    private Optional<String> prompt = Optional.empty();

    @Option(
            names = "--length",
            paramLabel = "N",
            defaultValue = "400",
            description = "Characters to write after the prompt; ${DEFAULT-VALUE} by default.")
    private int length;

    @Option(
            names = "--temperature",
            paramLabel = "T",
            defaultValue = "1",
            description = "Below 1 the text is safer, above 1 bolder, at 0 always the most probable character.")
    private double temperature;

    @Option(names = "--seed", paramLabel = "S", defaultValue = "1", description = "The seed of the drawing.")
    private long seed;

    @Option(
            names = "--input",
            paramLabel = "NAME=NUMBERS",
            description =
                    "The numbers of another input of the model, with commas between them, such as --input mood=0,1;"
                            + " of a sequence those of one step, the same at each.")
    private Map<String, String> inputs = new LinkedHashMap<>();

    SampleVerb(Console console) {
        super(console);
    }

    @Override
    protected int run() throws IOException {
        if (length < 0) {
            throw usage("--length must be at least 0, and is " + length);
        }
        if (!(temperature >= 0 && temperature <= MOST_TEMPERATURE)) {
            throw usage("--temperature must be from 0 to " + Text.grouped(MOST_TEMPERATURE) + ", and is "
                    + Text.plain(temperature));
        }
        if (prompt.filter(String::isEmpty).isPresent()) {
            throw usage("--prompt must not be empty; without it the text begins as if after the end of a line");
        }
        ModelFacts facts =
                new ModelFacts(new Models(console, reporter()).compileOne(file, code.toRun(model.options(), console)));
        TextData.NextToken next = next(facts);
        if (!facts.states().isEmpty()) { // a window of characters would begin with another state than the text had
            facts.model().sequences().whyNotStreaming().ifPresent(why -> {
                throw new Failure("the model " + facts.name() + " cannot write step by step: " + why);
            });
        }
        Vocabulary vocabulary = TextData.ofWeights(reading.of(weights), facts);
        Network network = NetworkFactory.read(facts, reading.of(weights)).predictor(1);
        if (!(network instanceof SequenceNetwork)) {
            throw new Failure("the model " + facts.name() + " needs all of its steps at once, so it cannot write");
        }
        int most = facts.states().isEmpty() ? window(facts, next.input()) : 1;
        ModelFacts oneStep = facts.ofLength(1);
        NetworkBatch data = NetworkBatch.of(facts.model());
        new StepInputs(oneStep, next.input()).give(inputs, data);
        ModelFacts steps = facts.ofLength(most);
        float[][] outputs = new float[facts.outputs()][];
        for (int i = 0; i < outputs.length; i++) {
            outputs[i] = new float[steps.outputSize(i)];
        }
        write(new TextWriter(weights, network, data, next, outputs, most), vocabulary);
        return ExitCode.FINE;
    }

    /** How many of the last characters a model reads that carries no state. */
    private static int window(ModelFacts facts, int tokens) {
        for (int i = 0; i < facts.inputs(); i++) {
            if (i != tokens
                    && !facts.ofLength(1).inputShape(i).equals(facts.ofLength(2).inputShape(i))) {
                throw new Failure(
                        "the model " + facts.name() + " carries no state, so it reads all of its last steps again, and "
                                + facts.inputName(i) + " has a value for each; it cannot write");
            }
        }
        return facts.model().sequences().mostSteps();
    }

    /** The one output that tells the next of the tokens. */
    private static TextData.NextToken next(ModelFacts facts) {
        List<TextData.NextToken> all = TextData.nextTokens(facts);
        if (all.isEmpty()) {
            throw new Failure("the model " + facts.name() + " does not tell the next of its tokens at each step");
        }
        if (all.size() > 1) {
            throw new Failure("there are several tokens that " + facts.name() + " tells the next of: "
                    + all.stream()
                            .map(each -> facts.inputName(each.input()) + " by " + facts.outputName(each.output()))
                            .collect(Collectors.joining(", "))
                    + "; a model to write with tells one");
        }
        return all.get(0);
    }

    /** Predicts character by character. */
    private void write(TextWriter writer, Vocabulary vocabulary) {
        boolean hasLines = vocabulary.text().contains("\n");
        String start = prompt.orElse(hasLines ? "\n" : vocabulary.character(0));
        int[] given = vocabulary.tokens(start, "--prompt");
        StringBuilder text = new StringBuilder(prompt.orElse(""));
        for (int token : given) {
            writer.step(token);
        }
        for (int i = 0; i < length; i++) {
            int token = drawn(writer.scores(), vocabulary.size(), CounterRandom.uniform(seed, 0, 0, i));
            text.append(vocabulary.character(token));
            writer.step(token);
        }
        console.out().println(text);
    }

    /**
     * Draws a token by the inverse of the cumulative distribution: the first at which the sum of the probabilities reaches {@code part} of
     * their total. Only tokens that stand for characters count.
     */
    private int drawn(float[] scores, int tokens, float part) {
        int best = 0;
        for (int i = 1; i < tokens; i++) {
            best = scores[i] > scores[best] ? i : best;
        }
        if (temperature == 0) {
            return best;
        }
        double[] weights = new double[tokens];
        double sum = 0;
        for (int i = 0; i < tokens; i++) {
            weights[i] = StrictMath.exp(((double) scores[i] - scores[best]) / temperature);
            sum += weights[i];
        }
        double left = part * sum;
        for (int i = 0; i < tokens; i++) {
            left -= weights[i];
            if (left < 0) {
                return i;
            }
        }
        return best;
    }
}
