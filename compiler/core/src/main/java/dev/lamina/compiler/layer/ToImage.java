package dev.lamina.compiler.layer;

import dev.lamina.compiler.op.RowMajor;
import dev.lamina.compiler.signature.ArgumentKind;
import dev.lamina.compiler.signature.CallKind;
import dev.lamina.compiler.signature.Category;
import dev.lamina.compiler.signature.Place;
import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.tensor.Shape;
import dev.lamina.compiler.tensor.TensorType;
import dev.lamina.compiler.tensor.Value;
import java.util.List;
import java.util.Optional;

/**
 * A vector [C · H · W] as an image [C, H, W], channel by channel and row by row, which undoes {@code flatten}; or a sequence whose steps
 * are the columns, rows or pixels of an image, which undoes {@code to_sequence}. Only the order of the numbers changes.
 */
record ToImage(int channels, int height, int width, StepsOfImage along) implements Layer {
    static final CallKind<Layer> KIND = new CallKind<>(
            "to_image",
            Category.SHAPE,
            List.of(
                    ArgumentKind.size("channels", "the channels of the image"),
                    ArgumentKind.size("height", "its rows"),
                    ArgumentKind.size("width", "its columns"),
                    ArgumentKind.word("along", "columns", StepsOfImage.words(), "what a step of a sequence becomes")),
            "a vector or a sequence as an image",
            arguments -> new ToImage(
                    arguments.whole("channels"),
                    arguments.whole("height"),
                    arguments.whole("width"),
                    StepsOfImage.of(arguments.word("along"))));

    @Override
    public String keyword() {
        return "to_image";
    }

    @Override
    public List<String> formulas() {
        return List.of(
                "of a vector: y[k, r, c] = x[(k * H + r) * W + c]",
                "of a sequence, columns: y[k, r, c] = x[c, k * H + r]; rows: x[r, k * W + c]; pixels: x[r * W + c, k]",
                "dx = dy in the order of x");
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
        double size = (double) channels * height * width;
        if (size > TooLarge.MOST) {
            return Inference.mismatch(TooLarge.value(place.call(), "this image", size));
        }
        Shape.Image image = new Shape.Image(channels, height, width);
        if (in.shape() instanceof Shape.Vector vector) {
            return vector.features() == image.size() ? fits(image) : unlike(in, place, image.size() + " numbers");
        }
        if (in.shape() instanceof Shape.Sequence sequence) {
            Shape.Sequence needed = along.sequence(image);
            return sequence.equals(needed) ? fits(image) : unlike(in, place, needed + " for " + along.word());
        }
        return in.refused(Code.E0314, place, "to_image", "a vector or a sequence");
    }

    private static Inference fits(Shape.Image image) {
        return Inference.fits(
                image, image.channels() + " * " + image.height() + " * " + image.width() + " = " + image.size());
    }

    private Inference unlike(Incoming in, Place place, String needed) {
        return Inference.mismatch(in.problem(
                Code.E0334,
                place.call(),
                "an image of " + channels + " x " + height + " x " + width + " needs " + needed + ", but `" + in.giver()
                        + "` gives " + in.shape()));
    }

    @Override
    public Optional<String> fixesSteps(Shape in) {
        return in instanceof Shape.Sequence ? Optional.of("makes one image of all steps") : Optional.empty();
    }

    @Override
    public Value forward(Scope scope) {
        TensorType image = TensorType.samples(List.of(channels, height, width));
        Value x = scope.x();
        return scope.in() instanceof Shape.Vector
                ? scope.add("", new RowMajor(image), x)
                : scope.add("", new StepsOfImage.Reorder(along, image), x);
    }

    @Override
    public void backward(Scope scope, Value y, Value dy) {
        TensorType x = scope.x().type();
        scope.operandGradient(
                "x",
                scope.in() instanceof Shape.Vector
                        ? scope.add("gradient", new RowMajor(x), dy)
                        : scope.add("gradient", new StepsOfImage.Reorder(along, x), dy));
    }
}
