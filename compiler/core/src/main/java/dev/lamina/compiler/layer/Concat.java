package dev.lamina.compiler.layer;

import dev.lamina.compiler.op.Slice;
import dev.lamina.compiler.signature.CallKind;
import dev.lamina.compiler.signature.Category;
import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.tensor.AxisOrder;
import dev.lamina.compiler.tensor.Shape;
import dev.lamina.compiler.tensor.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The value before and {@code others} named ones, concatenated: the features of vectors, or of sequences of as many steps, or the
 * channels of images of one size. The gradient of each is its part of dy.
 */
record Concat(int others) implements Layer {
    /** The most values that one kernel concatenates. */
    private static final int MOST_VALUES = 50;

    static final CallKind<Layer> KIND = new CallKind<>(
            "concat",
            Category.JOIN,
            CallKind.ValueCount.SOME,
            List.of(),
            "the features of vectors or sequences, or the channels of images, one after the other: those of the value before, then those of"
                    + " the named ones",
            arguments -> new Concat(arguments.values().size()));

    @Override
    public String keyword() {
        return "concat";
    }

    @Override
    public List<String> operands() {
        return Joins.operands(others);
    }

    @Override
    public List<String> formulas() {
        return List.of("y = x, then a, …, feature by feature or channel by channel", "dx, da, … = their parts of dy");
    }

    @Override
    public boolean keepsAxes() {
        return false;
    }

    @Override
    public Inference infer(Inputs inputs) {
        Incoming x = inputs.x();
        long features = 0;
        for (Incoming each : inputs.operands().values()) {
            if (each.shape() instanceof Shape.Tokens) {
                return Joins.tokens(inputs, each, keyword());
            }
            if (!withoutFeatures(each.shape()).equals(withoutFeatures(x.shape()))) {
                return mismatch(inputs, x, each);
            }
            features += each.shape().features();
        }
        if (features > Integer.MAX_VALUE) {
            return Inference.mismatch(x.problem(
                    Code.E0601, inputs.place().call(), "concatenated, these values have " + features + " features"));
        }
        return Inference.fits(withFeatures(x.shape(), (int) features), sum(inputs, features));
    }

    /** The kind of a shape, and the sizes of all axes but that of the features. */
    private static List<Object> withoutFeatures(Shape shape) {
        List<Object> sizes = new ArrayList<>(shape.sizes());
        sizes.remove(shape instanceof Shape.Image ? 0 : sizes.size() - 1);
        sizes.add(shape.kind());
        return sizes;
    }

    private static Shape withFeatures(Shape shape, int features) {
        if (shape instanceof Shape.Image image) {
            return new Shape.Image(features, image.height(), image.width());
        }
        return shape instanceof Shape.Sequence sequence
                ? new Shape.Sequence(sequence.steps(), features)
                : new Shape.Vector(features);
    }

    private static String sum(Inputs inputs, long features) {
        String what = inputs.x().shape() instanceof Shape.Image ? "channels = " : "features = ";
        return what
                + inputs.operands().values().stream()
                        .map(each -> String.valueOf(each.shape().features()))
                        .collect(Collectors.joining(" + "))
                + " = " + features;
    }

    private Inference mismatch(Inputs inputs, Incoming x, Incoming other) {
        String needs = x.shape() instanceof Shape.Image && other.shape() instanceof Shape.Image
                ? "images of one height and width"
                : x.shape() instanceof Shape.Sequence && other.shape() instanceof Shape.Sequence
                        ? "sequences of as many steps"
                        : "values of one kind";
        return new Inference.Mismatch(
                Joins.unlike(inputs, x, other, keyword(), needs),
                Joins.fittingLayers(inputs.place(), x.shape(), other.shape()));
    }

    /** A Java method has at most 255 arguments, so many values are first concatenated in groups. */
    @Override
    public Value forward(Scope scope) {
        List<Value> values = operands().stream().map(scope::operand).toList();
        for (int level = 1; values.size() > MOST_VALUES; level++) {
            List<Value> groups = new ArrayList<>();
            for (int from = 0; from < values.size(); from += MOST_VALUES) {
                List<Value> group = values.subList(from, Math.min(values.size(), from + MOST_VALUES));
                groups.add(
                        group.size() == 1
                                ? group.get(0)
                                : concatenated(scope, "group " + level + "." + groups.size(), group));
            }
            values = groups;
        }
        return concatenated(scope, "", values);
    }

    private static Value concatenated(Scope scope, String role, List<Value> values) {
        return scope.add(
                role,
                new dev.lamina.compiler.op.Concat(Joins.operands(values.size() - 1)),
                values.toArray(Value[]::new));
    }

    @Override
    public void backward(Scope scope, Value y, Value dy) {
        int first = 0;
        for (String name : operands()) {
            Value operand = scope.operand(name);
            int lanes = operand.type().size(AxisOrder.lane(operand.type()));
            String role = name.equals("x") ? "gradient" : "gradient of " + name;
            scope.operandGradient(name, scope.add(role, new Slice(first, lanes), dy));
            first += lanes;
        }
    }
}
