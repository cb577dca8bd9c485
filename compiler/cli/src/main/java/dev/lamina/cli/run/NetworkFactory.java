package dev.lamina.cli.run;

import dev.lamina.cli.console.Failure;
import dev.lamina.compiler.LoadedNetwork;
import dev.lamina.runtime.Network;
import dev.lamina.runtime.Parameters;
import dev.lamina.runtime.TrainableNetwork;
import dev.lamina.runtime.TrainingState;
import dev.lamina.runtime.WeightsSource;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Creates networks of a loaded class; the error of a capacity that is too large becomes a message for the user.
 *
 * @param threads how many threads the calls of a network may use
 */
public record NetworkFactory(LoadedNetwork loaded, Parameters parameters, int threads) {

    /** For networks that compute on the calling thread. */
    public NetworkFactory(LoadedNetwork loaded, Parameters parameters) {
        this(loaded, parameters, 1);
    }

    /** For networks with weights that are read from a source. */
    public static NetworkFactory read(ModelFacts facts, WeightsSource weights) {
        LoadedNetwork loaded = facts.model().load();
        Parameters parameters = loaded.newParameters(0);
        parameters.read(weights);
        return new NetworkFactory(loaded, parameters);
    }

    /** The same with other parameters. */
    public NetworkFactory with(Parameters other) {
        return new NetworkFactory(loaded, other, threads);
    }

    /** The same for networks with this many threads. */
    public NetworkFactory withThreads(int count) {
        return new NetworkFactory(loaded, parameters, count);
    }

    public Network predictor(int capacity) {
        return made(() -> loaded.predictor(parameters, capacity));
    }

    public TrainableNetwork trainer(TrainingState state, int capacity) {
        return made(() -> loaded.trainer(parameters, state, capacity));
    }

    /**
     * The networks that take the steps of a training together: one, or of a model with shards one for each thread.
     *
     * @param batch the samples of a step
     * @param most the samples of the largest step that there is
     */
    public List<TrainableNetwork> trainers(int shards, int batch, int most, TrainingState state) {
        if (shards == 1) {
            return List.of(trainer(state, most));
        }
        return Stream.generate(() -> withThreads(1).trainer(state, batch / shards))
                .limit(Math.min(shards, threads))
                .toList();
    }

    private <T extends Network> T made(Supplier<T> supplier) {
        try {
            T network = supplier.get();
            network.threads(threads);
            return network;
        } catch (IllegalArgumentException tooMany) {
            throw new Failure(String.valueOf(tooMany.getMessage()));
        }
    }
}
