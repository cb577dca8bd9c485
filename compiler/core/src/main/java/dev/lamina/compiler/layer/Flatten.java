package dev.lamina.compiler.layer;

import dev.lamina.compiler.signature.CallKind;
import dev.lamina.compiler.signature.Category;
import dev.lamina.compiler.signature.Place;
import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.tensor.Shape;
import dev.lamina.compiler.tensor.Value;
import java.util.List;
import java.util.Optional;

/** An image [C, H, W] or a sequence [T, F] as one vector, in row-major order. Nothing is copied: only the shape changes. */
record Flatten() implements Layer {
    static final CallKind<Layer> KIND = new CallKind<>(
            "flatten", Category.SHAPE, List.of(), "an image or sequence as one vector", arguments -> new Flatten());

    @Override
    public String keyword() {
        return "flatten";
    }

    @Override
    public List<String> formulas() {
        return List.of("y = x, channel by channel, row by row", "dx = dy");
    }

    @Override
    public Inference infer(Inputs inputs) {
        Incoming in = inputs.x();
        Place place = inputs.place();
        Shape shape = in.shape();
        if (shape instanceof Shape.Tokens) {
            return Inference.mismatch(
                    in.mismatch(Code.E0309, place.statement(), "flatten", "numbers"), Embedding.proposed(place));
        }
        if (shape.size() > Integer.MAX_VALUE) {
            return Inference.mismatch(in.problem(
                    Code.E0601, place.statement(), "flattened, " + shape + " has " + shape.size() + " elements"));
        }
        String sizes =
                String.join(" * ", shape.sizes().stream().map(String::valueOf).toList());
        return Inference.fits(new Shape.Vector((int) shape.size()), sizes + " = " + shape.size());
    }

    @Override
    public Optional<String> fixesSteps(Shape in) {
        return in instanceof Shape.Sequence ? Optional.of("makes one vector of all steps") : Optional.empty();
    }

    @Override
    public Value forward(Scope scope) {
        return scope.x();
    }

    @Override
    public void backward(Scope scope, Value y, Value dy) {
        scope.operandGradient("x", dy);
    }
}
