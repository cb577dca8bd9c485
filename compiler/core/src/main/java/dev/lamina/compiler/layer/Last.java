package dev.lamina.compiler.layer;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.op.Lowering;
import dev.lamina.compiler.op.OperandGradient;
import dev.lamina.compiler.op.Operands;
import dev.lamina.compiler.op.Operation;
import dev.lamina.compiler.signature.CallKind;
import dev.lamina.compiler.signature.Category;
import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.tensor.Shape;
import dev.lamina.compiler.tensor.TensorType;
import dev.lamina.compiler.tensor.TensorView;
import dev.lamina.compiler.tensor.Value;
import java.util.List;

/** The last step of a sequence [T, F] as a vector [F]; its gradient goes to that step, zeros to the others. */
record Last() implements Layer {
    static final CallKind<Layer> KIND = new CallKind<>(
            "last", Category.SEQUENCE, List.of(), "the last step of a sequence", arguments -> new Last());

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
        return in.shape() instanceof Shape.Sequence sequence
                ? Inference.fits(new Shape.Vector(sequence.features()), "")
                : in.refused(Code.E0307, inputs.place(), "last", "a sequence");
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
        public List<String> operands() {
            return List.of("x");
        }

        @Override
        public TensorType type(Operands<TensorType> operands) {
            return TensorType.samples(List.of(operands.get("x").size(1)));
        }

        @Override
        public Statement lower(Lowering lowering) {
            TensorView x = lowering.operand("x");
            Affine last = x.ownSteps().plus(-1);
            return lowering.everywhere((n, at) -> lowering.store(n, at, x.load(n, List.of(last, at.get(0)))));
        }
    }

    /** dx[T - 1] = dy, and 0 before. */
    record Spread(TensorType x) implements OperandGradient {
        @Override
        public String name() {
            return "gradient of last step";
        }

        @Override
        public Statement lower(Lowering lowering) {
            TensorView dy = lowering.operand("dy");
            TensorView dx = lowering.result();
            Affine last = dx.ownSteps().plus(-1);
            return Statement.block(
                    new Statement.Fill(dx.buffer(), Affine.ZERO, dx.room()),
                    lowering.samples(n -> lowering.lanes(dy, at -> {
                        Expression value = dy.load(n, at);
                        return dx.store(n, List.of(last, at.get(0)), value);
                    })));
        }
    }
}
