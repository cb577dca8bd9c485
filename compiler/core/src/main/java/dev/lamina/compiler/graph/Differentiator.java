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

/**
 * Builds the graphs of a shaped model. The graph of a prediction has the forward pass. The graph of a training step also has the backward
 * pass and the update of the parameters.
 */
public final class Differentiator {
    private static final String OUTPUT = "the output, as the caller's array has it";

    private final ShapedModel model;
    private final GraphBuilder builder;
    private final List<GraphBuilder.LayerScope> scopes = new ArrayList<>();
    private final Value[] values;
    private final List<String> linesWithoutCode = new ArrayList<>();
    private final int trainedFloats;

    private Differentiator(ShapedModel model, boolean training, int trainedFloats) {
        this.model = model;
        this.builder = new GraphBuilder(training);
        this.values = new Value[model.layers().size() + 1];
        this.trainedFloats = trainedFloats;
    }

    /** The graph of a prediction. It reads the caller's input and writes the caller's output. */
    public static Graph predicting(ShapedModel model) {
        Differentiator differentiator = new Differentiator(model, false, 0);
        differentiator.forward();
        Owner owner = differentiator.owner("output", OUTPUT);
        Value out = differentiator.builder.add(owner, "export", Copy.out("export"), differentiator.output());
        differentiator.builder.bind(out, Binding.of(Binding.Kind.RESULT));
        return differentiator.builder.graph("predict");
    }

    /**
     * The graph of a training step.
     *
     * @param trainedFloats the length of the part of the array of parameters that is trained
     * @param inputGradient whether the gradient of the input is wanted; tokens have none
     */
    public static Graph training(ShapedModel model, int trainedFloats, boolean inputGradient) {
        Differentiator differentiator = new Differentiator(model, true, trainedFloats);
        differentiator.forward();
        Value gradient = differentiator.lossGradient();
        Value inputs = differentiator.backward(gradient);
        if (trainedFloats > 0) {
            differentiator.update();
        }
        differentiator.exports(inputs, inputGradient);
        return differentiator.builder.graph("train");
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
                builder.parameter(label, parameter);
            }
            Owner owner = owner(label, SourceLines.of(layer));
            GraphBuilder.LayerScope scope = builder.scope(owner, layer.in(), operands(layer.application()));
            scopes.add(scope);
            values[i + 1] = TooLargeException.guard(
                    label, () -> layer.application().layer().forward(scope));
            if (values[i + 1].equals(scope.x())) {
                linesWithoutCode.addAll(owner.lines());
                linesWithoutCode.add(linesWithoutCode.remove(linesWithoutCode.size() - 1) + ", nothing to compute");
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

    /** An owner with a line of the model file. The lines of earlier layers without code, such as flatten, precede that line. */
    private Owner owner(String label, String line) {
        List<String> lines = new ArrayList<>(linesWithoutCode);
        lines.add(line);
        linesWithoutCode.clear();
        return new Owner(label, lines);
    }

    /** The value that the first layer reads. Floats are copied into the layout of that layer; tokens are read where they are. */
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

    /** Runs the backward pass of the layers, last to first. It adds up the gradients of a value that several layers read, in this order. */
    private Value backward(Value gradient) {
        Value[] gradients = new Value[values.length];
        gradients[values.length - 1] = gradient;
        for (int i = model.layers().size() - 1; i >= 0; i--) {
            Value dy = gradients[i + 1];
            if (dy == null) {
                continue; // the loss does not depend on this layer
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

    /** The sum of a value's gradients so far and one more. The node belongs to the layer that computes the value. */
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
        TensorType all = TensorType.shared(List.of(trainedFloats));
        Value parameters = builder.external("parameters", all, Binding.of(Binding.Kind.ALL_PARAMETERS));
        Value[] operands = {
            parameters,
            builder.external("gradients", all, Binding.of(Binding.Kind.ALL_GRADIENTS)),
            builder.external("first", all, Binding.of(Binding.Kind.FIRST_MOMENT)),
            builder.external("second", all, Binding.of(Binding.Kind.SECOND_MOMENT))
        };
        Owner owner = new Owner("parameters", List.of(optimizer.keyword()));
        Value[] used = Arrays.copyOf(operands, 2 + optimizer.moments());
        builder.update(owner, "", new Optimizer.Update(optimizer), parameters, used);
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
