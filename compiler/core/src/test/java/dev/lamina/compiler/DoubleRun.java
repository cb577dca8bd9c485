package dev.lamina.compiler;

import dev.lamina.compiler.graph.Binding;
import dev.lamina.compiler.graph.Phase;
import dev.lamina.compiler.ir.Buffer;
import dev.lamina.compiler.ir.Interpreter;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Walk;
import dev.lamina.compiler.lower.Launch;
import dev.lamina.compiler.lower.Program;
import dev.lamina.compiler.op.KernelArgument;
import dev.lamina.compiler.tensor.Layout;
import dev.lamina.compiler.tensor.TensorType;
import dev.lamina.compiler.tensor.TimeAxis;
import dev.lamina.compiler.tensor.Value;
import dev.lamina.runtime.Sinusoids;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/** Runs a model's training kernels by the interpreter, in double precision, every value in an array of its own. */
final class DoubleRun {

    private static final int LANES = 4;
    private static final int SEED = 5;

    private final Program program;
    private final int batch;
    private final Map<Value, double[]> arrays = new HashMap<>();
    private double[] lengths;
    private Optional<Workspace> workspace = Optional.empty();

    private DoubleRun(Program program, int batch) {
        this.program = program;
        this.batch = batch;
        program.graph().layouts().forEach((value, layout) -> arrays.put(value, new double[length(value, layout)]));
        lengths = new double[batch];
        Arrays.fill(lengths, steps());
    }

    /** The kernels of a model's training, with random numbers in everything that comes from outside. */
    static DoubleRun of(String text, boolean fuse, int batch) {
        return of(new Variant(Target.SCALAR, fuse ? Fusion.ALL : Fusion.NONE, Loader.JANINO).compile(text), batch);
    }

    /** As {@link #of(String, boolean, int)}, of a model that is compiled. */
    static DoubleRun of(CompiledModel model, int batch) {
        DoubleRun run = of(training(model), batch);
        List<TrainingFacts.OutputLoss> losses = model.training().outputs();
        run.program
                .graph()
                .bindings()
                .forEach((value, binding) -> losses.stream()
                        .filter(each -> binding.kind() == Binding.Kind.LOSS_WEIGHTS
                                && each.output().equals(binding.name())
                                && !each.function().isBalanced())
                        .forEach(each -> run.weights(value, each.function().weights())));
        return run;
    }

    private void weights(Value value, List<Double> given) {
        double[] array = array(value);
        for (int i = 0; i < array.length; i++) {
            array[i] = given.get(given.size() == 1 ? 0 : i);
        }
    }

    /** As {@link #of(String, boolean, int)}, of the kernels of training. */
    static DoubleRun of(Program training, int batch) {
        DoubleRun run = new DoubleRun(training, batch);
        Random random = new Random(SEED);
        run.program.graph().bindings().forEach((value, binding) -> {
            switch (binding.kind()) {
                case INPUT, TARGET, OUTPUT_GRADIENT, INITIAL_STATE, FINAL_STATE_GRADIENT -> run.fill(value, random, 1);
                case PARAMETER, STATISTIC -> run.fill(value, random, 0.4);
                case LABELS -> run.wholeNumbers(value, random, run.classes(value));
                case TOKENS -> run.wholeNumbers(value, random, run.vocabulary());
                case LOSS_WEIGHTS, SAMPLE_WEIGHTS -> run.positive(value, random);
                case SINUSOIDS -> run.sinusoids(value);
                default -> {}
            }
        });
        return run;
    }

    /** The same run with all values of the workspace at their places in one array, which holds NaN at first. */
    DoubleRun inWorkspace() {
        workspace = Optional.of(new Workspace(program, batch));
        return this;
    }

    /** Zeros as states before the first step, and no gradients of the states after the last. */
    void clearStates() {
        program.graph().bindings().forEach((value, binding) -> {
            if (binding.kind() == Binding.Kind.INITIAL_STATE || binding.kind() == Binding.Kind.FINAL_STATE_GRADIENT) {
                Arrays.fill(array(value), 0);
            }
        });
    }

    private static Program training(CompiledModel model) {
        return model.programs().stream()
                .filter(program -> program.graph().name().equals("train"))
                .findFirst()
                .orElseThrow();
    }

    private int length(Value value, Layout layout) {
        return layout.length() * (value.type().batched() ? batch : 1);
    }

    private void fill(Value value, Random random, double scale) {
        double[] array = array(value);
        // As exact floats, so that a finding can be tried in float too. What is no element stays 0.
        positions(value).forEach(position -> array[position] = (float) (random.nextGaussian() * scale));
    }

    private void positive(Value value, Random random) {
        double[] array = array(value);
        for (int i = 0; i < array.length; i++) {
            array[i] = 0.5f + random.nextFloat();
        }
    }

    private void sinusoids(Value value) {
        int steps = value.type().size(0);
        float[] table = Sinusoids.table(steps, value.type().size(1), array(value).length / steps);
        for (int i = 0; i < table.length; i++) {
            array(value)[i] = table[i];
        }
    }

    private void wholeNumbers(Value value, Random random, int below) {
        double[] numbers = array(value);
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = random.nextInt(below);
        }
    }

    private int classes(Value labels) {
        String output =
                Objects.requireNonNull(program.graph().bindings().get(labels)).name();
        return (int) (output(output).type().size() / labels.type().size());
    }

    /** How many different tokens the table has rows for. */
    private int vocabulary() {
        int[] below = {Integer.MAX_VALUE};
        Walk search = new Walk() {
            @Override
            public void lookup(Statement.Lookup lookup) {
                if (!Buffer.ALL_LENGTHS.contains(lookup.from())) {
                    below[0] = Math.min(below[0], lookup.below()); // the smallest, if there are several inputs
                }
                super.lookup(lookup);
            }
        };
        program.launches().forEach(launch -> search.statement(launch.kernel().body()));
        return below[0];
    }

    private double[] array(Value value) {
        double[] array = arrays.get(value);
        if (array == null) {
            throw new AssertionError(value + " has no place");
        }
        return array;
    }

    /** Where the elements of a value lie, in row-major order of its axes, sample by sample. */
    List<Integer> positions(Value value) {
        Layout layout = Objects.requireNonNull(program.graph().layouts().get(value), value.name());
        List<Integer> positions = new ArrayList<>();
        for (int sample = 0; sample < (value.type().batched() ? batch : 1); sample++) {
            positions(value, layout, 0, layout.offset() + sample * layout.length(), positions);
        }
        return withoutRoom(value, positions);
    }

    /** Between the gates of a recurrent layer's parameter there is room that fills whole vectors. */
    private List<Integer> withoutRoom(Value value, List<Integer> positions) {
        Binding binding = program.graph().bindings().get(value);
        if (binding == null || !binding.name().matches(".*_l\\d+(_reverse)?")) {
            return positions;
        }
        String label = binding.name().substring(0, binding.name().lastIndexOf('.'));
        int hidden = named(Binding.Kind.INITIAL_STATE, label + ".h.0").type().size(0);
        int inner = positions.size() / value.type().size(0);
        return IntStream.range(0, positions.size())
                .filter(i -> i / inner % Layout.room(hidden) < hidden)
                .mapToObj(positions::get)
                .toList();
    }

    private static void positions(Value value, Layout layout, int axis, int position, List<Integer> into) {
        if (axis == value.type().rank()) {
            into.add(position);
            return;
        }
        Layout.Axis along = layout.axes().get(axis);
        for (int i = 0; i < value.type().size(axis); i++) {
            int step = along.panel() == 0
                    ? i * along.stride() * along.spacing()
                    : i / along.panel() * along.panelStride() + i % along.panel() * along.stride();
            positions(value, layout, axis + 1, position + step, into);
        }
    }

    /** The value of the first binding of a kind that fits. */
    private Value bound(Binding.Kind kind, Phase phase) {
        return program.launches().stream()
                .filter(launch -> launch.node().phase() == phase)
                .map(launch -> launch.node().result())
                .filter(value -> program.graph().is(value, kind))
                .reduce((first, last) -> last)
                .orElseThrow(() -> new AssertionError("no " + kind + " in " + phase));
    }

    private Value output() {
        return bound(Binding.Kind.RESULT, Phase.OUTPUT);
    }

    private Value output(String name) {
        return result(name, Phase.OUTPUT).orElseThrow(() -> new AssertionError("no output " + name));
    }

    /** What a phase gives the caller under a name. */
    private Optional<Value> result(String name, Phase phase) {
        return program.launches().stream()
                .filter(launch -> launch.node().phase() == phase)
                .map(launch -> launch.node().result())
                .filter(value -> new Binding(Binding.Kind.RESULT, name)
                        .equals(program.graph().bindings().get(value)))
                .findFirst();
    }

    private Optional<Value> external(Binding.Kind kind) {
        return program.graph().bindings().entrySet().stream()
                .filter(each -> each.getValue().kind() == kind)
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /**
     * The loss; of a model without one, the sum of the outputs times what would be their gradients. And the final states times what
     * would be theirs.
     */
    double loss() {
        run(Phase.FORWARD);
        return outputLoss() + stateLoss();
    }

    private double stateLoss() {
        double sum = 0;
        for (Binding binding : List.copyOf(program.graph().bindings().values())) {
            boolean read =
                    find(Binding.Kind.FINAL_STATE_GRADIENT, binding.name()).isPresent();
            if (binding.kind() == Binding.Kind.FINAL_STATE && read) {
                double[] state = get(Binding.Kind.FINAL_STATE, binding.name());
                double[] gradient = get(Binding.Kind.FINAL_STATE_GRADIENT, binding.name());
                for (int i = 0; i < state.length; i++) {
                    sum += state[i] * gradient[i];
                }
            }
        }
        return sum;
    }

    private double outputLoss() {
        if (external(Binding.Kind.OUTPUT_GRADIENT).isEmpty()) {
            return array(bound(Binding.Kind.KEPT, Phase.FORWARD))[0];
        }
        run(Phase.OUTPUT);
        double sum = 0;
        for (Map.Entry<Value, Binding> each : program.graph().bindings().entrySet()) {
            if (each.getValue().kind() == Binding.Kind.OUTPUT_GRADIENT) {
                double[] output = array(output(each.getValue().name()));
                double[] gradient = array(each.getKey());
                for (int i = 0; i < output.length; i++) {
                    sum += output[i] * gradient[i];
                }
            }
        }
        return sum;
    }

    /** Gives each sample so many steps. */
    void lengths(int[] each) {
        lengths = Arrays.stream(each).asDoubleStream().toArray();
    }

    /** Replaces what comes from outside: numbers in row-major order, sample by sample. */
    void put(Binding.Kind kind, String name, double[] dense) {
        Value value = named(kind, name);
        List<Integer> positions = positions(value);
        for (int i = 0; i < dense.length; i++) {
            array(value)[positions.get(i)] = dense[i];
        }
    }

    /** What is bound to a name, in row-major order, sample by sample. */
    double[] get(Binding.Kind kind, String name) {
        Value value = named(kind, name);
        double[] array = array(value);
        return positions(value).stream()
                .mapToDouble(position -> array[position])
                .toArray();
    }

    /** @param name may be empty, if there is one value of this kind */
    private Value named(Binding.Kind kind, String name) {
        return find(kind, name).orElseThrow(() -> new AssertionError("no " + kind + " " + name));
    }

    private Optional<Value> find(Binding.Kind kind, String name) {
        return program.graph().bindings().entrySet().stream()
                .filter(each -> each.getValue().kind() == kind)
                .filter(each -> name.isEmpty() || each.getValue().name().equals(name))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** The output of the last {@link #loss} of a model without a loss, in row-major order. */
    double[] outputs() {
        return array(output()).clone();
    }

    /** The gradients of the last {@link #loss}. */
    void backward() {
        run(Phase.BACKWARD);
        run(Phase.INPUT_GRADIENT);
    }

    /** What can be moved, by name: the input if it holds floats, the parameters and the initial states; and the gradient of each. */
    Map<String, Slope> slopes() {
        Map<String, Slope> slopes = new LinkedHashMap<>();
        long inputs = program.graph().bindings().values().stream()
                .filter(binding -> binding.kind() == Binding.Kind.INPUT)
                .count();
        program.graph().bindings().forEach((value, binding) -> {
            if (binding.kind() == Binding.Kind.INPUT) {
                String name = inputs == 1 ? "input" : "input " + binding.name();
                result(binding.name(), Phase.INPUT_GRADIENT)
                        .ifPresent(gradient -> slopes.put(name, new Slope(value, Optional.of(gradient))));
            }
        });
        program.graph().bindings().forEach((value, binding) -> {
            if (binding.kind() == Binding.Kind.PARAMETER) {
                slopes.put(binding.name(), new Slope(value, find(Binding.Kind.GRADIENT, binding.name())));
            }
            if (binding.kind() == Binding.Kind.INITIAL_STATE) {
                Optional<Value> gradient = find(Binding.Kind.INITIAL_STATE_GRADIENT, binding.name());
                slopes.put(binding.name(), new Slope(value, gradient));
            }
        });
        return slopes;
    }

    /** The central difference of the loss when all these values move, each along a direction of its own. */
    double difference(Map<Slope, double[]> directions, double distance) {
        directions.forEach((slope, direction) -> slope.move(direction, distance));
        double above = loss();
        directions.keySet().forEach(Slope::moveBack);
        directions.forEach((slope, direction) -> slope.move(direction, -distance));
        double below = loss();
        directions.keySet().forEach(Slope::moveBack);
        return (above - below) / (2 * distance);
    }

    private void run(Phase phase) {
        for (Launch launch : program.launches()) {
            if (launch.node().phase() == phase) {
                run(launch);
            }
        }
    }

    private void run(Launch launch) {
        Map<Buffer, double[]> memory = new HashMap<>();
        for (int i = 0; i < launch.values().size(); i++) {
            memory.put(launch.kernel().buffers().get(i), array(launch.values().get(i)));
        }
        workspace.ifPresent(all -> all.load(launch, memory));
        Optional<TimeAxis> axis = launch.node().steps();
        memory.put(Buffer.LENGTHS, along(axis, lengths));
        memory.put(Buffer.OPERAND_LENGTHS, along(launch.node().operandSteps(), lengths));
        int steps = (int) along(axis, new double[] {steps()})[0];
        int allSteps = (int) Arrays.stream(along(axis, lengths)).sum();
        Map<String, Double> arguments = new HashMap<>();
        for (KernelArgument argument : launch.node().operation().arguments()) {
            arguments.put(argument.name(), argument.first()); // dropout is on
        }
        Interpreter.run(
                launch.kernel(), new Interpreter.Call(memory, arguments, batch, steps, allSteps, SEED, 0), LANES);
        workspace.ifPresent(all -> all.save(launch, memory, this::array));
    }

    /** The lengths of values of a time axis, from those of the inputs. */
    private static double[] along(Optional<TimeAxis> axis, double[] lengths) {
        TimeAxis steps = axis.orElse(TimeAxis.DECLARED);
        return Arrays.stream(lengths)
                .map(length -> Math.floor((length + steps.plus()) / steps.divisor()))
                .toArray();
    }

    private int steps() {
        return program.graph().bindings().entrySet().stream()
                .filter(each -> each.getValue().kind() == Binding.Kind.INPUT
                        || each.getValue().kind() == Binding.Kind.TOKENS)
                .map(each -> each.getKey().type())
                .filter(TensorType::overTime)
                .map(type -> type.size(0))
                .findFirst()
                .orElse(0);
    }

    /** A value and its gradient. */
    final class Slope {
        private final double[] array;
        private final double[] here;
        private final List<Integer> positions;
        private final double[] gradients;
        private final List<Integer> gradientPositions;

        /** @param gradient empty if nothing depends on the value: its gradient is 0 then */
        Slope(Value value, Optional<Value> gradient) {
            array = array(value);
            here = array.clone();
            positions = positions(value);
            gradients = gradient.map(DoubleRun.this::array).orElseGet(() -> new double[array.length]);
            gradientPositions = gradient.map(DoubleRun.this::positions).orElse(positions);
        }

        int size() {
            return positions.size();
        }

        double gradient(int element) {
            return gradients[gradientPositions.get(element)];
        }

        double[] gradients() {
            return gradientPositions.stream()
                    .mapToDouble(position -> gradients[position])
                    .toArray();
        }

        boolean isZero() {
            return gradientPositions.stream().allMatch(position -> gradients[position] == 0);
        }

        private void move(double[] direction, double by) {
            for (int i = 0; i < direction.length; i++) {
                array[positions.get(i)] += by * direction[i];
            }
        }

        private void moveBack() {
            System.arraycopy(here, 0, array, 0, array.length);
        }

        /** The central difference of the loss along an element. */
        double difference(int element, double distance) {
            int position = positions.get(element);
            double here = array[position];
            array[position] = here + distance;
            double above = loss();
            array[position] = here - distance;
            double below = loss();
            array[position] = here;
            return (above - below) / (2 * distance);
        }
    }
}
