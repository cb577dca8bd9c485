package dev.lamina.compiler.layer;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Symbol;
import dev.lamina.compiler.op.Lowering;
import dev.lamina.compiler.op.OperandGradient;
import dev.lamina.compiler.op.Operands;
import dev.lamina.compiler.op.Operation;
import dev.lamina.compiler.signature.CallKind;
import dev.lamina.compiler.signature.Category;
import dev.lamina.compiler.signature.Place;
import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.tensor.Shape;
import dev.lamina.compiler.tensor.TensorType;
import dev.lamina.compiler.tensor.TensorView;
import dev.lamina.compiler.tensor.Value;
import java.util.List;
import java.util.Optional;

/**
 * What the two directions of a bidirectional layer end with: of a sequence [T, 2 F] a vector [2 F], with the first F features at the last
 * step and the other F at the first step, as Keras' {@code Bidirectional} without sequences and PyTorch's {@code h_n} have them. The
 * gradient goes to these; zeros to the others.
 */
record Ends() implements Layer {
    static final CallKind<Layer> KIND = new CallKind<>(
            "ends",
            Category.SEQUENCE,
            List.of(),
            "the last states of both directions of a bidirectional layer: the first half of the features at the last step, the second"
                    + " half at the first step",
            arguments -> new Ends());

    @Override
    public String keyword() {
        return "ends";
    }

    @Override
    public List<String> formulas() {
        return List.of(
                "y[k] = x[T - 1, k] for the first half of the features, x[0, k] for the second",
                "dx[T - 1, k] = dy[k] or dx[0, k] = dy[k]; 0 elsewhere");
    }

    @Override
    public boolean keepsAxes() {
        return false;
    }

    @Override
    public Inference infer(Inputs inputs) {
        Incoming in = inputs.x();
        Place place = inputs.place();
        if (!(in.shape() instanceof Shape.Sequence sequence)) {
            return in.refused(Code.E0307, place, "ends", "a sequence");
        }
        if (sequence.features() % 2 != 0) {
            return Inference.mismatch(in.problem(
                    Code.E0314,
                    place.call(),
                    "`ends` needs as many features of each direction, but `" + in.giver() + "` gives "
                            + sequence.features() + " features"));
        }
        return Inference.fits(new Shape.Vector(sequence.features()), "");
    }

    @Override
    public Optional<String> looksAhead(Shape in) {
        return Optional.of("takes the first step and the last");
    }

    @Override
    public Value forward(Scope scope) {
        return scope.add("", new Take(), scope.x());
    }

    @Override
    public void backward(Scope scope, Value y, Value dy) {
        scope.operandGradient("x", scope.add("gradient", new Spread(scope.x().type()), dy));
    }

    /** A loop over the features of one half, which begins at {@code first}. */
    private static Statement half(int first, int features, Body body) {
        Symbol unit = new Symbol("unit");
        Affine half = Affine.of(features / 2);
        return new Statement.Lanes(unit, half, half, body.at(Affine.of(unit).plus(first)));
    }

    /** What is done with a feature. */
    private interface Body {
        Statement at(Affine feature);
    }

    /** The first half of the last step, and the second of the first. */
    record Take() implements Operation {
        @Override
        public String name() {
            return "both ends";
        }

        @Override
        public List<String> operands() {
            return List.of("x");
        }

        @Override
        public TensorType type(Operands<TensorType> operands) {
            return TensorType.samples(List.of(operands.get("x").size(1)));
        }

        @Override
        public boolean fillsPadding() {
            return false;
        }

        @Override
        public Statement lower(Lowering lowering) {
            TensorView x = lowering.operand("x");
            int features = x.type().size(1);
            Affine last = x.ownSteps().plus(-1);
            return lowering.samples(n -> Statement.block(
                    half(0, features, at -> lowering.store(n, List.of(at), x.load(n, List.of(last, at)))),
                    half(
                            features / 2,
                            features,
                            at -> lowering.store(n, List.of(at), x.load(n, List.of(Affine.ZERO, at))))));
        }
    }

    /** dx = dy at the steps that were taken, 0 elsewhere. */
    record Spread(TensorType x) implements OperandGradient {
        @Override
        public String name() {
            return "gradient of both ends";
        }

        @Override
        public Statement lower(Lowering lowering) {
            TensorView dy = lowering.operand("dy");
            TensorView dx = lowering.result();
            int features = x.size(1);
            Affine last = dx.ownSteps().plus(-1);
            return Statement.block(
                    new Statement.Fill(dx.buffer(), Affine.ZERO, dx.room()),
                    lowering.samples(n -> Statement.block(
                            half(0, features, at -> give(dx, dy, n, last, at)),
                            half(features / 2, features, at -> give(dx, dy, n, Affine.ZERO, at)))));
        }

        private static Statement give(TensorView dx, TensorView dy, Affine n, Affine step, Affine feature) {
            return dx.store(n, List.of(step, feature), dy.load(n, List.of(feature)));
        }
    }
}
