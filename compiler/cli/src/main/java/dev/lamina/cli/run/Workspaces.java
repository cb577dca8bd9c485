package dev.lamina.cli.run;

import dev.lamina.cli.console.Failure;
import dev.lamina.compiler.LoadedNetwork;
import dev.lamina.runtime.Network;
import dev.lamina.runtime.Parameters;
import dev.lamina.runtime.TrainableNetwork;
import dev.lamina.runtime.TrainingState;
import dev.lamina.runtime.WeightsSource;
import java.util.function.Supplier;

/** Makes networks for as many samples as the user wished, which may be more than a workspace can hold. */
public record Workspaces(LoadedNetwork loaded, Parameters parameters) {

    /** Networks with weights that are read. */
    public static Workspaces read(ModelFacts facts, WeightsSource weights) {
        LoadedNetwork loaded = facts.model().load();
        Parameters parameters = loaded.newParameters(0);
        parameters.read(weights);
        return new Workspaces(loaded, parameters);
    }

    /** The same with other parameters. */
    public Workspaces with(Parameters other) {
        return new Workspaces(loaded, other);
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
