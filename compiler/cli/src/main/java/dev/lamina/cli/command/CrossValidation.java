package dev.lamina.cli.command;

import dev.lamina.cli.console.Console;
import dev.lamina.cli.console.ExitCode;
import dev.lamina.cli.console.Failure;
import dev.lamina.cli.console.Text;
import dev.lamina.cli.data.KnownPreprocessing;
import dev.lamina.cli.data.LoadedSamples;
import dev.lamina.cli.data.RowMemory;
import dev.lamina.cli.data.Samples;
import dev.lamina.cli.report.FoldsReport;
import dev.lamina.cli.report.FoldsText;
import dev.lamina.cli.report.JsonReport;
import dev.lamina.cli.report.ScoreReport;
import dev.lamina.cli.report.TrainingResult;
import dev.lamina.cli.run.ModelFacts;
import dev.lamina.cli.run.NetworkFactory;
import dev.lamina.cli.run.TextData;
import dev.lamina.cli.train.CompositeView;
import dev.lamina.cli.train.EpochPlan;
import dev.lamina.cli.train.Folds;
import dev.lamina.cli.train.Interruption;
import dev.lamina.cli.train.RunIdentity;
import dev.lamina.cli.train.Score;
import dev.lamina.cli.train.TrainingLoop;
import dev.lamina.cli.train.TrainingOutcome;
import dev.lamina.compiler.LoadedNetwork;
import dev.lamina.compiler.source.Printable;
import dev.lamina.runtime.Network;
import dev.lamina.runtime.Parameters;
import dev.lamina.runtime.Preprocessing;
import dev.lamina.runtime.TrainingControl;
import dev.lamina.runtime.TrainingState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/**
 * {@code lamina eval --folds}: trains a model as often as there are folds, each time from its initial weights and without one of the folds,
 * which measures how well it learnt. Each training learns its own scaling and class weights. It runs all its epochs, because a fold that
 * decided when to stop would measure too well.
 */
record CrossValidation(
        ModelFacts facts,
        DataOptions data,
        TrainingOptions training,
        ScalingOptions scaling,
        int threads,
        Console console) {

    /** Trains and measures; returns the exit code. */
    int run(int count, boolean json) throws IOException {
        LoadedNetwork loaded = facts.model().load();
        TrainingState first = training.state(loaded.newTrainingState());
        EpochPlan plan = training.plan(facts.training(), first.seed()).withAugmentation(training.augmentation(facts));
        plan.problem(first.initialRate()).ifPresent(problem -> {
            throw new Failure(problem);
        });
        LoadedSamples read = read();
        Folds folds = folds(read.samples(), count, plan.seed());
        if (plan.needsHeldOut()) {
            console.err().println(TrainingRun.NO_HELD_OUT);
        }
        folds.warning().ifPresent(text -> console.err().println("warning: " + text));
        if (!json) {
            console.out().println(description(folds, plan));
        }
        List<Score> scores = new ArrayList<>();
        try (Interruption interruption = new Interruption()) {
            for (int fold = 0; fold < count; fold++) {
                Score score = score(loaded, folds, fold, read.names(), plan, interruption);
                scores.add(score);
                if (!json) {
                    console.out().print(FoldsText.line(fold, count, score));
                }
            }
        }
        print(folds, plan.seed(), scores, read.names(), json);
        return ExitCode.FINE;
    }

    private LoadedSamples read() throws IOException {
        if (TextData.is(data.data(), facts)) {
            throw new Failure("--folds divides samples, but a text is one long sequence: train holds out its end");
        }
        LoadedSamples read = data.readToLearn(
                data.expected(facts, true), Preprocessing.NONE, RowMemory.ofBlocks(training.block()), console);
        if (read.samples().isSeries()) {
            throw new Failure(
                    "--folds: windows of a series share rows, so the network would be tested with numbers that it"
                            + " was trained on: train holds out the end of the series");
        }
        return read;
    }

    private Folds folds(Samples all, int count, long seed) {
        if (count > all.count()) {
            throw new Failure("--folds is " + count + ", but there are " + Text.count(all.count(), "sample"));
        }
        return new Folds(all, count, seed);
    }

    private String description(Folds folds, EpochPlan plan) {
        return "data: " + Printable.line(data.data()) + ", "
                + Text.count(folds.all().count(), "sample") + " in " + folds.count() + " folds"
                + (folds.stratified() ? ", each with its share of each class" : "") + "\ntraining: "
                + facts.training().optimizer() + ", " + Text.count(plan.epochs(), "epoch") + ", batches of "
                + plan.batch() + ", seed " + plan.seed();
    }

    /** Trains without a fold, and scores it. */
    private Score score(
            LoadedNetwork loaded, Folds folds, int fold, Preprocessing names, EpochPlan plan, Interruption interruption)
            throws IOException {
        TrainingState state = training.state(loaded.newTrainingState());
        Parameters parameters = loaded.newParameters(state.seed());
        HeldOutOptions.Parts parts = scaling.learn(
                data,
                KnownPreprocessing.UNKNOWN,
                parameters,
                new HeldOutOptions.Parts(
                        folds.training(fold),
                        Optional.of(folds.test(fold)),
                        names,
                        Optional.empty(),
                        new RunIdentity()),
                facts);
        if (fold == 0) {
            scaling.warn(data, parameters, parts.training(), facts, console);
        }
        TrainingRun.balance(facts, parameters, parts.training());
        TrainingRun.requireShards(facts.training(), parts.training().count(), plan);
        NetworkFactory workspaces = new NetworkFactory(loaded, parameters, threads);
        int capacity = TrainingRun.capacity(plan, parts.training());
        Network predictor = workspaces.predictor(capacity);
        TrainingOutcome outcome = new TrainingLoop(
                        workspaces.trainers(facts.training().shards(), plan.batch(), capacity, state),
                        parts.training(),
                        predictor,
                        Optional.empty(),
                        plan.withPatience(TrainingControl.NEVER),
                        new CompositeView(List.of()),
                        System::nanoTime)
                .run(interruption::requested);
        requireEnd(outcome, fold, folds.count());
        return Score.withAreas(predictor, parts.test().orElseThrow());
    }

    private static void requireEnd(TrainingOutcome outcome, int fold, int count) {
        String place = "fold " + (fold + 1) + " of " + count + ": ";
        if (outcome.ending() == TrainingOutcome.Ending.STOPPED) {
            throw new CancellationException(place + "stopped, so there is no mean");
        }
        if (outcome.ending() == TrainingOutcome.Ending.DIVERGED) {
            throw new Failure(place + "the loss became " + outcome.loss() + " at step " + outcome.step()
                    + TrainingResult.AGAINST_DIVERGENCE);
        }
    }

    private void print(Folds folds, long seed, List<Score> scores, Preprocessing names, boolean json) {
        if (json) {
            console.out()
                    .println(JsonReport.textWithNulls(
                            FoldsReport.of(folds.all().count(), seed, folds.stratified(), scores, names)));
        } else {
            console.out().print(FoldsText.summary(scores));
        }
        for (int fold = 0; fold < scores.size(); fold++) {
            if (!Double.isFinite(scores.get(fold).loss())) {
                throw new Failure("fold " + (fold + 1) + ": " + ScoreReport.problem(scores.get(fold)));
            }
        }
    }
}
