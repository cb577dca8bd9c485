package dev.lamina.compiler.layer;

import dev.lamina.compiler.op.Crop;
import dev.lamina.compiler.op.Surround;
import dev.lamina.compiler.signature.ArgumentKind;
import dev.lamina.compiler.signature.CallKind;
import dev.lamina.compiler.signature.Category;
import dev.lamina.compiler.signature.Place;
import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.tensor.Shape;
import dev.lamina.compiler.tensor.TensorType;
import dev.lamina.compiler.tensor.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A part of a value along one axis: the elements {@code from}, …, {@code to} - 1, counted from 0, as {@code x[:, from:to]} in PyTorch. The
 * gradient of the others is 0.
 *
 * @param to one more than the last; 0 for the end of the axis
 */
record Slice(int from, int to, ShapeAxis axis) implements Layer {
    static final CallKind<Layer> KIND = new CallKind<>(
            "slice",
            Category.SHAPE,
            List.of(
                    ArgumentKind.size("from", "the first that is taken, counted from 0")
                            .atLeast(0),
                    ArgumentKind.whole("to", 0, "one more than the last that is taken; 0 for all up to the end")
                            .atLeast(0)
                            .withoutName(),
                    ArgumentKind.word(
                            "axis",
                            "features",
                            ShapeAxis.words(),
                            "what is counted; the features of an image are its channels")),
            "a part of a value: some of its features, steps, rows or columns",
            arguments ->
                    new Slice(arguments.whole("from"), arguments.whole("to"), ShapeAxis.of(arguments.word("axis"))));

    @Override
    public String keyword() {
        return "slice";
    }

    @Override
    public List<String> formulas() {
        return List.of("y[i] = x[from + i]", "dx[from + i] = dy[i]; 0 elsewhere");
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
            return in.refused(Code.E0309, place, "slice", "numbers");
        }
        Optional<Integer> number = axis.of(shape);
        if (number.isEmpty()) {
            return Inference.mismatch(in.problem(
                    Code.E0314,
                    place.argument("axis"),
                    "`slice` takes " + axis.in(shape) + ", but `" + in.giver() + "` gives " + shape
                            + ", which has none"));
        }
        int size = shape.sizes().get(number.get());
        int end = to == 0 ? size : to;
        if (from >= end || end > size) {
            return outside(in, place, size);
        }
        List<Integer> sizes = new ArrayList<>(shape.sizes());
        sizes.set(number.get(), end - from);
        return Inference.fits(
                ShapeAxis.withSizes(shape, sizes), axis.in(shape) + " = " + end + " - " + from + " = " + (end - from));
    }

    private Inference outside(Incoming in, Place place, int size) {
        String what = axis.in(in.shape());
        String taken = to == 0 ? "from " + from + " on" : "from " + from + " to " + (to - 1);
        return Inference.mismatch(
                in.problem(
                        Code.E0332,
                        place.argument(from >= size ? "from" : "to"),
                        to != 0 && from >= to
                                ? "`slice` takes no " + what + ": `to` must be above `from`, which is " + from
                                : "`slice` takes the " + what + " " + taken + ", but those of `" + in.giver()
                                        + "` end with " + (size - 1)),
                new Inference.Proposal(
                        "`to = " + size + "` takes them up to the end, giving %s", place.with("to", "" + size)));
    }

    @Override
    public Optional<String> fixesSteps(Shape in) {
        return axis == ShapeAxis.STEPS ? Optional.of("takes steps by their numbers") : Optional.empty();
    }

    private List<Integer> offsets(Scope scope) {
        Shape in = scope.in();
        return ShapeAxis.along(in, axis.of(in).orElseThrow(), from);
    }

    @Override
    public Value forward(Scope scope) {
        TensorType x = scope.x().type();
        List<Integer> sizes = new ArrayList<>(x.sizes());
        int number = axis.of(scope.in()).orElseThrow();
        sizes.set(number, (to == 0 ? sizes.get(number) : to) - from);
        return scope.add("", new Crop(x.withSizes(sizes), offsets(scope)), scope.x());
    }

    @Override
    public void backward(Scope scope, Value y, Value dy) {
        scope.operandGradient("x", scope.add("gradient", new Surround(scope.x().type(), offsets(scope), 0), dy));
    }
}
