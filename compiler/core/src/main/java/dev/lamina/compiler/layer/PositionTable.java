package dev.lamina.compiler.layer;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Symbol;
import dev.lamina.compiler.op.Lowering;
import dev.lamina.compiler.op.Operands;
import dev.lamina.compiler.op.Operation;
import dev.lamina.compiler.op.Pointwise;
import dev.lamina.compiler.op.StatementList;
import dev.lamina.compiler.op.SumOfProducts;
import dev.lamina.compiler.signature.ArgumentKind;
import dev.lamina.compiler.signature.CallKind;
import dev.lamina.compiler.signature.Category;
import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.tensor.AxisOrder;
import dev.lamina.compiler.tensor.Halo;
import dev.lamina.compiler.tensor.Layout;
import dev.lamina.compiler.tensor.Parameter;
import dev.lamina.compiler.tensor.Shape;
import dev.lamina.compiler.tensor.TensorType;
import dev.lamina.compiler.tensor.TensorView;
import dev.lamina.compiler.tensor.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Positions: y[t] = x[t] + w[t], with a line of a table w [T, features] for each step of x [N, T, features]. Learned ones are PyTorch's
 * {@code Embedding(T, features)} of the numbers of the steps, added to x: dx = dy, dweight[t] = Σ dy[t] over the samples that have step t.
 * Sinusoidal ones are constants: {@link dev.lamina.runtime.Sinusoids}.
 */
record PositionTable(boolean learned) implements Layer {
    static final CallKind<Layer> KIND = new CallKind<>(
            "positions",
            Category.PRODUCT,
            List.of(ArgumentKind.word(
                            "form",
                            "learned",
                            List.of("learned", "sinusoidal"),
                            "a table of parameters, or sines and cosines of the number of the step")
                    .withoutName()),
            "a number for each step and feature, added to the sequence",
            arguments -> new PositionTable(arguments.word("form").equals("learned")));

    private static final String WEIGHT = "weight";

    private static final Pointwise ADD =
            Pointwise.of("positions", List.of("x", WEIGHT), in -> in.get("x").plus(in.get(WEIGHT)));

    @Override
    public String keyword() {
        return "positions";
    }

    @Override
    public List<String> formulas() {
        return List.of(
                "y[t] = x[t] + W[t]",
                "dW[t] = sum over samples of dy[t]",
                "dx = dy",
                "sinusoidal, of F features: W[t, 2i] = sin(t / 10000^(2i / F)), W[t, 2i + 1] = cos(t / 10000^(2i / F))");
    }

    @Override
    public String semantics() {
        return "step 0 of every call has the first line of the table"
                + (learned ? "" : ", sin(t / 10000^(2i / F)) and cos(t / 10000^(2i / F))");
    }

    @Override
    public Inference infer(Inputs inputs) {
        Incoming in = inputs.x();
        return in.shape() instanceof Shape.Sequence
                ? Inference.fits(in.shape(), "")
                : in.refused(Code.E0307, inputs.place(), keyword(), "a sequence");
    }

    /** Between calls that have a step each, nothing counts the steps. */
    @Override
    public Optional<String> looksAhead(Shape in) {
        return Optional.of("counts the steps of a call, and every call of one step would begin at the first");
    }

    @Override
    public Optional<String> whyNoGaps(Shape in) {
        return Optional.of("counts the steps");
    }

    @Override
    public List<Parameter> parameters(Shape in, TensorType type) {
        if (!learned) {
            return List.of();
        }
        TensorType table = TensorType.shared(in.sizes());
        return List.of(new Parameter(WEIGHT, in.sizes(), table, lines(table), Parameter.Initial.NORMAL));
    }

    /** The layout of the table: line by line, each padded to whole vectors. */
    private static Layout lines(TensorType table) {
        return Layout.lanesLast(table, Halo.NONE, true);
    }

    @Override
    public Value forward(Scope scope) {
        return scope.add("", ADD, scope.x(), learned ? scope.parameter(WEIGHT) : scope.sinusoids());
    }

    @Override
    public void backward(Scope scope, Value y, Value dy) {
        if (learned) {
            TensorType table = scope.parameter(WEIGHT).type();
            scope.gradient(WEIGHT, scope.add("weight gradient", new TableGradient(table), dy));
        }
        scope.operandGradient("x", dy);
    }

    /** dW[t] = Σ dy[t] over the samples, in their order; 0 for steps that a call does not have. */
    record TableGradient(TensorType table) implements Operation {
        @Override
        public String name() {
            return "gradient of positions";
        }

        @Override
        public List<String> operands() {
            return List.of("dy");
        }

        @Override
        public TensorType type(Operands<TensorType> operands) {
            return table;
        }

        @Override
        public Statement lower(Lowering lowering) {
            TensorView dy = lowering.operand("dy");
            TensorView dw = lowering.result();
            Symbol sample = new Symbol("n");
            Symbol feature = new Symbol("unit");
            List<Statement.Range> loops = new ArrayList<>();
            List<Affine> at = AxisOrder.coordinates(dy.type(), Affine.of(feature), loops);
            loops.add(new Statement.Range(feature, Affine.of(table.size(1))));
            Statement sums = SumOfProducts.of(
                    lowering,
                    loops,
                    lowering.padded(table.size(1), List.of(dy)),
                    List.of(new Statement.Range(sample, Affine.of(Symbol.BATCH))),
                    Expression.constant(1),
                    dy.load(Affine.of(sample), at),
                    sum -> lowering.store(Affine.ZERO, at, sum));
            Statement clear = new Statement.Fill(dw.buffer(), Affine.ZERO, dw.room());
            return StatementList.of()
                    .then(dy.type().overTime() ? clear : Statement.block())
                    .then(sums)
                    .block();
        }
    }
}
