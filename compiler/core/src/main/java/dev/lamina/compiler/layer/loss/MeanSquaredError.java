package dev.lamina.compiler.layer.loss;

import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Variable;
import dev.lamina.compiler.layer.Incoming;
import dev.lamina.compiler.layer.Inference;
import dev.lamina.compiler.layer.Inputs;
import dev.lamina.compiler.layer.Scope;
import dev.lamina.compiler.op.Lowering;
import dev.lamina.compiler.op.Operands;
import dev.lamina.compiler.op.Operation;
import dev.lamina.compiler.op.StatementList;
import dev.lamina.compiler.signature.CallKind;
import dev.lamina.compiler.signature.Category;
import dev.lamina.compiler.signature.Place;
import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.tensor.Shape;
import dev.lamina.compiler.tensor.TensorType;
import dev.lamina.compiler.tensor.TensorView;
import dev.lamina.compiler.tensor.Value;
import dev.lamina.runtime.GroundTruth;
import java.util.List;

/** Mean squared error: Σ (y - t)² / (N · K) over all K elements of all N samples; dy = 2 (y - t) / (N · K). */
public record MeanSquaredError() implements Loss {
    public static final CallKind<Loss> KIND = new CallKind<>(
            "mse",
            Category.LOSS,
            CallKind.ValueCount.OPTIONAL,
            List.of(WEIGHT),
            "mean of squared differences",
            arguments -> new MeanSquaredError());

    @Override
    public String keyword() {
        return "mse";
    }

    @Override
    public String semantics() {
        return "mean over batch and elements";
    }

    @Override
    public Inference infer(Inputs inputs) {
        Incoming in = inputs.x();
        Place place = inputs.place();
        return in.shape() instanceof Shape.Tokens
                ? Inference.mismatch(in.mismatch(Code.E0306, place.call(), "mse", "numbers"))
                : Inference.fits(in.shape(), "");
    }

    @Override
    public GroundTruth groundTruth() {
        return GroundTruth.TARGET;
    }

    @Override
    public Value forward(Scope scope, Value output, Value target) {
        Value each = scope.add("squares", new Squares(), output, target);
        return scope.add(
                "mean",
                new MeanOverBatch(output.type().overTime() ? output.type().countOfAll() : MeanOverBatch.SAMPLES),
                each);
    }

    @Override
    public Value backward(Scope scope, Value output, Value target) {
        return scope.add("gradient", new Gradient(), output, target);
    }

    /** The mean of the squares of one sample; their sum, if samples may have fewer steps. */
    record Squares() implements Operation {
        @Override
        public String name() {
            return "squared error";
        }

        @Override
        public List<String> operands() {
            return List.of("y", "target");
        }

        @Override
        public TensorType type(Operands<TensorType> operands) {
            return TensorType.samples(List.of());
        }

        @Override
        public Statement lower(Lowering lowering) {
            TensorView y = lowering.operand("y");
            TensorView target = lowering.operand("target");
            Variable sum = lowering.variable("sum");
            Variable off = lowering.variable("off");
            return lowering.samples(n -> StatementList.of()
                    .then(new Statement.Let(sum, Expression.constant(0)))
                    .then(lowering.ownInOrder(
                            y,
                            at -> Statement.block(
                                    new Statement.Let(off, y.load(n, at).minus(target.load(n, at))),
                                    new Statement.Assign(
                                            sum,
                                            new Expression.Fma(
                                                    Expression.local(off),
                                                    Expression.local(off),
                                                    Expression.local(sum))))))
                    .then(lowering.store(n, List.of(), ofSample(y.type(), Expression.local(sum))))
                    .block());
        }
    }

    private static Expression ofSample(TensorType y, Expression sum) {
        return y.overTime() ? sum : sum.dividedBy(Expression.constant((float) y.size()));
    }

    /** dy = (y - t) · 2 / (N · K). */
    record Gradient() implements Operation {
        @Override
        public String name() {
            return "gradient of squared error";
        }

        @Override
        public List<String> operands() {
            return List.of("y", "target");
        }

        @Override
        public TensorType type(Operands<TensorType> operands) {
            return operands.get("y");
        }

        @Override
        public boolean fillsPadding() {
            return false;
        }

        @Override
        public Statement lower(Lowering lowering) {
            TensorView y = lowering.operand("y");
            TensorView target = lowering.operand("target");
            Variable scale = lowering.variable("scale");
            Expression share = Expression.constant(2)
                    .dividedBy(new Expression.IndexAsFloat(y.type().countOfAll()));
            return Statement.block(
                    new Statement.Let(scale, share),
                    lowering.samples(n -> StatementList.of()
                            .then(lowering.ownInOrder(
                                    y,
                                    at -> lowering.store(
                                            n,
                                            at,
                                            y.load(n, at)
                                                    .minus(target.load(n, at))
                                                    .times(Expression.local(scale)))))
                            .then(lowering.result().clearPadding(n))
                            .block()));
        }
    }
}
