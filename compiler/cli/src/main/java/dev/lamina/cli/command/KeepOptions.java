package dev.lamina.cli.command;

import dev.lamina.cli.train.EpochPlan;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options for which epoch's weights are saved, and when to stop because they do not improve. */
final class KeepOptions {

    /** The epoch whose weights are saved. */
    enum Keep {
        BEST,
        LAST
    }

    @Option(
            names = "--keep",
            paramLabel = "best|last",
            description =
                    "Whose weights to save: those of the epoch with the least loss on held-out samples (the default"
                            + " where there are some), or those of the last.")
    private Optional<Keep> keep = Optional.empty();

    @Option(
            names = "--patience",
            paramLabel = "N",
            description =
                    "Stop when the loss on held-out samples has not been lower for N epochs, whatever `stop` in the"
                            + " model says.")
    private Optional<Integer> patience = Optional.empty();

    /** The error in the values, if there is one. */
    Optional<String> problem(boolean heldOut) {
        if (patience.filter(n -> n < 1).isPresent()) {
            return Optional.of("--patience is " + patience.get() + ", but must be at least 1");
        }
        if (!heldOut && (patience.isPresent() || keep.equals(Optional.of(Keep.BEST)))) {
            return Optional.of((patience.isPresent() ? "--patience" : "--keep best")
                    + " needs held-out samples, and there are none");
        }
        return Optional.empty();
    }

    /** Whether the weights of the best epoch are wanted. */
    boolean best() {
        return keep.orElse(Keep.BEST) == Keep.BEST;
    }

    EpochPlan withPatience(EpochPlan plan) {
        return patience.map(plan::withPatience).orElse(plan);
    }
}
