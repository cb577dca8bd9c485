package dev.lamina.compiler;

import dev.lamina.compiler.load.ClassBytes;
import dev.lamina.runtime.Classifier;
import dev.lamina.runtime.MultiNetwork;
import dev.lamina.runtime.MultiStreaming;
import dev.lamina.runtime.Network;
import dev.lamina.runtime.Parameters;
import dev.lamina.runtime.Regressor;
import dev.lamina.runtime.Streaming;
import dev.lamina.runtime.TokenStreaming;
import dev.lamina.runtime.TrainableNetwork;
import dev.lamina.runtime.TrainingControl;
import dev.lamina.runtime.TrainingState;
import dev.lamina.runtime.WeightsSource;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A loaded generated class. It makes parameters, training states and networks. */
public final class LoadedNetwork {
    private final CompiledModel model;
    private final Class<?> type;

    private LoadedNetwork(CompiledModel model, Class<?> type) {
        this.model = model;
        this.type = type;
    }

    static LoadedNetwork of(CompiledModel model, ClassBytes bytes) {
        return new LoadedNetwork(model, bytes.define(parent()));
    }

    /** The class loader in which a generated class finds the runtime and, if it uses it, the Vector API. */
    static ClassLoader parent() {
        return LoadedNetwork.class.getClassLoader();
    }

    public CompiledModel model() {
        return model;
    }

    /** The generated class itself. */
    public Class<?> type() {
        return type;
    }

    /** The method that computes one layer in one direction, bound to a network and to where its values lie. A profiler calls it to measure the time of the layer. */
    public MethodHandle step(Network network, LayerStep step) {
        try {
            MethodHandles.Lookup inside = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
            for (Method method : type.getDeclaredMethods()) {
                // Janino makes private methods static: it appends a dollar sign to the name, and the object becomes the
                // first argument.
                if (method.getName().equals(step.method()) || method.getName().equals(step.method() + "$")) {
                    Object[] indices = step.indices().stream()
                            .map(index -> index.at(network.capacity()))
                            .toArray();
                    return MethodHandles.insertArguments(
                            inside.unreflect(method).bindTo(network), 0, indices);
                }
            }
            throw new IllegalStateException(type + " has no method " + step.method());
        } catch (IllegalAccessException broken) {
            throw new IllegalStateException(broken);
        }
    }

    /** New parameters with initial values. The same seed gives the same values. */
    public Parameters newParameters(long seed) {
        return (Parameters)
                call(() -> type.getMethod("newParameters", long.class).invoke(null, seed));
    }

    /**
     * The parameters of a safetensors file.
     *
     * @throws dev.lamina.runtime.WeightsException if the file cannot be read or belongs to another network; its message lists all problems
     */
    public Parameters readParameters(Path file) {
        return readParameters(WeightsSource.of(file));
    }

    /** As {@link #readParameters(Path)}, but reads a stream, an array or a resource of the class path. */
    public Parameters readParameters(WeightsSource weights) {
        Parameters parameters = newParameters(0);
        parameters.read(weights);
        return parameters;
    }

    /**
     * The state of the optimizer before the first step.
     *
     * @throws IllegalStateException if the class only predicts
     */
    public TrainingState newTrainingState() {
        requireTraining();
        return (TrainingState) call(() -> type.getMethod("newTrainingState").invoke(null));
    }

    /**
     * The schedule of the learning rate and the end of training, as the model file says. Without a schedule the rate stays as it is, and
     * without {@code stop} training goes on for all epochs; the best parameters are kept in any case.
     *
     * @param state the state of the training, which the control changes
     * @param stepsPerEpoch the number of steps of an epoch
     * @param epochs the most epochs
     * @throws IllegalArgumentException if a number is less than 1, or the floor of a cosine schedule is above the rate
     */
    public TrainingControl newTrainingControl(TrainingState state, long stepsPerEpoch, int epochs) {
        TrainingFacts training = model.training();
        return new TrainingControl(state, training.schedule(), training.patience(), stepsPerEpoch, epochs);
    }

    /** A network that predicts up to {@code capacity} samples a call. Each thread needs a network of its own. */
    public Network predictor(Parameters parameters, int capacity) {
        return (Network)
                call(() -> type.getConstructor(Parameters.class, int.class).newInstance(parameters, capacity));
    }

    /**
     * As {@link #predictor}, for a model that takes floats and predicts classes.
     *
     * @throws IllegalStateException if the model is of another kind
     */
    public Classifier classifier(Parameters parameters, int capacity) {
        return as(Classifier.class, predictor(parameters, capacity));
    }

    /**
     * As {@link #predictor}, for a model that takes floats and predicts numbers.
     *
     * @throws IllegalStateException if the model is of another kind
     */
    public Regressor regressor(Parameters parameters, int capacity) {
        return as(Regressor.class, predictor(parameters, capacity));
    }

    /**
     * As {@link #predictor}, for a model with several inputs or several outputs.
     *
     * @throws IllegalStateException if it has one input and one output
     */
    public MultiNetwork multi(Parameters parameters, int capacity) {
        return as(MultiNetwork.class, predictor(parameters, capacity));
    }

    /**
     * A network with several inputs or several outputs that trains and predicts.
     *
     * @throws IllegalStateException if it has one input and one output
     */
    public MultiNetwork multiTrainer(Parameters parameters, TrainingState state, int capacity) {
        return as(MultiNetwork.class, trainer(parameters, state, capacity));
    }

    private <T extends Network> T as(Class<T> kind, Network network) {
        if (!kind.isInstance(network)) {
            throw new IllegalStateException(model.className() + " is no " + kind.getSimpleName() + " but a "
                    + Stream.of(type.getInterfaces()).map(Class::getSimpleName).collect(Collectors.joining(" and ")));
        }
        return kind.cast(network);
    }

    /**
     * A network that predicts whole sequences, and also up to {@code capacity} sequences step by step.
     *
     * @throws IllegalStateException if the model cannot do that; its message says which layer needs more than one step
     */
    public Streaming streaming(Parameters parameters, int capacity) {
        requireStreaming();
        return (Streaming) predictor(parameters, capacity);
    }

    /** As {@link #streaming}, for a model that takes tokens. */
    public TokenStreaming tokenStreaming(Parameters parameters, int capacity) {
        requireStreaming();
        return (TokenStreaming) predictor(parameters, capacity);
    }

    /** As {@link #streaming}, for a model with several inputs or several outputs. */
    public MultiStreaming multiStreaming(Parameters parameters, int capacity) {
        requireStreaming();
        return as(MultiStreaming.class, predictor(parameters, capacity));
    }

    private void requireStreaming() {
        model.sequences().whyNotStreaming().ifPresent(why -> {
            throw new IllegalStateException(model.className() + " does not stream: " + why);
        });
    }

    /**
     * A network that trains and predicts.
     *
     * @throws IllegalStateException if the class only predicts
     */
    public TrainableNetwork trainer(Parameters parameters, TrainingState state, int capacity) {
        requireTraining();
        return (TrainableNetwork) call(() -> type.getConstructor(Parameters.class, TrainingState.class, int.class)
                .newInstance(parameters, state, capacity));
    }

    private void requireTraining() {
        if (!TrainableNetwork.class.isAssignableFrom(type)) {
            throw new IllegalStateException(model.className() + " was generated for predicting only");
        }
    }

    private static Object call(ReflectiveCall call) {
        try {
            return call.invoke();
        } catch (InvocationTargetException thrown) {
            if (thrown.getCause() instanceof RuntimeException ours) {
                throw ours;
            }
            if (thrown.getCause() instanceof Error ours) {
                throw ours;
            }
            throw new IllegalStateException(thrown);
        } catch (ReflectiveOperationException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private interface ReflectiveCall {
        Object invoke() throws ReflectiveOperationException;
    }
}
