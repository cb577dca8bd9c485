package dev.lamina.compiler;

import static dev.lamina.compiler.Closeness.assertSameBits;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.layer.Inference;
import dev.lamina.compiler.layer.Inputs;
import dev.lamina.compiler.layer.Layer;
import dev.lamina.compiler.layer.Scope;
import dev.lamina.compiler.op.Epilogue;
import dev.lamina.compiler.op.Lowering;
import dev.lamina.compiler.op.Operands;
import dev.lamina.compiler.op.Operation;
import dev.lamina.compiler.op.Pointwise;
import dev.lamina.compiler.tensor.Shape;
import dev.lamina.compiler.tensor.TensorType;
import dev.lamina.compiler.tensor.TensorView;
import dev.lamina.compiler.tensor.Value;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A function changes places with a maximum where that changes no bit, and nowhere else. */
final class MonotoneSwapTest {
    private static final String MODEL = """
            model Swap {
                input x: image[2, 6, 6]
                conv(4, kernel = 3, padding = 1)
                function: relu
                pool: maxpool(2)
                flatten
                fc(3)
                loss cross_entropy
            }
            """;

    private static final Expression ZERO = Expression.constant(0);

    /** A pointwise layer whose gradient is a function of dy and y. */
    private record Function(Pointwise forward, Pointwise gradient) implements Layer {
        @Override
        public String keyword() {
            return forward.name();
        }

        @Override
        public Inference infer(Inputs inputs) {
            return Inference.fits(inputs.x().shape(), "");
        }

        @Override
        public Value forward(Scope scope) {
            return scope.add("", forward, scope.x());
        }

        @Override
        public void backward(Scope scope, Value y, Value dy) {
            scope.operandGradient("x", scope.add("gradient", gradient, dy, y));
        }
    }

    /** The mean of windows of 2 x 2. */
    private record Mean() implements Layer {
        @Override
        public String keyword() {
            return "means";
        }

        @Override
        public Inference infer(Inputs inputs) {
            Shape.Image image = (Shape.Image) inputs.x().shape();
            return Inference.fits(new Shape.Image(image.channels(), image.height() / 2, image.width() / 2), "");
        }

        @Override
        public Value forward(Scope scope) {
            return scope.add("", new Means(), scope.x());
        }

        @Override
        public void backward(Scope scope, Value y, Value dy) {
            scope.operandGradient(
                    "x", scope.add("gradient", new MeansGradient(scope.x().type()), dy));
        }
    }

    private static List<Affine> pixel(List<Affine> at, int element) {
        return List.of(
                at.get(0),
                at.get(1).times(2).plus(element / 2),
                at.get(2).times(2).plus(element % 2));
    }

    /** What every pooling says of itself, and nothing of a maximum. */
    private record Means() implements Operation {
        @Override
        public String name() {
            return "means";
        }

        @Override
        public List<String> operands() {
            return List.of("x");
        }

        @Override
        public TensorType type(Operands<TensorType> operands) {
            List<Integer> sizes = operands.get("x").sizes();
            return TensorType.samples(List.of(sizes.get(0), sizes.get(1) / 2, sizes.get(2) / 2));
        }

        @Override
        public Epilogue epilogue() {
            return Epilogue.WINDOW;
        }

        @Override
        public Statement lower(Lowering lowering) {
            TensorView x = lowering.operand("x");
            return lowering.everywhere((n, at) -> lowering.store(
                    n,
                    at,
                    Stream.of(0, 1, 2, 3)
                            .map(element -> x.load(n, pixel(at, element)))
                            .reduce(Expression::plus)
                            .orElseThrow()
                            .times(Expression.constant(0.25f))));
        }
    }

    private record MeansGradient(TensorType x) implements Operation {
        @Override
        public String name() {
            return "gradient of means";
        }

        @Override
        public List<String> operands() {
            return List.of("dy");
        }

        @Override
        public TensorType type(Operands<TensorType> operands) {
            return x;
        }

        @Override
        public boolean fillsPadding() {
            return false;
        }

        @Override
        public Statement lower(Lowering lowering) {
            TensorView dy = lowering.operand("dy");
            TensorView dx = lowering.result();
            return lowering.samples(n -> lowering.lanes(
                    dy,
                    at -> new Statement.Block(Stream.of(0, 1, 2, 3)
                            .map(element -> Statement.store(
                                    dx.buffer(),
                                    dx.index(n, pixel(at, element)),
                                    dy.load(n, at).times(Expression.constant(0.25f))))
                            .toList())));
        }
    }

    private static Expression select(
            Expression.Comparison comparison, Expression left, Expression right, Expression then, Expression other) {
        return new Expression.Select(comparison, left, right, then, other);
    }

    /** x between 0 and 0.5, which many elements are. */
    private static Function clamp() {
        Expression half = Expression.constant(0.5f);
        Pointwise gradient = Pointwise.of(
                "gradient of clamp",
                List.of("dy", "y"),
                in -> select(
                        Expression.Comparison.GREATER,
                        in.get("y"),
                        ZERO,
                        select(Expression.Comparison.LESS, in.get("y"), half, in.get("dy"), ZERO),
                        ZERO));
        Pointwise forward = Pointwise.of(
                "clamp",
                x -> select(
                        Expression.Comparison.LESS,
                        x,
                        ZERO,
                        ZERO,
                        select(Expression.Comparison.GREATER, x, half, half, x)));
        return new Function(forward.asClamp(gradient), gradient);
    }

    /** |x|, which falls before it rises; the gradient takes dy · y for its slope, for it is the bits that count here. */
    private static Function absolute() {
        return new Function(
                Pointwise.of("absolute", x -> x.apply(Expression.UnaryOperator.ABSOLUTE)),
                Pointwise.of(
                        "gradient of absolute",
                        List.of("dy", "y"),
                        in -> in.get("dy").times(in.get("y"))));
    }

    /** x, or a quarter of it below 0: monotone, but not a constant there. */
    private static Function leaky() {
        Expression quarter = Expression.constant(0.25f);
        return new Function(
                Pointwise.of("leaky", x -> select(Expression.Comparison.LESS, x, ZERO, x.times(quarter), x))
                        .asMonotone(),
                Pointwise.of(
                        "gradient of leaky",
                        List.of("dy", "y"),
                        in -> select(
                                Expression.Comparison.LESS,
                                in.get("y"),
                                ZERO,
                                in.get("dy").times(quarter),
                                in.get("dy"))));
    }

    private static List<String> swaps(String text, Map<String, Layer> layers) {
        return swaps(text, layers, Map.of());
    }

    /** What the pass says, after both targets with and without fusion gave the same bits. */
    private static List<String> swaps(String text, Map<String, Layer> layers, Map<String, List<String>> operands) {
        RewiredModel model = new RewiredModel(text, layers, operands);
        Results expected = model.results(Target.VECTOR, Fusion.NONE);
        assertSameBits("vector", expected, model.results(Target.VECTOR, Fusion.ALL));
        assertSameBits("scalar", expected, model.results(Target.SCALAR, Fusion.ALL));
        return model.compile(Target.VECTOR, Fusion.ALL).explanation().stream()
                .filter(line -> line.contains("swap-relu-maxpool"))
                .toList();
    }

    @Test
    void reluMovesBehindAMaximum() {
        assertEquals(List.of("done     swap-relu-maxpool: function after pool"), swaps(MODEL, Map.of()));
    }

    @Test
    void reluMovesBehindTheMaximumOfAllPixels() {
        String model = MODEL.replace("maxpool(2)", "max").replace("flatten", "");
        assertEquals(List.of("done     swap-relu-maxpool: function after pool"), swaps(model, Map.of()));
    }

    @Test
    void reluMovesBehindTheMaximumOfAllSteps() {
        String model =
                "model Steps { input x: sequence[5, 3]  fc(4)  function: relu  pool: max  fc(3)  loss cross_entropy }";
        assertEquals(List.of("done     swap-relu-maxpool: function after pool"), swaps(model, Map.of()));
    }

    @Test
    void reluBehindTheMeanOfAllPixelsIsFusedIntoIt() {
        String model = MODEL.replace("function: relu", "")
                .replace("maxpool(2)", "mean relu")
                .replace("flatten", "");
        assertTrue(new RewiredModel(model, Map.of(), Map.of())
                .compile(Target.VECTOR, Fusion.ALL)
                .explanation()
                .contains("done     fuse-pooling: relu of relu1 into mean over pixels of pool"));
        assertEquals(List.of(), swaps(model, Map.of()));
    }

    @Test
    void anyClampMovesBehindAMaximum() {
        assertEquals(
                List.of("done     swap-relu-maxpool: function after pool"), swaps(MODEL, Map.of("function", clamp())));
    }

    @Test
    void relu6MovesBehindAMaximum() {
        assertEquals(
                List.of("done     swap-relu-maxpool: function after pool"),
                swaps(MODEL.replace("relu", "relu6"), Map.of()));
    }

    @Test
    void reluStaysBeforeAnAverage() {
        assertEquals(List.of(), swaps(MODEL, Map.of("pool", new Mean())));
    }

    @Test
    void reluBehindAnAverageIsFusedIntoIt() {
        String model = MODEL.replace("function: relu", "").replace("pool: maxpool(2)", "pool: maxpool(2) relu");
        assertTrue(new RewiredModel(model, Map.of("pool", new Mean()), Map.of())
                .compile(Target.VECTOR, Fusion.ALL)
                .explanation()
                .contains("done     fuse-pooling: relu of relu1 into means of pool"));
        assertEquals(List.of(), swaps(model, Map.of("pool", new Mean())));
    }

    @Test
    void aFunctionThatIsNotMonotoneStays() {
        assertEquals(List.of(), swaps(MODEL, Map.of("function", absolute())));
    }

    /** Their values tie where their operands do not, and their approximations are not monotone to the last bit. */
    @ParameterizedTest
    @ValueSource(strings = {"tanh", "sigmoid"})
    void aFunctionThatIsMonotoneInExactArithmeticOnlyStays(String function) {
        assertEquals(List.of(), swaps(MODEL.replace("relu", function), Map.of()));
    }

    @Test
    void aMonotoneFunctionThatIsNoClampMovesWhereThereIsNoGradient() {
        assertEquals(
                List.of(
                        "done     swap-relu-maxpool: function after pool",
                        "refused  swap-relu-maxpool: function after pool: the gradient could go to another element"),
                swaps(MODEL, Map.of("function", leaky())));
    }

    @Test
    void aFunctionWithASecondReaderStays() {
        String model = MODEL.replace("flatten", "other: maxpool(2) sum: tanh flatten");
        assertEquals(
                List.of("refused  swap-relu-maxpool: function after pool: function has other readers"),
                swaps(
                        model,
                        Map.of("sum", new Addition()),
                        Map.of("other", List.of("function"), "sum", List.of("other", "pool"))));
    }
}
