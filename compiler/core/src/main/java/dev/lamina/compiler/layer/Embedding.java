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
import java.util.OptionalInt;
import java.util.function.BiFunction;

/**
 * A row of numbers for each token, looked up in a table: y_t = W[x_t], with x [N, T] below V, W [V, features], y [N, T, features].
 * Gradient: dW[v] = Σ dy_t over the samples, then the steps, whose token is v; rows of tokens that do not occur get
 * zeros. Tokens have no gradient. The row of a padding token begins with zeros and has the gradient 0, so training leaves it as it is.
 *
 * @param padding the token that stands for no token, if there is one; PyTorch's {@code padding_idx}
 */
public record Embedding(int features, OptionalInt padding) implements Layer {
    private static final String PADDING = "padding";

    static final CallKind<Layer> KIND = new CallKind<>(
            "embedding",
            Category.PRODUCT,
            List.of(
                    ArgumentKind.size("features", "how many numbers stand for a token"),
                    ArgumentKind.optionalWhole(
                            PADDING,
                            "the token that fills up short texts: its row begins with zeros and is not trained")),
            "a row of numbers for each token",
            arguments -> new Embedding(arguments.whole("features"), arguments.wholeIfGiven(PADDING)));

    private static final Symbol TOKEN = new Symbol("token");
    private static final Symbol UNIT = new Symbol("unit");

    @Override
    public String keyword() {
        return "embedding";
    }

    @Override
    public List<String> formulas() {
        String gradient = "dW[v] = sum over samples and steps with x[t] = v of dy[t]";
        return padding.isPresent()
                ? List.of("y[t] = W[x[t]]", gradient, "dW[" + padding.getAsInt() + "] = 0")
                : List.of("y[t] = W[x[t]]", gradient);
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
        if (padding.isPresent() && padding.getAsInt() >= tokens.vocabulary()) {
            return Inference.mismatch(in.problem(
                    Code.E0404,
                    place.argument(PADDING),
                    "`padding` is " + padding.getAsInt() + ", but the tokens of `" + in.giver() + "` are below "
                            + tokens.vocabulary()));
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
        Parameter.Initial initial = padding.isPresent()
                ? Parameter.Initial.NORMAL.withZeros(
                        Math.multiplyExact(padding.getAsInt(), features),
                        Math.multiplyExact(padding.getAsInt() + 1, features))
                : Parameter.Initial.NORMAL;
        return List.of(new Parameter("weight", sizes, table, rows(table), initial));
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
        scope.gradient("weight", scope.add("weight gradient", new TableGradient(table, padding), x, dy));
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

    /** dW[v] = Σ dy_t where x_t = v, in the order of samples and steps; 0 for the padding token. */
    record TableGradient(TensorType table, OptionalInt padding) implements Operation {
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
            Statement clear = new Statement.Fill(dw.buffer(), Affine.ZERO, dw.room());
            return padding.isPresent()
                    ? Statement.block(clear, add, clearRow(dw, padding.getAsInt()))
                    : Statement.block(clear, add);
        }

        private static Statement clearRow(TensorView table, int row) {
            int length = table.layout().axes().get(0).stride();
            Affine from = table.index(Affine.ZERO, List.of(Affine.of(row), Affine.ZERO));
            return new Statement.Fill(table.buffer(), from, Affine.of(length));
        }
    }
}
