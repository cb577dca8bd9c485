package dev.lamina.compiler.layer;

import dev.lamina.compiler.signature.ArgumentKind;
import dev.lamina.compiler.signature.CallKind;
import dev.lamina.compiler.signature.Category;
import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.tensor.Shape;
import dev.lamina.compiler.tensor.TensorType;
import dev.lamina.compiler.tensor.Value;
import java.util.List;
import java.util.Optional;

/**
 * An image [C, H, W] as a sequence: its columns one after the other, [W, C · H], or its rows, [H, C · W], each step channel by channel; or
 * its pixels row by row, [H · W, C]. Only the order of the numbers changes; the gradient is dy in the order of x.
 */
record ToSequence(StepsOfImage along) implements Layer {
    static final CallKind<Layer> KIND = new CallKind<>(
            "to_sequence",
            Category.SHAPE,
            List.of(ArgumentKind.word("along", "columns", StepsOfImage.words(), "what becomes a step")
                    .withoutName()),
            "an image as a sequence of its columns, rows or pixels",
            arguments -> new ToSequence(StepsOfImage.of(arguments.word("along"))));

    @Override
    public String keyword() {
        return "to_sequence";
    }

    @Override
    public String semantics() {
        return along == StepsOfImage.PIXELS ? "" : "the features of a step are channel by channel";
    }

    @Override
    public List<String> formulas() {
        return List.of(
                "columns: y[c, k * H + r] = x[k, r, c]; rows: y[r, k * W + c] = x[k, r, c]; pixels: y[r * W + c, k] = x[k, r, c]",
                "dx = dy in the order of x");
    }

    @Override
    public boolean keepsAxes() {
        return false;
    }

    @Override
    public Inference infer(Inputs inputs) {
        Incoming in = inputs.x();
        return in.shape() instanceof Shape.Image image
                ? Inference.fits(along.sequence(image), along.arithmetic(image))
                : in.refused(Code.E0302, inputs.place(), "to_sequence", "an image");
    }

    @Override
    public Optional<String> fixesSteps(Shape in) {
        return Optional.of("has a step for each of the image's " + along.word());
    }

    @Override
    public Value forward(Scope scope) {
        TensorType sequence = TensorType.of(along.sequence((Shape.Image) scope.in()));
        return scope.add("", new StepsOfImage.Reorder(along, sequence), scope.x());
    }

    @Override
    public void backward(Scope scope, Value y, Value dy) {
        scope.operandGradient(
                "x",
                scope.add("gradient", new StepsOfImage.Reorder(along, scope.x().type()), dy));
    }
}
