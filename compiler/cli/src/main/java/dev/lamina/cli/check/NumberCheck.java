package dev.lamina.cli.check;

import dev.lamina.cli.console.Failure;
import dev.lamina.cli.console.Text;
import dev.lamina.cli.data.Samples;
import dev.lamina.cli.data.ScaledPort;
import dev.lamina.cli.train.StepCheck;
import dev.lamina.compiler.CompiledModel;
import dev.lamina.compiler.LayerStep;
import dev.lamina.compiler.LoadedNetwork;
import dev.lamina.compiler.ModelValue;
import dev.lamina.compiler.NetworkInput;
import dev.lamina.runtime.GeneratedNetwork;
import dev.lamina.runtime.Network;
import dev.lamina.runtime.Numbers;
import dev.lamina.runtime.Parameters;
import dev.lamina.runtime.Recurrent;
import dev.lamina.runtime.Scaling;
import dev.lamina.runtime.SequenceNetwork;
import dev.lamina.runtime.TensorView;
import dev.lamina.runtime.TrainableNetwork;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the first number that is NaN or infinite: the layer and the direction that computed it. A call of a network is checked by its
 * results. If they are not finite, its methods, one for each layer and direction, are called again one by one, and the workspace is searched
 * after each.
 */
public final class NumberCheck implements StepCheck {

    private final LoadedNetwork loaded;
    private final Network network;
    private final GeneratedNetwork generated;

    /** Checks the calls of a network. */
    public NumberCheck(LoadedNetwork loaded, Network network) {
        this.loaded = loaded;
        this.network = network;
        this.generated = (GeneratedNetwork) network;
    }

    @Override
    public void forward(float loss, Call call) {
        if (!Float.isFinite(loss)) {
            throw failure(next(), "the loss is " + loss, call, List.of("forward"));
        }
    }

    @Override
    public void backward(Call call) {
        Parameters gradients = trainable().gradients();
        if (!finite(gradients.values())) {
            throw failure(next(), named("the gradient of ", gradients), call, List.of("forward", "backward"));
        }
    }

    @Override
    public void update() {
        Parameters parameters = network.parameters();
        if (!finite(parameters.values())) {
            throw new NotFiniteException(
                    "step " + Text.grouped(trainable().state().step())
                            + ": the first number that is not finite is computed by the update of the optimiser: "
                            + named("", parameters));
        }
    }

    private TrainableNetwork trainable() {
        return (TrainableNetwork) network;
    }

    /** The step that the forward or backward pass belongs to. */
    private String next() {
        return "step " + Text.grouped(trainable().state().step() + 1);
    }

    /** Predicts samples, batch by batch, and throws if an output is not finite. */
    public void predict(Samples samples) {
        CompiledModel model = loaded.model();
        int batch = Math.min(network.capacity(), samples.count());
        List<NetworkInput> inputs = new ArrayList<>();
        for (ModelValue input : model.inputs()) {
            int length = Math.multiplyExact(batch, input.size());
            inputs.add(input.holdsTokens() ? NetworkInput.of(new int[length]) : NetworkInput.of(new float[length]));
        }
        int[] order = new int[samples.count()];
        Arrays.setAll(order, i -> i);
        for (int from = 0; from < order.length; from += batch) {
            int count = Math.min(batch, order.length - from);
            int steps = tellLengths(samples, from, count);
            Call call = new Call(inputs, count, steps, steps);
            for (int i = 0; i < inputs.size(); i++) {
                samples.gatherInputs(i, order, from, count, inputs.get(i));
            }
            String place = "samples " + Text.grouped(from + 1L) + " to " + Text.grouped(from + (long) count);
            find(call, List.of("predict")).ifPresent(found -> {
                throw new Failure(place + ": " + found);
            });
        }
    }

    private int tellLengths(Samples samples, int from, int count) {
        int[] each = new int[count];
        Arrays.setAll(each, i -> samples.ownSteps(from + i));
        if (samples.steps() > 0 && network instanceof SequenceNetwork sequences) {
            sequences.length(samples.steps());
            if (samples.padded()) {
                sequences.lengths(each, count);
            }
        }
        return Arrays.stream(each).sum();
    }

    private NotFiniteException failure(String place, String result, Call call, List<String> directions) {
        return new NotFiniteException(place + ": " + result + "; "
                + find(call, directions).orElse("which layer computes it could not be found"));
    }

    /** Calls the methods of layers one by one, until there is a number that is not finite. */
    private Optional<String> find(Call call, List<String> directions) {
        float[] memory = generated.workspace();
        for (int i = 0; i < memory.length; i++) {
            memory[i] = Float.isFinite(memory[i]) ? memory[i] : 0; // what calls before this one have left
        }
        float[] gradients =
                directions.contains("backward") ? trainable().gradients().values() : new float[0];
        Arrays.fill(gradients, 0);
        Map<String, Object> values = arguments(call);
        for (LayerStep step : loaded.model().steps()) {
            if (!directions.contains(step.direction()) || !values.keySet().containsAll(step.arguments())) {
                continue;
            }
            invoke(step, values);
            int at = firstNotFinite(memory);
            if (at >= 0 || !finite(gradients)) {
                float number = at >= 0 ? memory[at] : gradients[firstNotFinite(gradients)];
                return Optional.of("the first number that is not finite is " + number + ", in the "
                        + pass(step.direction()) + " of `" + step.label() + "`");
            }
        }
        return Optional.empty();
    }

    private static String pass(String direction) {
        return direction.equals("predict") ? "prediction" : direction + " pass";
    }

    private void invoke(LayerStep step, Map<String, Object> values) {
        try {
            loaded.step(network, step)
                    .invokeWithArguments(
                            step.arguments().stream().map(values::get).toList());
        } catch (RuntimeException | Error ours) {
            throw ours;
        } catch (Throwable impossible) { // generated methods declare none
            throw new IllegalStateException(impossible);
        }
    }

    /** The arguments that the methods of layers take, by name. */
    private Map<String, Object> arguments(Call call) {
        CompiledModel model = loaded.model();
        Map<String, Object> values = new HashMap<>();
        for (int i = 0; i < model.inputs().size(); i++) {
            String name = model.isMulti() ? "input " + model.inputs().get(i).name() : "input";
            NetworkInput input = call.inputs().get(i);
            values.put(name, input.holdsTokens() ? input.tokens() : scaled(i, input.floats()));
        }
        for (ModelValue output : model.outputs()) {
            values.put(
                    model.isMulti() ? "into " + output.name() : "into", new float[network.capacity() * output.size()]);
        }
        int steps = network instanceof SequenceNetwork sequences ? sequences.length() : 0;
        values.put("part", generated.whole(call.batch()));
        values.put("steps", steps);
        values.put("allSteps", call.allSteps() == 0 ? call.batch() * steps : call.allSteps());
        values.put("wholeSteps", call.wholeSteps() == 0 ? call.batch() * steps : call.wholeSteps());
        if (network instanceof Recurrent recurrent) {
            values.put("initialState", recurrent.initialState());
            values.put("finalState", recurrent.finalState());
        }
        return values;
    }

    /** The numbers of an input as the methods of layers get them. */
    private float[] scaled(int number, float[] given) {
        Parameters parameters = network.parameters();
        String only = loaded.model().inputs().get(0).name();
        float[] scaled = given;
        for (ScaledPort input : ScaledPort.inputs(parameters.architecture(), only)) {
            Scaling scaling = input.in(parameters.preprocessing());
            if (input.number() == number && !scaling.isNone()) {
                scaled = new float[given.length];
                scaling.apply(given, scaled, given.length, input.inner());
            }
        }
        return scaled;
    }

    /** The first tensor with a number that is not finite, and that number. */
    private static String named(String what, Parameters parameters) {
        for (TensorView view : parameters.views()) {
            float[] elements = parameters.get(view.name());
            int at = firstNotFinite(elements);
            if (at >= 0) {
                return what + "`" + view.name() + "` has " + elements[at];
            }
        }
        return what + "the padding between tensors is not finite";
    }

    private static boolean finite(float[] values) {
        return Numbers.allFinite(values, 0, values.length);
    }

    private static int firstNotFinite(float[] values) {
        if (finite(values)) {
            return -1;
        }
        int at = 0;
        while (Float.isFinite(values[at])) {
            at++;
        }
        return at;
    }
}
