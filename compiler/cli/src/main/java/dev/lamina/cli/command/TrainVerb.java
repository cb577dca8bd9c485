package dev.lamina.cli.command;

import dev.lamina.cli.console.Console;
import dev.lamina.cli.console.ExitCode;
import dev.lamina.cli.console.Failure;
import dev.lamina.cli.console.JavaFile;
import dev.lamina.cli.console.OutputFile;
import dev.lamina.cli.console.Text;
import dev.lamina.cli.data.InputDivisor;
import dev.lamina.cli.data.KnownPreprocessing;
import dev.lamina.cli.data.MissingValues;
import dev.lamina.cli.graph.LayerTree;
import dev.lamina.cli.report.SummaryTable;
import dev.lamina.cli.report.TrainingResult;
import dev.lamina.cli.run.ModelFacts;
import dev.lamina.cli.run.NetworkFactory;
import dev.lamina.cli.run.TextData;
import dev.lamina.cli.train.Checkpoint;
import dev.lamina.cli.train.CompositeView;
import dev.lamina.cli.train.ConsoleView;
import dev.lamina.cli.train.EpochPlan;
import dev.lamina.cli.train.EpochScore;
import dev.lamina.cli.train.Interruption;
import dev.lamina.cli.train.LossCurve;
import dev.lamina.cli.train.TrainingLoop;
import dev.lamina.cli.train.TrainingOutcome;
import dev.lamina.cli.train.TrainingView;
import dev.lamina.compiler.LoadedNetwork;
import dev.lamina.compiler.TrainingFacts;
import dev.lamina.compiler.source.Printable;
import dev.lamina.runtime.Parameters;
import dev.lamina.runtime.Preprocessing;
import dev.lamina.runtime.Scaling;
import dev.lamina.runtime.TrainableNetwork;
import dev.lamina.runtime.TrainingState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lamina train}: compiles a model in memory, trains it on samples from a file, and saves the weights. */
@Command(
        name = "train",
        description = "Train a model on samples from a file and save its weights.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  lamina train digits.lamina --data digits.csv.gz --scale 16",
            "  lamina train reader.lamina --data book.txt",
            "  lamina train lenet.lamina --data train-images-idx3-ubyte.gz \\",
            "      --test-data t10k-images-idx3-ubyte.gz",
            "  lamina train digits.lamina --data digits.csv.gz --scale 16 \\",
            "      --resume digits.state --epochs 60"
        })
final class TrainVerb extends Verb {

    @picocli.CommandLine.Parameters(paramLabel = "FILE", description = "The model file; - is standard input.")
    private String file = "";

    @Mixin
    private ModelOptions model = new ModelOptions();

    @Mixin
    private DataOptions data = new DataOptions();

    @Mixin
    private HeldOutOptions heldOut = new HeldOutOptions();

    @Mixin
    private ScalingOptions scaling = new ScalingOptions();

    @Mixin
    private TrainingOptions training = new TrainingOptions();

    @Mixin
    private KeepOptions keep = new KeepOptions();

    @Mixin
    private CodeOptions code = new CodeOptions();

    @Mixin
    private WeightsOptions reading = new WeightsOptions();

    @Mixin
    private ThreadOptions threads = new ThreadOptions();

    @Option(names = "--weights", paramLabel = "FILE", description = "Begin with these weights instead of new ones.")
    private Optional<Path> weights = Optional.empty();

    @Option(
            names = "--weights-out",
            paramLabel = "FILE",
            description = "Where to save the weights; by default the model's name with .safetensors, in this folder.")
    private Optional<Path> weightsOut = Optional.empty();

    @Option(
            names = "--java-out",
            paramLabel = "DIR",
            description = "Write the network to this folder as plain Java, which any javac compiles.")
    private Optional<Path> javaOut = Optional.empty();

    @Option(
            names = "--state",
            paramLabel = "FILE",
            description = "Save after each epoch, and after Ctrl-C, where the run stands: weights, optimiser, step.")
    private Optional<Path> state = Optional.empty();

    @Option(
            names = "--resume",
            paramLabel = "FILE",
            description =
                    "Go on where a run with --state FILE ended, bit for bit, given the same data and options; FILE is"
                            + " kept up to date.")
    private Optional<Path> resume = Optional.empty();

    @Option(names = "--log", paramLabel = "FILE", description = "Write a line of JSON per epoch to this file.")
    private Optional<Path> log = Optional.empty();

    @Option(names = "--curve", paramLabel = "FILE", description = "Draw the loss over the epochs to this PNG file.")
    private Optional<Path> curve = Optional.empty();

    TrainVerb(Console console) {
        super(console);
    }

    @Override
    protected int run() throws IOException {
        requireUsage();
        ModelFacts facts =
                new ModelFacts(new Models(console, reporter()).compileOne(file, code.toRun(model.options(), console)));
        Path target = weightsOut.orElse(Path.of(facts.name() + ".safetensors"));
        prepareFiles(target);
        console.out()
                .println(SummaryTable.text(
                        facts.model().summary(), LayerTree.folded(facts.model().summary()), console.width()));

        Run run = prepared(facts, target);
        describe(facts, run.parts, run.plan, run.state, run.parameters.preprocessing());
        return train(run);
    }

    /** Everything that a training run needs. */
    private record Run(
            ModelFacts facts,
            LoadedNetwork loaded,
            TrainingState state,
            Parameters parameters,
            HeldOutOptions.Parts parts,
            EpochPlan plan,
            Path target) {}

    private Run prepared(ModelFacts facts, Path target) throws IOException {
        LoadedNetwork loaded = facts.model().load();
        TrainingState now = training.state(loaded.newTrainingState());
        Parameters parameters = loaded.newParameters(now.seed());
        weights.map(reading::of).ifPresent(parameters::read);
        if (resume.isPresent()) {
            now.read(reading.of(resume.get()), parameters);
            training.rate(now);
        }
        EpochPlan plan = keep.withPatience(training.plan(facts.training(), now.seed()));
        HeldOutOptions.Parts parts = TextData.is(data.data(), facts)
                ? heldOut.readText(data, facts)
                : heldOut.read(data, facts.expected(), parameters.preprocessing(), plan.seed(), console);
        requireUsage(keep.problem(parts.test().isPresent()));
        if (weights.isPresent() || resume.isPresent()) {
            data.noteOrder(data.data(), parts.names(), parameters.preprocessing(), "the weights know", console);
        }
        if (parts.text().isEmpty()) {
            scaling.learn(data, trained(parameters), parameters, parts, facts, console);
        }
        return new Run(facts, loaded, now, parameters, parts, plan, target);
    }

    private KnownPreprocessing trained(Parameters parameters) {
        return resume.or(() -> weights)
                .map(from -> KnownPreprocessing.of(parameters, reading.of(from)))
                .orElse(KnownPreprocessing.UNKNOWN);
    }

    private int train(Run run) throws IOException {
        // A step never has more samples than there are.
        int capacity = Math.min(run.plan.batch(), run.parts.training().count());
        NetworkFactory workspaces = new NetworkFactory(run.loaded, run.parameters, threads.threads());
        TrainableNetwork network = workspaces.trainer(run.state, capacity);
        Optional<Checkpoint> checkpoint =
                resume.or(() -> state).map(to -> new Checkpoint(to, run.state, run.parameters));
        RunRecords records = new RunRecords(log, resume.isPresent(), checkpoint, console.err());
        try (Interruption interruption = new Interruption()) {
            TrainingLoop loop = new TrainingLoop(
                    network,
                    run.parts.training(),
                    workspaces.predictor(capacity),
                    run.parts.test(),
                    run.plan,
                    views(run.parts, records),
                    System::nanoTime);
            TrainingOutcome outcome = loop.run(interruption::requested);
            if (outcome.ending() == TrainingOutcome.Ending.STOPPED) {
                records.saveState(); // before the best parameters take the place of the last ones
            }
            int code = finish(run, outcome, records);
            records.requireWritten();
            return code;
        }
    }

    private void requireUsage() {
        if (!threads.wrong().isEmpty()) {
            throw usage(threads.wrong());
        }
        if (!heldOut.valid()) {
            throw usage("--test-fraction must be at least 0 and less than 1");
        }
        if (scaling.contradicts(data)) {
            throw usage("--scale and --standardise cannot both say how to scale inputs");
        }
        boolean known = weights.isPresent() || resume.isPresent();
        if (data.missing().treatment() == MissingValues.Treatment.MEAN && !scaling.learnsMeans() && !known) {
            throw usage("--missing mean needs the means that --standardise learns");
        }
        requireUsage(training.problem());
        requireUsage(keep.problem(true)); // whether there are held-out samples the data will say
        if (resume.isPresent() && (weights.isPresent() || state.isPresent() || training.hasSeed())) {
            throw usage("--resume brings its own weights, seed and file to save to, so --weights, --seed and --state"
                    + " cannot be given beside it");
        }
    }

    private void requireUsage(Optional<String> wrong) {
        wrong.ifPresent(problem -> {
            throw usage(problem);
        });
    }

    /** Checks before the training that the outputs can be written, rather than after it. */
    private void prepareFiles(Path target) throws IOException {
        OutputFile.prepareTensors(target);
        for (Optional<Path> wanted : List.of(log, curve, state, resume)) {
            if (wanted.isPresent()) {
                OutputFile.prepare(wanted.get());
            }
        }
    }

    private static String scaled(String what, Scaling scaling) {
        return scaling.isNone() ? "" : "\n" + what + ": " + InputDivisor.text(scaling);
    }

    private void describe(
            ModelFacts facts, HeldOutOptions.Parts parts, EpochPlan plan, TrainingState now, Preprocessing known) {
        String scaled = scaled("inputs", known.input()) + scaled("target", known.target());
        String held = parts.test()
                .map(test -> ", " + Text.grouped(test.count()) + " held out")
                .orElse(", none held out: how it does on others is not known");
        console.out()
                .println("data: " + Printable.line(data.data()) + ", "
                        + Text.grouped(parts.training().count()) + " samples to learn from" + held + scaled);
        TrainingFacts byModel = facts.training();
        String presets = byModel.declared() ? "" : " (presets: the model has no train block)";
        console.out()
                .println("training: " + byModel.optimizer() + ", rate " + Text.plain(now.rate()) + ", "
                        + Text.count(plan.epochs(), "epoch") + ", batches of " + plan.batch() + ", seed " + plan.seed()
                        + presets + "\n");
        TrainingLoop.Position position =
                TrainingLoop.Position.after(now.step(), parts.training().count(), plan.batch());
        if (position.epoch() > plan.epochs()) {
            throw new Failure(resume.orElseThrow() + ": its " + Text.count(plan.epochs(), "epoch")
                    + " are done; --epochs asks for more");
        }
        if (now.step() > 0) {
            console.out()
                    .println("going on after step " + Text.grouped(now.step()) + ", in epoch " + position.epoch()
                            + "\n");
        }
    }

    private TrainingView views(HeldOutOptions.Parts parts, RunRecords records) {
        List<TrainingView> views = new ArrayList<>();
        ConsoleView view =
                new ConsoleView(console.out(), console.err(), console.terminal(), console.columns(), System::nanoTime);
        views.add(parts.text().isPresent() ? view.inBits(parts.text().get().baselineBits()) : view);
        views.addAll(records.views());
        return new CompositeView(views);
    }

    private int finish(Run run, TrainingOutcome outcome, RunRecords records) throws IOException {
        ModelFacts facts = run.facts;
        Optional<EpochScore> best = outcome.best().filter(any -> keep.best());
        best.ifPresent(any -> run.state.restoreBest(run.parameters));
        boolean learnt = outcome.ending() != TrainingOutcome.Ending.DIVERGED || outcome.goodEpochs() > 0;
        if (learnt) {
            run.parameters.write(
                    run.target,
                    run.parts.text().map(HeldOutOptions.OfText::notes).orElse(Map.of()));
        }
        TrainingResult result =
                new TrainingResult(facts, outcome, best, run.parameters.preprocessing(), learnt, run.target);
        result.print(console.out());
        if (outcome.ending() != TrainingOutcome.Ending.DIVERGED && records.stateSaved()) {
            resume.or(() -> state)
                    .ifPresent(
                            to -> console.out().println("state: " + Printable.line(to) + ", to go on with --resume"));
        }
        if (curve.isPresent() && !outcome.reports().isEmpty()) {
            OutputFile.write(curve.get(), LossCurve.png(facts.name(), outcome.reports()));
            console.out().println("loss curve: " + Printable.line(curve.get()));
        }
        writeJava(facts);
        return switch (outcome.ending()) {
            case DONE, PATIENCE_OVER -> ExitCode.FINE;
            case STOPPED -> ExitCode.INTERRUPTED;
            case DIVERGED -> throw new Failure(result.divergence());
        };
    }

    private void writeJava(ModelFacts facts) throws IOException {
        if (javaOut.isPresent()) {
            Path source = JavaFile.of(javaOut.get(), facts.model());
            OutputFile.write(source, facts.model().scalar().javaSource());
            console.out().println("generated Java: " + Printable.line(source));
        } else if (!file.equals("-")) {
            console.out().println("generated Java: lamina compile " + Printable.line(file) + " -o DIR");
        }
    }
}
