package dev.lamina.compiler.graph;

import dev.lamina.compiler.layer.Scope;
import dev.lamina.compiler.layer.loss.Loss;
import dev.lamina.compiler.layer.optimizer.Clip;
import dev.lamina.compiler.layer.optimizer.Optimizer;
import dev.lamina.compiler.layer.optimizer.ParameterGroup;
import dev.lamina.compiler.model.Application;
import dev.lamina.compiler.model.AppliedLoss;
import dev.lamina.compiler.model.InputDeclaration;
import dev.lamina.compiler.model.Output;
import dev.lamina.compiler.model.ShapedLayer;
import dev.lamina.compiler.model.ShapedModel;
import dev.lamina.compiler.op.Copy;
import dev.lamina.compiler.op.Pointwise;
import dev.lamina.compiler.op.RowMajor;
import dev.lamina.compiler.op.WeightedSum;
import dev.lamina.compiler.op.Zeros;
import dev.lamina.compiler.tensor.Parameter;
import dev.lamina.compiler.tensor.Shape;
import dev.lamina.compiler.tensor.TensorType;
import dev.lamina.compiler.tensor.Value;
import dev.lamina.runtime.GroundTruth;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Builds the graphs of a shaped model. The graph of a prediction has the forward pass. The graph of a training step also has the backward
 * pass and the update of the parameters.
 */
public final class Differentiator {
    private static final String OUTPUT = "the output, as the caller's array has it";

    private final ShapedModel model;
    private final GraphBuilder builder;
    private final List<GraphBuilder.LayerScope> scopes = new ArrayList<>();
    private final int inputs;
    private final Value[] values;
    private final @Nullable Value[] gradients;
    private final List<String> linesWithoutCode = new ArrayList<>();

    private Differentiator(ShapedModel model, boolean training) {
        this.model = model;
        this.builder = new GraphBuilder(training);
        this.inputs = model.model().inputs().size();
        this.values = new Value[model.model().values()];
        this.gradients = new Value[values.length];
    }

    /** The graph of a prediction. It reads the caller's inputs and writes the caller's outputs. */
    public static Graph predicting(ShapedModel model) {
        Differentiator differentiator = new Differentiator(model, false);
        differentiator.forward();
        differentiator.outputs();
        return differentiator.builder.graph("predict");
    }

    /**
     * The graph of a training step.
     *
     * @param groups the parts of the array of parameters that are trained
     * @param inputGradient whether the gradients of the inputs are wanted; tokens have none
     */
    public static Graph training(ShapedModel model, List<ParameterGroup> groups, boolean inputGradient) {
        Differentiator differentiator = new Differentiator(model, true);
        differentiator.forward();
        if (model.model().losses().isEmpty()) {
            differentiator.callersGradients();
        } else {
            differentiator.losses();
        }
        differentiator.backward();
        groups.forEach(differentiator::update);
        differentiator.builder.enter(Phase.OUTPUT);
        differentiator.outputs();
        if (inputGradient) {
            differentiator.inputGradients();
        }
        return differentiator.builder.graph("train");
    }

    private void forward() {
        for (int i = 0; i < inputs; i++) {
            values[i] = input(model.model().inputs().get(i), model.type(i));
        }
        for (int i = 0; i < model.layers().size(); i++) {
            ShapedLayer layer = model.layers().get(i);
            String label = layer.application().label();
            for (Parameter parameter : layer.parameters()) {
                builder.parameter(label, parameter);
            }
            Owner owner = owner(label, SourceLines.of(model.model(), layer, inputs + i));
            GraphBuilder.LayerScope scope =
                    builder.scope(owner, layer.in(), operands(layer.application(), owner), model.carriesStates(layer));
            scopes.add(scope);
            values[inputs + i] = TooLargeException.guard(
                    label, () -> layer.application().layer().forward(scope));
            if (values[inputs + i].equals(scope.x())) {
                linesWithoutCode.addAll(owner.lines());
                linesWithoutCode.add(linesWithoutCode.remove(linesWithoutCode.size() - 1) + ", nothing to compute");
            }
        }
    }

    private Map<String, Value> operands(Application application, Owner owner) {
        List<String> names = application.layer().operands();
        boolean asTheyAre = application.layer().takesAxes(types(application));
        Map<String, Value> operands = new HashMap<>();
        for (int i = 0; i < names.size(); i++) {
            int number = application.operands().get(i);
            operands.put(names.get(i), asTheyAre ? values[number] : inRowMajorOrder(owner, number));
        }
        return operands;
    }

    private List<TensorType> types(Application application) {
        return application.operands().stream()
                .map(number -> values[number].type())
                .toList();
    }

    /** Value {@code number}; if it is flattened and still has the axes of what it was, a copy with one axis. */
    private Value inRowMajorOrder(Owner owner, int number) {
        Value value = values[number];
        TensorType vector = TensorType.of(model.shape(number));
        return model.shape(number) instanceof Shape.Vector && value.type().rank() > 1
                ? builder.add(owner, "flattened", new RowMajor(vector), value)
                : value;
    }

    /** An owner with a line of the model file. The lines of earlier layers without code, such as flatten, precede that line. */
    private Owner owner(String label, String line) {
        List<String> lines = new ArrayList<>(linesWithoutCode);
        lines.add(line);
        linesWithoutCode.clear();
        return new Owner(label, lines);
    }

    /** The value that layers read for an input. Floats are copied into the layout of these layers; tokens are read where they are. */
    private Value input(InputDeclaration input, TensorType type) {
        if (input.shape() instanceof Shape.Tokens) {
            Binding.Kind place = builder.training() ? Binding.Kind.TOKENS : Binding.Kind.INPUT;
            return builder.external(input.name(), type, new Binding(place, input.name()));
        }
        Value given = builder.external(input.name(), type, new Binding(Binding.Kind.INPUT, input.name()));
        Owner owner = new Owner(input.name(), List.of(SourceLines.of(input)));
        return builder.add(owner, "import", Copy.in("import", given.type()), given);
    }

    /** The label of what belongs to one output: {@code loss}, or {@code loss.boxes} in a model with several outputs. */
    private String labelOf(String what, Output output) {
        return model.model().outputs().size() == 1 ? what : what + "." + output.name();
    }

    private void outputs() {
        for (Output output : model.model().outputs()) {
            String label = labelOf("output", output);
            Owner owner = builder.training() ? new Owner(label, List.of(OUTPUT)) : owner(label, OUTPUT);
            Value out = builder.add(owner, "export", Copy.out("export"), values[output.value()]);
            builder.bind(out, new Binding(Binding.Kind.RESULT, output.name()));
        }
    }

    /** The gradients of the outputs of a model without a loss: the caller gives them. */
    private void callersGradients() {
        builder.enter(Phase.BACKWARD);
        for (Output output : model.model().outputs()) {
            Value given = builder.external(
                    labelOf("output_gradient", output),
                    values[output.value()].type(),
                    new Binding(Binding.Kind.OUTPUT_GRADIENT, output.name()));
            Owner owner = new Owner(
                    labelOf("output", output), List.of("the gradient of the output, laid out as layers read it"));
            addGradient(
                    output.value(),
                    builder.add(owner, "gradient", new Copy("import", Copy.Placement.WHOLE_VECTORS), given));
        }
    }

    /**
     * A loss with what it is computed from.
     *
     * @param truth the labels or the target
     */
    private record Compared(AppliedLoss applied, Output output, Scope scope, Value truth) {}

    /** The losses, their sum, and the gradients of the outputs. */
    private void losses() {
        List<Compared> compared = new ArrayList<>();
        List<Value> each = new ArrayList<>();
        for (AppliedLoss applied : model.model().losses()) {
            Compared loss = compared(applied);
            compared.add(loss);
            each.add(applied.loss().forward(loss.scope(), values[loss.output().value()], loss.truth()));
        }
        List<Float> weights =
                compared.stream().map(loss -> (float) loss.applied().weight()).toList();
        boolean plain = weights.equals(List.of(1f));
        Value sum = plain
                ? each.get(0)
                : builder.add(Owner.of("loss"), "sum", new WeightedSum(weights), each.toArray(Value[]::new));
        builder.bind(sum, Binding.of(Binding.Kind.KEPT));
        builder.enter(Phase.BACKWARD);
        for (Compared loss : compared) {
            int value = loss.output().value();
            Value gradient = loss.applied().loss().backward(loss.scope(), values[value], loss.truth());
            float weight = (float) loss.applied().weight();
            addGradient(
                    value, weight == 1 ? gradient : loss.scope().add("weighted", WeightedSum.scaled(weight), gradient));
        }
    }

    private Compared compared(AppliedLoss applied) {
        Output output = model.model().outputs().get(applied.output());
        Shape shape = model.shape(output.value());
        Loss loss = applied.loss();
        Value value = values[output.value()];
        Owner owner = owner(labelOf("loss", output), SourceLines.of(applied, shape));
        Scope scope = builder.scope(owner, shape, Map.of("x", value), false);
        Value truth = loss.groundTruth() == GroundTruth.LABELS
                ? builder.external(
                        labelOf("labels", output),
                        labels(loss, shape, value.type()),
                        new Binding(Binding.Kind.LABELS, output.name()))
                : builder.external(
                        labelOf("target", output), value.type(), new Binding(Binding.Kind.TARGET, output.name()));
        if (loss.classWeights().areThere()) {
            TensorType weights = TensorType.shared(List.of(loss.weightCount(shape)));
            Binding binding = new Binding(Binding.Kind.LOSS_WEIGHTS, output.name());
            scope.keep(Loss.CLASS_WEIGHTS, builder.external(labelOf("loss_weights", output), weights, binding));
        }
        if (loss.weighsLabels() && model.model().settings().isSharded()) {
            TensorType one = TensorType.shared(List.of(1));
            Binding binding = new Binding(Binding.Kind.WHOLE_WEIGHT, output.name());
            scope.keep(Loss.WHOLE_WEIGHT, builder.external(labelOf("whole_weight", output), one, binding));
        }
        if (applied.sampleWeights()) {
            Binding binding = new Binding(Binding.Kind.SAMPLE_WEIGHTS, output.name());
            Value weights = builder.external(labelOf("sample_weights", output), TensorType.samples(List.of()), binding);
            scope.keep(Loss.WEIGHTS_OF_SAMPLES, weights);
        }
        return new Compared(applied, output, scope, truth);
    }

    private static TensorType labels(Loss loss, Shape output, TensorType type) {
        TensorType labels = TensorType.wholeNumbers(loss.labels(output));
        return labels.rank() == 0 ? labels : type.time().map(labels::over).orElse(labels);
    }

    /** Runs the backward pass of the layers, last to first. It adds up the gradients of a value that several layers read, in this order. */
    private void backward() {
        for (int i = model.layers().size() - 1; i >= 0; i--) {
            Application application = model.layers().get(i).application();
            GraphBuilder.LayerScope scope = scopes.get(i);
            Value y = values[inputs + i];
            Value dy = given(i);
            if (dy == null) {
                continue; // no loss depends on this layer
            }
            TooLargeException.guard(application.label(), () -> {
                application.layer().backward(scope, y, dy);
                return y;
            });
            List<String> names = application.layer().operands();
            for (int operand = 0; operand < names.size(); operand++) {
                int value = application.operands().get(operand);
                scope.operandGradient(names.get(operand))
                        .ifPresent(given -> addGradient(value, withAxes(application, value, given)));
            }
        }
    }

    /**
     * The gradient of the result of layer {@code number}; null if no loss depends on the layer. A final state gets a gradient from the
     * caller, so the backward pass of a layer that carries states runs with zeros if its result has no gradient.
     */
    private @Nullable Value given(int number) {
        Value dy = gradients[inputs + number];
        GraphBuilder.LayerScope scope = scopes.get(number);
        return dy == null && scope.carriesStates()
                ? scope.add("no gradient", new Zeros(values[inputs + number].type()))
                : dy;
    }

    /** The gradient of value {@code number} with the axes of that value, of which the layer may have read a copy with one axis. */
    private Value withAxes(Application application, int number, Value gradient) {
        TensorType type = values[number].type();
        return gradient.type().equals(type)
                ? gradient
                : builder.add(Owner.of(application.label()), "gradient with axes", new RowMajor(type), gradient);
    }

    /** Adds to the gradient of a value. The node of the sum belongs to the layer that computes the value. */
    private void addGradient(int value, Value given) {
        Value before = gradients[value];
        gradients[value] = before == null
                ? given
                : builder.add(Owner.of(model.model().valueName(value)), "gradient sum", Pointwise.SUM, before, given);
    }

    private void update(ParameterGroup group) {
        builder.enter(Phase.UPDATE);
        Optimizer optimizer = model.model().settings().optimizer();
        TensorType all = TensorType.shared(List.of(group.floats()));
        String name = group.name();
        Value parameters = builder.external("parameters", all, new Binding(Binding.Kind.ALL_PARAMETERS, name));
        Value[] operands = {
            parameters,
            builder.external("gradients", all, new Binding(Binding.Kind.ALL_GRADIENTS, name)),
            builder.external("first", all, new Binding(Binding.Kind.FIRST_MOMENT, name)),
            builder.external("second", all, new Binding(Binding.Kind.SECOND_MOMENT, name))
        };
        Clip clip = model.model().settings().controls().clip();
        Owner owner = new Owner("parameters", List.of(optimizer.keyword()));
        Value[] used = Arrays.copyOf(operands, 2 + optimizer.moments());
        builder.update(owner, "", new Optimizer.Update(optimizer, clip, group.factor()), parameters, used);
    }

    private void inputGradients() {
        builder.enter(Phase.INPUT_GRADIENT);
        for (int i = 0; i < inputs; i++) {
            InputDeclaration input = model.model().inputs().get(i);
            Value gradient = gradients[i];
            if (gradient != null && !(input.shape() instanceof Shape.Tokens)) {
                Value dx = builder.add(Owner.of(input.name()), "gradient export", Copy.out("export"), gradient);
                builder.bind(dx, new Binding(Binding.Kind.RESULT, input.name()));
            }
        }
    }
}
