package dev.lamina.compiler.layer;

import dev.lamina.compiler.op.Operation;
import dev.lamina.compiler.signature.ArgumentKind;
import dev.lamina.compiler.signature.CallKind;
import dev.lamina.compiler.signature.Category;
import dev.lamina.compiler.signature.Place;
import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.source.Diagnostic;
import dev.lamina.compiler.tensor.Pair;
import dev.lamina.compiler.tensor.Shape;
import dev.lamina.compiler.tensor.TensorType;
import dev.lamina.compiler.tensor.Value;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * An image with {@code factor} times as many rows and columns, or a sequence with as many times its steps. The mode "nearest" repeats
 * each; the other interpolates between neighbours as PyTorch does for images and sequences without aligned corners: element i lies at
 * (i + 0.5) / factor - 0.5 of x, and beyond the first and the last element x does not change. An image is interpolated along its rows
 * first, then along its columns. The gradient of an element is the sum of those that it gave to, each times its weight.
 */
record Upsample(Pair factor, boolean linear) implements Layer {
    static final CallKind<Layer> KIND = new CallKind<>(
            "upsample",
            Category.SHAPE,
            List.of(
                    ArgumentKind.window("factor", "how many times as many rows and columns; of a sequence, steps"),
                    ArgumentKind.word(
                            "mode",
                            "nearest",
                            List.of("nearest", "linear"),
                            "whether each is repeated, or what lies between two is interpolated")),
            "more rows and columns of an image, or more steps of a sequence",
            arguments -> new Upsample(
                    arguments.pair("factor"), arguments.word("mode").equals("linear")));

    @Override
    public String keyword() {
        return "upsample";
    }

    @Override
    public String semantics() {
        return linear ? "the corners of x and y are not aligned" : "";
    }

    @Override
    public List<String> formulas() {
        return List.of(
                "nearest: y[k, r, c] = x[k, floor(r / f), floor(c / f)]",
                "linear, along each axis: y[i] = (1 - w) * x[j] + w * x[j + 1] with j + w = (i + 0.5) / f - 0.5, within x",
                "dx[j] = the sum of the dy[i] that x[j] is part of, each times its weight");
    }

    @Override
    public boolean keepsAxes() {
        return false;
    }

    @Override
    public Inference infer(Inputs inputs) {
        Incoming in = inputs.x();
        Place place = inputs.place();
        if (in.shape() instanceof Shape.Image image) {
            return fits(
                    place,
                    (double) image.channels() * image.height() * factor.height() * image.width() * factor.width(),
                    () -> new Shape.Image(
                            image.channels(), image.height() * factor.height(), image.width() * factor.width()),
                    "height = " + factor.height() + " * " + image.height() + ", width = " + factor.width() + " * "
                            + image.width());
        }
        if (!(in.shape() instanceof Shape.Sequence sequence)) {
            return in.refused(Code.E0302, place, "upsample", "an image or a sequence");
        }
        if (factor.height() != factor.width()) {
            int more = Math.max(factor.height(), factor.width());
            return Inference.mismatch(
                    in.problem(
                            Code.E0331,
                            place.argument("factor"),
                            "along the steps of a sequence, `factor` is one number, not " + factor),
                    new Inference.Proposal("with " + more + " it gives %s", place.with("factor", "" + more)));
        }
        return fits(
                place,
                (double) sequence.steps() * factor.height() * sequence.features(),
                () -> new Shape.Sequence(sequence.steps() * factor.height(), sequence.features()),
                "steps = " + factor.height() + " * " + sequence.steps());
    }

    private Inference fits(Place place, double size, Supplier<Shape> shape, String arithmetic) {
        return size > TooLarge.MOST
                ? Inference.mismatch(TooLarge.value(place.argument("factor"), "the result", size))
                : new Inference.Fits(shape.get(), arithmetic, warnings(place));
    }

    private List<Diagnostic> warnings(Place place) {
        return factor.equals(new Pair(1, 1))
                ? List.of(Diagnostic.of(Code.W0707, place.argument("factor"), "this changes nothing"))
                : List.of();
    }

    @Override
    public Optional<String> fixesSteps(Shape in) {
        return in instanceof Shape.Sequence ? Optional.of("gives more steps") : Optional.empty();
    }

    /** The axes that become longer: the place of the size in the type, and by how much. */
    private List<Interpolation> along(Shape in) {
        List<Interpolation> axes = in instanceof Shape.Sequence
                ? List.of(new Interpolation(0, factor.height(), linear))
                : List.of(new Interpolation(1, factor.height(), linear), new Interpolation(2, factor.width(), linear));
        return axes.stream().filter(axis -> axis.factor() > 1).toList();
    }

    @Override
    public Value forward(Scope scope) {
        Value value = scope.x();
        List<Interpolation> axes = along(scope.in());
        for (int i = 0; i < axes.size(); i++) {
            scope.keep("x" + i, value);
            value = scope.add(i == axes.size() - 1 ? "" : "rows", axes.get(i), value);
        }
        return value;
    }

    @Override
    public void backward(Scope scope, Value y, Value dy) {
        List<Interpolation> axes = along(scope.in());
        Value gradient = dy;
        for (int i = axes.size() - 1; i >= 0; i--) {
            TensorType type = scope.kept("x" + i).type();
            Operation back = new Interpolation.Gradient(axes.get(i), type);
            gradient = scope.add(i == 0 ? "gradient" : "columns gradient", back, gradient);
        }
        scope.operandGradient("x", gradient);
    }
}
