package dev.lamina.cli.command;

import dev.lamina.cli.console.Console;
import dev.lamina.cli.console.Failure;
import dev.lamina.cli.console.Text;
import dev.lamina.cli.run.ModelFacts;
import dev.lamina.cli.train.Augmentation;
import dev.lamina.cli.train.EpochPlan;
import dev.lamina.compiler.TrainingFacts;
import dev.lamina.runtime.TrainingState;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options that override a model's train block. */
final class TrainingOptions {

    private static final String SHIFT = "shift=";

    @Option(names = "--epochs", paramLabel = "N", description = "How often each sample is seen.")
    private Optional<Integer> epochs = Optional.empty();

    @Option(names = "--batch", paramLabel = "N", description = "Samples of a step.")
    private Optional<Integer> batch = Optional.empty();

    @Option(
            names = "--rate",
            paramLabel = "R",
            description = "The learning rate; with --resume, that of the rest of the run.")
    private Optional<Float> rate = Optional.empty();

    @Option(
            names = "--seed",
            paramLabel = "S",
            description =
                    "The number behind everything random: initial values, order of samples, dropout, samples held out.")
    private Optional<Long> seed = Optional.empty();

    @Option(
            names = "--block",
            paramLabel = "N",
            description =
                    "For data that do not fit into memory: shuffle in blocks of N samples, so that two blocks at most are in"
                            + " memory and files are read in order. Another N is another order.")
    private Optional<Integer> block = Optional.empty();

    @Option(
            names = "--augment",
            paramLabel = "shift=N,flip",
            split = ",",
            description =
                    "Images: move each by up to N pixels in each direction, mirror every second one left to right,"
                            + " both at random by the seed, anew in each step.")
    private List<String> augment = List.of();

    /** The error in the values, if there is one. */
    Optional<String> problem() {
        if (epochs.filter(n -> n < 1).isPresent()) {
            return Optional.of("--epochs is " + epochs.get() + ", but must be at least 1");
        }
        if (batch.filter(n -> n < 1).isPresent()) {
            return Optional.of("--batch is " + batch.get() + ", but must be at least 1");
        }
        if (block.filter(n -> n < 1).isPresent()) {
            return Optional.of("--block is " + block.get() + ", but must be at least 1");
        }
        if (rate.filter(r -> !(r > 0 && r <= Float.MAX_VALUE)).isPresent()) {
            return Optional.of("--rate is " + Text.plain(rate.get()) + ", but must be a number above 0");
        }
        return augment.stream()
                .filter(word -> !word.matches("flip|shift=[0-9]{1,4}"))
                .findFirst()
                .map(word -> "--augment takes shift=N and flip, not \"" + word + "\"");
    }

    /** How images are changed; throws if the model takes none. */
    Augmentation augmentation(ModelFacts facts) {
        if (augment.isEmpty()) {
            return Augmentation.NONE;
        }
        if (facts.isMulti() || facts.expected().image().isEmpty()) {
            throw new Failure("--augment changes images, but the input of " + facts.name() + " is not one image");
        }
        int shift = augment.stream()
                .filter(word -> word.startsWith(SHIFT))
                .mapToInt(word -> Integer.parseInt(word.substring(SHIFT.length())))
                .findFirst()
                .orElse(0);
        return new Augmentation(
                shift, augment.contains("flip"), facts.expected().image());
    }

    /** The samples of a block; 0 if they are not shuffled in blocks. */
    int block() {
        return block.orElse(0);
    }

    /** Whether any option is given. */
    boolean isGiven() {
        return epochs.isPresent()
                || batch.isPresent()
                || rate.isPresent()
                || seed.isPresent()
                || block.isPresent()
                || !augment.isEmpty();
    }

    boolean hasSeed() {
        return seed.isPresent();
    }

    EpochPlan plan(TrainingFacts byModel, long seedOfState) {
        return new EpochPlan(
                epochs.orElse(byModel.epochs()),
                batch.orElse(byModel.batch()),
                seedOfState,
                byModel.schedule(),
                byModel.patience());
    }

    /** The state of the model's optimiser, with what the options override. */
    TrainingState state(TrainingState byModel) {
        TrainingState state = new TrainingState(
                seed.orElse(byModel.seed()), byModel.rate(), byModel.first().length, byModel.second().length);
        rate.ifPresent(state::rate);
        return state;
    }

    /** Sets the learning rate of a run that goes on, if it was given; a note says which one the state had. */
    void rateFromHere(TrainingState state, Console console) {
        float before = state.initialRate();
        if (rate.isPresent() && rate.get() != before) {
            state.rate(rate.get());
            console.err()
                    .println("note: the learning rate is " + Text.plain(rate.get())
                            + " from here on (--rate); that of the state is " + Text.plain(before));
        }
    }
}
