package dev.lamina.cli.run;

import dev.lamina.cli.console.Failure;
import dev.lamina.compiler.LoadedNetwork;
import dev.lamina.runtime.Network;
import dev.lamina.runtime.Parameters;
import dev.lamina.runtime.TrainableNetwork;
import dev.lamina.runtime.TrainingState;
import dev.lamina.runtime.WeightsSource;
import java.util.function.Supplier;

/** Creates networks of a loaded class; the error of a capacity that is too large becomes a message for the user. */
public record NetworkFactory(LoadedNetwork loaded, Parameters parameters) {

    /** For networks with weights that are read from a source. */
    public static NetworkFactory read(ModelFacts facts, WeightsSource weights) {
        LoadedNetwork loaded = facts.model().load();
        Parameters parameters = loaded.newParameters(0);
        parameters.read(weights);
        return new NetworkFactory(loaded, parameters);
    }

    /** The same with other parameters. */
    public NetworkFactory with(Parameters other) {
        return new NetworkFactory(loaded, other);
    }

    public Network predictor(int capacity) {
        return made(() -> loaded.predictor(parameters, capacity));
    }

    public TrainableNetwork trainer(TrainingState state, int capacity) {
        return made(() -> loaded.trainer(parameters, state, capacity));
    }

    private static <T> T made(Supplier<T> network) {
        try {
            return network.get();
        } catch (IllegalArgumentException tooMany) {
            throw new Failure(String.valueOf(tooMany.getMessage()));
        }
    }
}
