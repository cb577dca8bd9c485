package dev.lamina.compiler.graph;

import dev.lamina.compiler.layer.Scope;
import dev.lamina.compiler.layer.loss.Loss;
import dev.lamina.compiler.layer.optimizer.Optimizer;
import dev.lamina.compiler.model.Application;
import dev.lamina.compiler.model.AppliedLoss;
import dev.lamina.compiler.model.InputDeclaration;
import dev.lamina.compiler.model.ShapedLayer;
import dev.lamina.compiler.model.ShapedModel;
import dev.lamina.compiler.op.Copy;
import dev.lamina.compiler.op.Pointwise;
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
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Shaped model to graphs: the forward direction for predicting; forward, backward and update for training, as ordinary nodes. */
public final class Differentiator {
    private static final String OUTPUT = "the output, as the caller's array has it";

    private final ShapedModel model;
    private final GraphBuilder builder;
    private final List<GraphBuilder.LayerScope> scopes = new ArrayList<>();
    private final Value[] values;
    private final List<String> idle = new ArrayList<>();
    private final int floats;

    private Differentiator(ShapedModel model, boolean training, int floats) {
        this.model = model;
        this.builder = new GraphBuilder(training);
        this.values = new Value[model.layers().size() + 1];
        this.floats = floats;
    }

    /** The forward direction, from the caller's array to the caller's array. */
    public static Graph predicting(ShapedModel model) {
        Differentiator writer = new Differentiator(model, false, 0);
        writer.forward();
        Owner owner = writer.owner("output", OUTPUT);
        Value out = writer.builder.add(owner, "export", Copy.out("export"), writer.output());
        writer.builder.bind(out, Binding.of(Binding.Kind.RESULT));
        return writer.builder.graph("predict");
    }

    /**
     * Forward, backward and update.
     *
     * @param floats how many floats all parameters take
     * @param inputGradient whether the gradient of the input is wanted; tokens have none
     */
    public static Graph training(ShapedModel model, int floats, boolean inputGradient) {
        Differentiator writer = new Differentiator(model, true, floats);
        writer.forward();
        Value gradient = writer.lossGradient();
        Value inputs = writer.backward(gradient);
        if (floats > 0) {
            writer.update();
        }
        writer.exports(inputs, inputGradient);
        return writer.builder.graph("train");
    }

    private Value output() {
        return values[values.length - 1];
    }

    private void forward() {
        values[0] = input();
        for (int i = 0; i < model.layers().size(); i++) {
            ShapedLayer layer = model.layers().get(i);
            String label = layer.application().label();
            for (Parameter parameter : layer.parameters()) {
                builder.parameter(label, parameter.name(), parameter.type());
            }
            Owner owner = owner(label, SourceLines.of(layer));
            GraphBuilder.LayerScope scope = builder.scope(owner, layer.in(), operands(layer.application()));
            scopes.add(scope);
            values[i + 1] = TooLargeException.guard(
                    label, () -> layer.application().layer().forward(scope));
            if (values[i + 1].equals(scope.x())) {
                idle.addAll(owner.lines());
                idle.add(idle.remove(idle.size() - 1) + ", nothing to compute");
            }
        }
    }

    private Map<String, Value> operands(Application application) {
        List<String> names = application.layer().operands();
        Map<String, Value> operands = new HashMap<>();
        for (int i = 0; i < names.size(); i++) {
            operands.put(names.get(i), values[application.operands().get(i)]);
        }
        return operands;
    }

    /** An owner that also tells of the layers before it that have no code of their own, such as flatten. */
    private Owner owner(String label, String line) {
        List<String> lines = new ArrayList<>(idle);
        lines.add(line);
        idle.clear();
        return new Owner(label, lines);
    }

    /** Numbers lie as the first layer wants them; tokens stay where they are. */
    private Value input() {
        InputDeclaration input = model.model().input();
        if (takesTokens()) {
            Binding.Kind place = builder.training() ? Binding.Kind.TOKENS : Binding.Kind.INPUT;
            return builder.external(input.name(), model.inputType(), Binding.of(place));
        }
        Value given = builder.external(input.name(), model.inputType(), Binding.of(Binding.Kind.INPUT));
        Owner owner = new Owner(input.name(), List.of(SourceLines.of(input)));
        return builder.add(owner, "import", Copy.in("import", given.type()), given);
    }

    private boolean takesTokens() {
        return model.inputShape() instanceof Shape.Tokens;
    }

    /** The gradient of the output: from the loss, or from the caller. */
    private Value lossGradient() {
        TensorType type = output().type();
        Optional<AppliedLoss> applied = model.model().loss();
        if (applied.isEmpty()) {
            builder.enter(Phase.BACKWARD);
            Value given = builder.external("output_gradient", type, Binding.of(Binding.Kind.OUTPUT_GRADIENT));
            Owner owner = new Owner("output", List.of("the gradient of the output, laid out as layers read it"));
            return builder.add(owner, "gradient", new Copy("import", Copy.Placement.WHOLE_VECTORS), given);
        }
        Shape shape = model.outputShape();
        Loss loss = applied.get().loss();
        Owner owner = owner("loss", SourceLines.of(applied.get(), shape));
        Scope scope = builder.scope(owner, shape, Map.of("x", output()));
        Value truth = loss.groundTruth() == GroundTruth.LABELS
                ? builder.external("labels", labels(loss, shape), Binding.of(Binding.Kind.LABELS))
                : builder.external("target", type, Binding.of(Binding.Kind.TARGET));
        Value value = loss.forward(scope, output(), truth);
        builder.bind(value, Binding.of(Binding.Kind.KEPT));
        builder.enter(Phase.BACKWARD);
        return loss.backward(scope, output(), truth);
    }

    private TensorType labels(Loss loss, Shape output) {
        TensorType labels = TensorType.wholeNumbers(loss.labels(output));
        return labels.rank() > 0 && output().type().overTime() ? labels.ofAnyLength() : labels;
    }

    /** From the last layer to the first. A value that several layers take gets the sum of their gradients, the last reader's first. */
    private Value backward(Value gradient) {
        Value[] gradients = new Value[values.length];
        gradients[values.length - 1] = gradient;
        for (int i = model.layers().size() - 1; i >= 0; i--) {
            Value dy = gradients[i + 1];
            if (dy == null) {
                continue; // nothing that reaches the loss reads this layer's value
            }
            Application application = model.layers().get(i).application();
            GraphBuilder.LayerScope scope = scopes.get(i);
            Value y = values[i + 1];
            TooLargeException.guard(application.label(), () -> {
                application.layer().backward(scope, y, dy);
                return y;
            });
            List<String> names = application.layer().operands();
            for (int operand = 0; operand < names.size(); operand++) {
                int value = application.operands().get(operand);
                scope.operandGradient(names.get(operand))
                        .ifPresent(given -> gradients[value] = sum(value, gradients[value], given));
            }
        }
        return gradients[0];
    }

    /** Adds one more gradient of a value, as a node of the layer that gives it. */
    private Value sum(int value, @Nullable Value before, Value given) {
        if (before == null) {
            return given;
        }
        String label = value == 0
                ? model.model().input().name()
                : model.layers().get(value - 1).application().label();
        return builder.add(Owner.of(label), "gradient sum", Pointwise.SUM, before, given);
    }

    private void update() {
        builder.enter(Phase.UPDATE);
        Optimizer optimizer = model.model().settings().optimizer();
        TensorType all = TensorType.shared(List.of(floats));
        Value parameters = builder.external("parameters", all, Binding.of(Binding.Kind.ALL_PARAMETERS));
        Value[] operands = {
            parameters,
            builder.external("gradients", all, Binding.of(Binding.Kind.ALL_GRADIENTS)),
            builder.external("first", all, Binding.of(Binding.Kind.FIRST_MOMENT)),
            builder.external("second", all, Binding.of(Binding.Kind.SECOND_MOMENT))
        };
        Owner owner = new Owner("parameters", List.of(optimizer.keyword()));
        Value[] used = Arrays.copyOf(operands, 2 + optimizer.moments());
        builder.update(owner, new Optimizer.Update(optimizer), parameters, used);
    }

    private void exports(Value inputs, boolean inputGradient) {
        builder.enter(Phase.OUTPUT);
        Value out = builder.add(new Owner("output", List.of(OUTPUT)), "export", Copy.out("export"), output());
        builder.bind(out, Binding.of(Binding.Kind.RESULT));
        if (inputGradient && !takesTokens()) {
            builder.enter(Phase.INPUT_GRADIENT);
            Value dx =
                    builder.add(Owner.of(model.model().input().name()), "gradient export", Copy.out("export"), inputs);
            builder.bind(dx, Binding.of(Binding.Kind.RESULT));
        }
    }
}
