package dev.lamina.compiler.layer;

import dev.lamina.compiler.loop.Affine;
import dev.lamina.compiler.loop.Expression;
import dev.lamina.compiler.loop.Statement;
import dev.lamina.compiler.source.Code;
import java.util.List;

/** The last step of a sequence [T, F] as a vector [F]; its gradient goes to that step, zeros to the others. */
record Last() implements Layer {
    static final CallKind<Layer> KIND =
            new CallKind<>("last", List.of(), "the last step of a sequence", arguments -> new Last());

    @Override
    public String keyword() {
        return "last";
    }

    @Override
    public List<String> formulas() {
        return List.of("y = x[T - 1]", "dx[T - 1] = dy, 0 for the steps before");
    }

    @Override
    public boolean keepsAxes() {
        return false;
    }

    @Override
    public Inference infer(Inputs inputs) {
        Incoming in = inputs.x();
        Place place = inputs.place();
        return in.shape() instanceof Shape.Sequence sequence
                ? Inference.fits(new Shape.Vector(sequence.features()), "")
                : Inference.mismatch(
                        in.mismatch(Code.E0307, place.call(), "last", "a sequence"), Embedding.proposed(place));
    }

    @Override
    public Value forward(Scope scope) {
        return scope.add("", new Take(), scope.x());
    }

    @Override
    public void backward(Scope scope, Value y, Value dy) {
        Value x = scope.x();
        scope.operandGradient("x", scope.add("gradient", new Spread(x.type()), dy));
    }

    /** y = x[T - 1]. */
    record Take() implements Operation {
        @Override
        public String name() {
            return "last step";
        }

        @Override
        public TensorType type(List<TensorType> operands) {
            return TensorType.samples(List.of(operands.get(0).size(1)));
        }

        @Override
        public Statement lower(Lowering lowering) {
            Placed x = lowering.operand(0);
            Affine last = x.ownSteps().plus(-1);
            return lowering.everywhere((n, at) -> lowering.store(n, at, x.load(n, List.of(last, at.get(0)))));
        }
    }

    /** dx[T - 1] = dy, and 0 before. */
    record Spread(TensorType x) implements Operation {
        @Override
        public String name() {
            return "gradient of last step";
        }

        @Override
        public TensorType type(List<TensorType> operands) {
            return x;
        }

        @Override
        public Statement lower(Lowering lowering) {
            Placed dy = lowering.operand(0);
            Placed dx = lowering.result();
            Affine last = dx.ownSteps().plus(-1);
            return Statement.block(
                    new Statement.Clear(dx.buffer(), Affine.ZERO, dx.room()),
                    lowering.samples(n -> lowering.lanes(dy, at -> {
                        Expression value = dy.load(n, at);
                        return Statement.store(dx.buffer(), dx.index(n, List.of(last, at.get(0))), value);
                    })));
        }
    }
}
