package dev.lamina.compiler.layer;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Symbol;
import dev.lamina.compiler.op.Lowering;
import dev.lamina.compiler.op.Operands;
import dev.lamina.compiler.op.Operation;
import dev.lamina.compiler.signature.ArgumentKind;
import dev.lamina.compiler.signature.CallKind;
import dev.lamina.compiler.signature.Category;
import dev.lamina.compiler.signature.Place;
import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.source.Fix;
import dev.lamina.compiler.tensor.AxisOrder;
import dev.lamina.compiler.tensor.Halo;
import dev.lamina.compiler.tensor.Layout;
import dev.lamina.compiler.tensor.Parameter;
import dev.lamina.compiler.tensor.Shape;
import dev.lamina.compiler.tensor.TensorType;
import dev.lamina.compiler.tensor.TensorView;
import dev.lamina.compiler.tensor.Value;
import java.util.List;
import java.util.function.BiFunction;

/**
 * A row of numbers for each token, looked up in a table: y_t = W[x_t], with x [N, T] below V, W [V, features], y [N, T, features].
 * Gradient: dW[v] = Σ dy_t over the samples, then the steps, whose token is v; rows of tokens that do not occur get
 * zeros. Tokens have no gradient.
 */
public record Embedding(int features) implements Layer {
    static final CallKind<Layer> KIND = new CallKind<>(
            "embedding",
            Category.PRODUCT,
            List.of(ArgumentKind.size("features", "how many numbers stand for a token")),
            "a row of numbers for each token",
            arguments -> new Embedding(arguments.whole("features")));

    private static final Symbol TOKEN = new Symbol("token");
    private static final Symbol UNIT = new Symbol("unit");

    @Override
    public String keyword() {
        return "embedding";
    }

    @Override
    public List<String> formulas() {
        return List.of("y[t] = W[x[t]]", "dW[v] = sum over samples and steps with x[t] = v of dy[t]");
    }

    @Override
    public boolean keepsAxes() {
        return false;
    }

    @Override
    public Inference infer(Inputs inputs) {
        Incoming in = inputs.x();
        Place place = inputs.place();
        if (!(in.shape() instanceof Shape.Tokens tokens)) {
            return Inference.mismatch(in.mismatch(Code.E0308, place.call(), "embedding", "tokens")
                    .help("tokens are an input's kind, such as `tokens[64] below 96`"));
        }
        return Inference.fits(new Shape.Sequence(tokens.steps(), features), "");
    }

    /** A proposal for layers that need numbers and are given tokens. */
    public static Inference.Proposal proposed(Place place) {
        return new Inference.Proposal(
                "embed them first, giving %s", Fix.statementBefore(place.statement(), "embedding(32)"));
    }

    @Override
    public List<Parameter> parameters(Shape in, TensorType type) {
        List<Integer> sizes = List.of(((Shape.Tokens) in).vocabulary(), features);
        TensorType table = TensorType.shared(sizes);
        return List.of(new Parameter("weight", sizes, table, rows(table), Parameter.Initial.NORMAL));
    }

    /** The layout of the table: row by row, each padded to whole vectors. */
    private static Layout rows(TensorType table) {
        return Layout.lanesLast(table, Halo.NONE, true);
    }

    @Override
    public Value forward(Scope scope) {
        return scope.add("", new Rows(), scope.x(), scope.parameter("weight"));
    }

    /** Tokens have no gradient: no node reads the operand gradient that is reported here. */
    @Override
    public void backward(Scope scope, Value y, Value dy) {
        Value x = scope.x();
        TensorType table = scope.parameter("weight").type();
        scope.gradient("weight", scope.add("weight gradient", new TableGradient(table), x, dy));
        scope.operandGradient("x", dy);
    }

    /** Loops over samples and steps, looks up the row of the token there, and executes {@code body} for each element of the row. */
    private static Statement alongRows(
            Lowering lowering,
            TensorView tokens,
            TensorType table,
            List<TensorView> all,
            BiFunction<Affine, Affine, Statement> body) {
        int features = table.size(1);
        return lowering.samples(n -> Statement.loop(
                AxisOrder.STEP,
                tokens.type().extent(0),
                new Statement.Lookup(
                        TOKEN,
                        tokens.buffer(),
                        tokens.index(n, List.of(Affine.of(AxisOrder.STEP))),
                        table.size(0),
                        new Statement.Lanes(
                                UNIT,
                                Affine.of(features),
                                Affine.of(lowering.padded(features, all)),
                                body.apply(n, Affine.of(UNIT))))));
    }

    /** y_t = W[x_t]. */
    record Rows() implements Operation {
        @Override
        public String name() {
            return "embedding";
        }

        @Override
        public List<String> operands() {
            return List.of("x", "weight");
        }

        @Override
        public TensorType type(Operands<TensorType> operands) {
            return operands.get("x").perStep(operands.get("weight").size(1));
        }

        @Override
        public Statement lower(Lowering lowering) {
            TensorView tokens = lowering.operand("x");
            TensorView table = lowering.operand("weight");
            return alongRows(
                    lowering,
                    tokens,
                    table.type(),
                    List.of(table),
                    (n, unit) -> lowering.store(
                            n,
                            List.of(Affine.of(AxisOrder.STEP), unit),
                            table.load(Affine.ZERO, List.of(Affine.of(TOKEN), unit))));
        }
    }

    /** dW[v] = Σ dy_t where x_t = v, in the order of samples and steps. */
    record TableGradient(TensorType table) implements Operation {
        @Override
        public String name() {
            return "gradient of embedding";
        }

        @Override
        public List<String> operands() {
            return List.of("x", "dy");
        }

        @Override
        public TensorType type(Operands<TensorType> operands) {
            return table;
        }

        @Override
        public Layout layout(Operands<TensorType> operands, Halo halo) {
            return rows(table);
        }

        @Override
        public Statement lower(Lowering lowering) {
            TensorView tokens = lowering.operand("x");
            TensorView dy = lowering.operand("dy");
            TensorView dw = lowering.result();
            Statement add = alongRows(lowering, tokens, table, List.of(dy), (n, unit) -> {
                Affine at = dw.index(Affine.ZERO, List.of(Affine.of(TOKEN), unit));
                return Statement.store(
                        dw.buffer(),
                        at,
                        dw.load(Affine.ZERO, List.of(Affine.of(TOKEN), unit))
                                .plus(dy.load(n, List.of(Affine.of(AxisOrder.STEP), unit))));
            });
            return Statement.block(new Statement.Fill(dw.buffer(), Affine.ZERO, dw.room()), add);
        }
    }
}
