package dev.lamina.cli.command;

import dev.lamina.cli.console.Console;
import dev.lamina.cli.console.Failure;
import dev.lamina.cli.console.Text;
import dev.lamina.cli.data.InputDivisor;
import dev.lamina.cli.data.Samples;
import dev.lamina.cli.data.ScaledPort;
import dev.lamina.cli.run.ModelFacts;
import dev.lamina.cli.train.Checkpoint;
import dev.lamina.cli.train.ClassBalance;
import dev.lamina.cli.train.EpochPlan;
import dev.lamina.cli.train.TrainingLoop;
import dev.lamina.compiler.LoadedNetwork;
import dev.lamina.compiler.TrainingFacts;
import dev.lamina.compiler.source.Printable;
import dev.lamina.runtime.Parameters;
import dev.lamina.runtime.Preprocessing;
import dev.lamina.runtime.ShardOrder;
import dev.lamina.runtime.TrainingState;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Everything that a training run needs, and what is printed of it before its first step. */
record TrainingRun(
        ModelFacts facts,
        LoadedNetwork loaded,
        TrainingState state,
        Parameters parameters,
        HeldOutOptions.Parts parts,
        EpochPlan plan,
        Optional<Checkpoint> checkpoint,
        Path target) {

    static final String NO_HELD_OUT =
            "warning: `stop` and `schedule plateau` need held-out samples, and there are none: they"
                    + " change nothing, and all epochs run";

    /** The samples of the largest step: never more than there are. */
    int capacity() {
        return capacity(plan, parts.training());
    }

    static int capacity(EpochPlan plan, Samples training) {
        return Math.min(plan.batch(), training.count());
    }

    /** Counts the classes of the training data if the loss needs it; weights that were counted before remain. */
    static void balance(ModelFacts facts, Parameters parameters, Samples training) {
        Preprocessing known = parameters.preprocessing();
        if (!facts.isMulti()
                && facts.loss(0).isBalanced()
                && known.classWeights().isEmpty()) {
            int count = facts.loss(0).isBinary() ? facts.labels() : facts.classes();
            parameters.preprocessing(known.withClassWeights(ClassBalance.of(training, facts.loss(0), count)));
        }
    }

    /** Checks that no shard is empty, and that shards divide a batch. */
    static void requireShards(TrainingFacts byModel, int samples, EpochPlan plan) {
        try {
            new ShardOrder(samples, byModel.shards(), plan.batch(), plan.seed());
        } catch (IllegalArgumentException wrong) {
            throw new Failure(String.valueOf(wrong.getMessage()));
        }
    }

    /** Prints the samples, the settings, and where the run goes on. */
    void describe(Path data, Console console) {
        console.out().println(samples(data));
        console.out().println(settings() + "\n");
        if (parts.test().isEmpty() && plan.needsHeldOut()) {
            console.err().println(NO_HELD_OUT);
        }
        beginning().ifPresent(console.out()::println);
    }

    private String samples(Path data) {
        Preprocessing known = parameters.preprocessing();
        String held = parts.test()
                .map(test -> ", " + Text.grouped(test.count()) + " held out")
                .orElse(", none held out: how it does on others is not known");
        String weights = known.classWeights().isEmpty()
                ? ""
                : "\nclass weights: "
                        + known.classWeights().stream().map(Text::plain).collect(Collectors.joining(", "));
        return "data: " + Printable.line(data) + ", "
                + Text.grouped(parts.training().count()) + " samples to learn from" + held
                + scaled(facts.scaledInputs(parameters.architecture()))
                + scaled(facts.scaledTargets(parameters.architecture())) + weights;
    }

    private String scaled(List<ScaledPort> ports) {
        Preprocessing known = parameters.preprocessing();
        return ports.stream()
                .filter(port -> !port.in(known).isNone())
                .map(port -> "\n" + port.title() + ": " + InputDivisor.text(port.in(known)))
                .collect(Collectors.joining());
    }

    private String settings() {
        TrainingFacts byModel = facts.training();
        return "training: " + byModel.optimizer() + ", rate " + Text.plain(state.initialRate()) + ", "
                + Text.count(plan.epochs(), "epoch") + ", batches of " + plan.batch() + ", seed " + plan.seed()
                + (byModel.shards() > 1 ? ", " + byModel.shards() + " shards" : "")
                + byModel.controls().stream().map(each -> ", " + each).collect(Collectors.joining())
                + (byModel.declared() ? "" : " (presets: the model has no train block)");
    }

    /** Where a resumed run goes on; empty for a new one. */
    private Optional<String> beginning() {
        long step = state.step();
        int epoch = TrainingLoop.Position.after(step, parts.training().count(), plan.batch())
                .epoch();
        if (epoch > plan.epochs()) {
            return Optional.of("the state is of step " + Text.grouped(step) + ": its "
                    + Text.count(plan.epochs(), "epoch")
                    + " are done, so only the weights are written; --epochs asks for more");
        }
        return step > 0
                ? Optional.of("going on after step " + Text.grouped(step) + ", in epoch " + epoch + "\n")
                : Optional.empty();
    }
}
