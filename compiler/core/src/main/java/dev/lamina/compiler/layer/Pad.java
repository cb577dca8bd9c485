package dev.lamina.compiler.layer;

import dev.lamina.compiler.op.Crop;
import dev.lamina.compiler.op.Surround;
import dev.lamina.compiler.signature.ArgumentKind;
import dev.lamina.compiler.signature.CallKind;
import dev.lamina.compiler.signature.Category;
import dev.lamina.compiler.signature.Place;
import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.source.Diagnostic;
import dev.lamina.compiler.tensor.Shape;
import dev.lamina.compiler.tensor.Sides;
import dev.lamina.compiler.tensor.TensorType;
import dev.lamina.compiler.tensor.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A value with more elements around it, all of one number: rows and columns around an image, steps before and after a sequence, features
 * before and after a vector. The gradient of x is the inner part of dy.
 */
record Pad(Sides sides, double value) implements Layer {
    static final CallKind<Layer> KIND = new CallKind<>(
            "pad",
            Category.SHAPE,
            List.of(
                    ArgumentKind.sides(
                            "by",
                            "how many rows and columns are added around an image: one number, (height, width) or (top, bottom,"
                                    + " left, right); to a sequence steps, to a vector features: one number or (before, after)"),
                    ArgumentKind.number("value", "0", -1e30, 1e30, "the number that they have")),
            "more rows and columns around an image, more steps or features before and after",
            arguments -> new Pad(arguments.sides("by").orElseThrow(), arguments.number("value")));

    @Override
    public String keyword() {
        return "pad";
    }

    @Override
    public List<String> formulas() {
        return List.of("y[before + i] = x[i]; value elsewhere", "dx[i] = dy[before + i]");
    }

    @Override
    public boolean keepsAxes() {
        return false;
    }

    @Override
    public boolean takesAxes(List<TensorType> operands) {
        return false;
    }

    @Override
    public Inference infer(Inputs inputs) {
        Incoming in = inputs.x();
        Place place = inputs.place();
        Shape shape = in.shape();
        if (shape instanceof Shape.Tokens) {
            return in.refused(Code.E0309, place, "pad", "numbers");
        }
        if (!(shape instanceof Shape.Image) && !isBeforeAndAfter()) {
            return Inference.mismatch(in.problem(
                    Code.E0331,
                    place.argument("by"),
                    "`" + in.giver() + "` gives " + shape
                            + ", which is padded by one number or two (before, after), not " + sides));
        }
        double size = 1;
        for (int axis = 0; axis < shape.sizes().size(); axis++) {
            size *= (double) shape.sizes().get(axis)
                    + before(shape).get(axis)
                    + after(shape).get(axis);
        }
        if (size > TooLarge.MOST) {
            return Inference.mismatch(TooLarge.value(place.argument("by"), "the padded " + shape.kind(), size));
        }
        return new Inference.Fits(ShapeAxis.withSizes(shape, sizes(shape)), arithmetic(shape), warnings(place));
    }

    private List<Diagnostic> warnings(Place place) {
        return sides.equals(Sides.NONE)
                ? List.of(Diagnostic.of(Code.W0707, place.argument("by"), "this adds nothing"))
                : List.of();
    }

    /** Whether the sides are one number, or two. */
    private boolean isBeforeAndAfter() {
        return sides.top() == sides.bottom() && sides.left() == sides.right();
    }

    private List<Integer> before(Shape shape) {
        if (shape instanceof Shape.Image) {
            return List.of(0, sides.top(), sides.left());
        }
        return shape instanceof Shape.Sequence ? List.of(sides.top(), 0) : List.of(sides.top());
    }

    /** A pair stands for (height, height, width, width) where there are rows, for (before, after) elsewhere. */
    private List<Integer> after(Shape shape) {
        if (shape instanceof Shape.Image) {
            return List.of(0, sides.bottom(), sides.right());
        }
        return shape instanceof Shape.Sequence ? List.of(sides.left(), 0) : List.of(sides.left());
    }

    private List<Integer> sizes(Shape shape) {
        List<Integer> sizes = new ArrayList<>();
        for (int axis = 0; axis < shape.sizes().size(); axis++) {
            sizes.add(shape.sizes().get(axis)
                    + before(shape).get(axis)
                    + after(shape).get(axis));
        }
        return sizes;
    }

    private String arithmetic(Shape shape) {
        List<String> names = shape instanceof Shape.Image
                ? List.of("channels", "height", "width")
                : List.of(shape instanceof Shape.Sequence ? "steps" : "features", "features");
        List<String> sums = new ArrayList<>();
        for (int axis = 0; axis < shape.sizes().size(); axis++) {
            int added = before(shape).get(axis) + after(shape).get(axis);
            if (added > 0) {
                sums.add(names.get(axis) + " = " + before(shape).get(axis) + " + "
                        + shape.sizes().get(axis) + " + " + after(shape).get(axis) + " = "
                        + sizes(shape).get(axis));
            }
        }
        return String.join(", ", sums);
    }

    @Override
    public Optional<String> fixesSteps(Shape in) {
        return in instanceof Shape.Sequence ? Optional.of("adds steps") : Optional.empty();
    }

    @Override
    public Value forward(Scope scope) {
        Shape in = scope.in();
        return scope.add("", new Surround(TensorType.samples(sizes(in)), before(in), (float) value), scope.x());
    }

    @Override
    public void backward(Scope scope, Value y, Value dy) {
        scope.operandGradient("x", scope.add("gradient", new Crop(scope.x().type(), before(scope.in())), dy));
    }
}
