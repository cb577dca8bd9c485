package dev.lamina.cli.command;

import dev.lamina.cli.check.NumberCheck;
import dev.lamina.cli.console.Console;
import dev.lamina.cli.console.ExitCode;
import dev.lamina.cli.console.Failure;
import dev.lamina.cli.console.JavaFile;
import dev.lamina.cli.console.OutputFile;
import dev.lamina.cli.data.KnownPreprocessing;
import dev.lamina.cli.data.RowMemory;
import dev.lamina.cli.data.Samples;
import dev.lamina.cli.graph.LayerTree;
import dev.lamina.cli.report.MeanBaseline;
import dev.lamina.cli.report.ScoreText;
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
import dev.lamina.cli.train.LossHistory;
import dev.lamina.cli.train.RunIdentity;
import dev.lamina.cli.train.Score;
import dev.lamina.cli.train.StateFile;
import dev.lamina.cli.train.StateLock;
import dev.lamina.cli.train.TrainingLoop;
import dev.lamina.cli.train.TrainingOutcome;
import dev.lamina.cli.train.TrainingView;
import dev.lamina.compiler.LoadedNetwork;
import dev.lamina.compiler.source.Printable;
import dev.lamina.runtime.Network;
import dev.lamina.runtime.Parameters;
import dev.lamina.runtime.Preprocessing;
import dev.lamina.runtime.RateSchedule;
import dev.lamina.runtime.TrainableNetwork;
import dev.lamina.runtime.TrainingState;
import dev.lamina.runtime.WeightsSource;
import dev.lamina.runtime.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
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
    private StateOptions states = new StateOptions();

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

    @Option(names = "--log", paramLabel = "FILE", description = "Write a line of JSON per epoch to this file.")
    private Optional<Path> log = Optional.empty();

    @Option(names = "--curve", paramLabel = "FILE", description = "Draw the loss over the epochs to this PNG file.")
    private Optional<Path> curve = Optional.empty();

    @Option(
            names = "--check-numbers",
            description =
                    "Look for NaN and infinity after each pass; name the first step, layer and direction with one.")
    private boolean checkNumbers;

    TrainVerb(Console console) {
        super(console);
    }

    @Override
    protected int run() throws IOException {
        requireUsage();
        ModelFacts facts =
                new ModelFacts(new Models(console, reporter()).compileOne(file, code.toRun(model.options(), console)));
        StateLock lock = states.lock(console);
        try {
            return run(facts);
        } finally {
            lock.close();
        }
    }

    private int run(ModelFacts facts) throws IOException {
        Path target = weightsOut.orElse(Path.of(facts.name() + ".safetensors"));
        prepareFiles(target, facts);
        console.out()
                .println(SummaryTable.text(
                        facts.model().summary(), LayerTree.folded(facts.model().summary()), console.width()));

        TrainingRun run = prepared(facts, target);
        run.describe(data.data(), console);
        return train(run);
    }

    private TrainingRun prepared(ModelFacts facts, Path target) throws IOException {
        LoadedNetwork loaded = facts.model().load();
        TrainingState now = training.state(loaded.newTrainingState());
        Parameters parameters = loaded.newParameters(now.seed());
        weights.map(reading::of).ifPresent(source -> {
            parameters.read(source);
            data.trainedOn(source);
        });
        Optional<StateFile> file = states.states();
        Optional<WeightsSource> begun =
                states.resume().isPresent() ? file.map(of -> states.choose(of, reading, console)) : Optional.empty();
        RunIdentity identity = identity(facts);
        if (begun.isPresent()) {
            states.require(begun.get(), identity, facts.name());
            states.read(begun.get(), now, parameters);
            data.trainedOn(begun.get());
            training.rateFromHere(now, console);
        }
        EpochPlan plan = keep.withPatience(training.plan(facts.training(), now.seed()))
                .withAugmentation(training.augmentation(facts));
        requireUsage(plan.problem(now.initialRate()));
        Optional<WeightsSource> from = begun.or(() -> weights.map(reading::of));
        HeldOutOptions.Parts parts = parts(facts, parameters, plan, from);
        RunIdentity whole = identity.with(parts.identity());
        if (begun.isPresent()) {
            states.require(begun.get(), parts.identity(), facts.name());
            TrainingLoop.Position position =
                    TrainingLoop.Position.after(now.step(), parts.training().count(), plan.batch());
            states.requireNoted(begun.get(), whole, position.epoch() > plan.epochs(), console);
        }
        HeldOutOptions.Parts filled = learnScaling(facts, parameters, parts, from);
        Map<String, String> notes = whole.notes();
        notes.putAll(notes(parts, facts));
        Optional<Checkpoint> checkpoint =
                file.filter(any -> states.file().isPresent()).map(to -> new Checkpoint(to, now, parameters, notes));
        return new TrainingRun(facts, loaded, now, parameters, filled, plan, checkpoint, target);
    }

    /** What is known of the run before its data are read. */
    private RunIdentity identity(ModelFacts facts) {
        EpochPlan plan = training.plan(facts.training(), 0);
        RunIdentity identity = new RunIdentity()
                .with(RunIdentity.Part.MODEL, facts.model().text())
                .with(RunIdentity.Part.BATCH, String.valueOf(plan.batch()))
                .with(RunIdentity.Part.AUGMENT, training.augmentation(facts).text())
                .with(RunIdentity.Part.BLOCK, training.block() == 0 ? "none" : String.valueOf(training.block()));
        return plan.schedule().kind() == RateSchedule.Kind.COSINE
                ? identity.with(RunIdentity.Part.EPOCHS, String.valueOf(plan.epochs()))
                : identity;
    }

    private HeldOutOptions.Parts parts(
            ModelFacts facts, Parameters parameters, EpochPlan plan, Optional<WeightsSource> from) throws IOException {
        requireBlocks(facts);
        heldOut.identify(states.states().isPresent());
        HeldOutOptions.Parts parts = TextData.is(data.data(), facts)
                ? heldOut.readText(data, facts, from.flatMap(source -> TextData.knownTo(source, facts)))
                : heldOut.read(
                        data,
                        data.expected(facts, true),
                        parameters.preprocessing(),
                        plan.seed(),
                        RowMemory.ofBlocks(training.block()),
                        console);
        requireUsage(keep.problem(parts.test().isPresent()));
        TrainingRun.requireShards(facts.training(), parts.training().count(), plan);
        return parts;
    }

    /** Checks that nothing else decides the order of the samples, if they are shuffled in blocks. */
    private void requireBlocks(ModelFacts facts) throws IOException {
        if (training.block() > 0 && facts.training().shards() > 1) {
            throw new Failure("--block and shards cannot both decide the order of the samples: take `shards 1`");
        }
        if (training.block() > 0 && TextData.is(data.data(), facts)) {
            throw new Failure("--block shuffles samples, but a text is read from its beginning to its end");
        }
    }

    private HeldOutOptions.Parts learnScaling(
            ModelFacts facts, Parameters parameters, HeldOutOptions.Parts parts, Optional<WeightsSource> from)
            throws IOException {
        if (from.isPresent()) {
            data.noteOrder(data.data(), parts.names(), parameters.preprocessing(), "the weights know", console);
        }
        HeldOutOptions.Parts filled = parts;
        if (parts.text().isEmpty()) {
            KnownPreprocessing trained = from.map(source -> KnownPreprocessing.of(parameters, source))
                    .orElse(KnownPreprocessing.UNKNOWN);
            filled = scaling.learn(data, trained, parameters, parts, facts);
            scaling.warn(data, parameters, parts.training(), facts, console);
        }
        TrainingRun.balance(facts, parameters, parts.training());
        return filled;
    }

    /** What weights and states note of the data: the characters of a text, the windows of a series. */
    private Map<String, String> notes(HeldOutOptions.Parts parts, ModelFacts facts) throws IOException {
        if (parts.text().isPresent()) {
            return parts.text().get().notes();
        }
        Map<String, String> notes = new LinkedHashMap<>(data.notes());
        notes.putAll(TextData.notes(data.data(), facts));
        return notes;
    }

    private int train(TrainingRun run) throws IOException {
        int shards = run.facts().training().shards();
        // --check-numbers follows one network, which then computes all shards
        int used = checkNumbers && shards > 1 ? 1 : threads.threads();
        NetworkFactory workspaces = new NetworkFactory(run.loaded(), run.parameters(), used);
        int capacity = run.capacity();
        List<TrainableNetwork> networks = workspaces.trainers(shards, run.plan().batch(), capacity, run.state());
        OptionalLong begun =
                states.resume().isPresent() ? OptionalLong.of(run.state().step()) : OptionalLong.empty();
        RunRecords records = new RunRecords(log, begun, run.checkpoint(), console.err());
        try (Interruption interruption = new Interruption()) {
            TrainingLoop loop = new TrainingLoop(
                    networks,
                    run.parts().training(),
                    workspaces.predictor(capacity),
                    run.parts().test(),
                    run.plan(),
                    views(run, records),
                    System::nanoTime);
            if (checkNumbers) {
                loop.checkedBy(new NumberCheck(run.loaded(), networks.get(0)));
            }
            TrainingOutcome outcome = loop.run(interruption::requested);
            if (outcome.ending() == TrainingOutcome.Ending.STOPPED) {
                records.saveState(); // before the best parameters take the place of the last ones
            }
            int code = finish(run, outcome, records, workspaces.predictor(capacity), loop.finding());
            records.requireWritten();
            return code;
        }
    }

    private void requireUsage() {
        if (!threads.wrong().isEmpty()) {
            throw usage(threads.wrong());
        }
        if (!heldOut.valid()) {
            throw usage("--test-fraction must be at least 0 and less than 1, and is " + heldOut.share());
        }
        requireUsage(
                scaling.problem(data, weights.isPresent() || states.resume().isPresent()));
        requireUsage(training.problem());
        requireUsage(data.problem());
        requireUsage(keep.problem(true)); // whether there are held-out samples the data will say
        requireUsage(states.problem(weights.isPresent() || training.hasSeed()));
        requireUsage(curve.filter(TrainVerb::isOtherPicture)
                .map(named -> "--curve " + named + ": the picture is a PNG, so the file's name cannot end like this"));
    }

    private static boolean isOtherPicture(Path file) {
        return file.toString().toLowerCase(Locale.ROOT).matches(".*\\.(svg|jpe?g|gif|bmp|webp|pdf|html?)");
    }

    private void requireUsage(Optional<String> wrong) {
        wrong.ifPresent(problem -> {
            throw usage(problem);
        });
    }

    /** Checks before the training that the outputs can be written, rather than after it. */
    private void prepareFiles(Path target, ModelFacts facts) throws IOException {
        ReadFiles inputs = ReadFiles.of(file).and(data.files()).and(heldOut.files());
        inputs.requireNone(target); // it may be that of --weights: a run may go on from those that it replaces
        ReadFiles inputsAndWeights = inputs.and(weights.stream().toList());
        OutputFile.prepareTensors(target);
        Set<Path> files = new HashSet<>(Set.of(WholeFile.target(target)));
        Optional<Path> previous = states.file().map(StateFile::new).map(StateFile::previous);
        Optional<Path> source = javaOut.map(folder -> JavaFile.of(folder, facts.model()));
        for (Optional<Path> wanted : List.of(log, curve, states.file(), previous, source)) {
            if (wanted.isPresent()) {
                inputsAndWeights.requireNone(wanted.get());
                OutputFile.prepare(wanted.get());
                boolean device = Files.exists(wanted.get()) && !Files.isRegularFile(wanted.get());
                if (!device && !files.add(WholeFile.target(wanted.get()))) {
                    throw new Failure(wanted.get() + ": two outputs of this run would have this name");
                }
            }
        }
    }

    private TrainingView views(TrainingRun run, RunRecords records) {
        HeldOutOptions.Parts parts = run.parts();
        List<TrainingView> views = new ArrayList<>();
        ConsoleView view =
                new ConsoleView(console.out(), console.err(), console.cursor(), console.columns(), System::nanoTime);
        if (run.plan().schedule().changes()) {
            view.withRates();
        }
        views.add(parts.text().isPresent() ? view.inBits(parts.text().get().baselineBits()) : view);
        views.addAll(records.views());
        return new CompositeView(views);
    }

    private int finish(
            TrainingRun run, TrainingOutcome outcome, RunRecords records, Network predictor, Optional<String> finding)
            throws IOException {
        ModelFacts facts = run.facts();
        Optional<EpochScore> best = outcome.best().filter(any -> keep.best());
        best.ifPresent(any -> run.state().restoreBest(run.parameters()));
        boolean learnt = outcome.ending() != TrainingOutcome.Ending.DIVERGED || outcome.goodEpochs() > 0;
        if (learnt) {
            run.parameters().write(run.target(), notes(run.parts(), facts));
        }
        TrainingResult result =
                new TrainingResult(facts, outcome, best, run.parameters().preprocessing(), learnt, run.target());
        result.print(console.out());
        result.warning().ifPresent(warning -> console.err().println("warning: " + warning));
        if (learnt && run.parts().text().isEmpty()) {
            run.parts().test().ifPresent(test -> details(predictor, test, run.parameters()));
        }
        if (outcome.ending() != TrainingOutcome.Ending.DIVERGED && records.stateSaved()) {
            states.file()
                    .ifPresent(
                            to -> console.out().println("state: " + Printable.line(to) + ", to go on with --resume"));
        }
        if (outcome.ending() == TrainingOutcome.Ending.STOPPED && states.file().isEmpty()) {
            console.out()
                    .println("to go on where a run was stopped, train with --state FILE, and then with --resume FILE;"
                            + " this run kept its weights only");
        }
        drawCurve(facts, outcome);
        writeJava(facts);
        result.printWeights(console.out()); // last, where people look
        return switch (outcome.ending()) {
            case DONE, PATIENCE_OVER -> ExitCode.FINE;
            case STOPPED -> ExitCode.INTERRUPTED;
            case DIVERGED -> throw new Failure(result.divergence(finding));
        };
    }

    /** Draws the losses of all epochs, also of those before the run was resumed. */
    private void drawCurve(ModelFacts facts, TrainingOutcome outcome) throws IOException {
        if (curve.isPresent() && !outcome.reports().isEmpty()) {
            LossHistory history = LossHistory.of(outcome.reports());
            if (states.resume().isPresent()) {
                history = LossHistory.before(curve.get(), log).followedBy(history);
            }
            OutputFile.write(curve.get(), history.png(facts.name()));
            console.out().println("loss curve: " + Printable.line(curve.get()) + history.beginning());
        }
    }

    /** Prints the figures of classes or numbers, of the weights that are saved and the held-out samples. */
    private void details(Network predictor, Samples test, Parameters parameters) {
        Preprocessing trained = parameters.preprocessing();
        Score score = Score.withAreas(predictor, test);
        console.out().print(ScoreText.details(score, trained));
        Double error = score.rootMeanSquaredError();
        Optional<SeriesBaseline> baseline = SeriesBaseline.of(test, trained, data.windows());
        Optional<String> warning = MeanBaseline.warning(score);
        if (error != null && baseline.isPresent()) {
            console.out().println(baseline.get().text());
            warning = baseline.get().warning(error); // nearer than the mean
        }
        warning.ifPresent(text -> console.err().println("warning: " + text));
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
