package dev.lamina.compiler.emit;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Buffer;
import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Kernel;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Symbol;
import dev.lamina.compiler.ir.Variable;
import dev.lamina.compiler.schedule.Schedule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Random kernels of all kinds of extents, strides and padding, with the sizes of their buffers and what of the result counts. */
final class RandomKernels {
    private static final int MOST_BATCH = 11;

    private static final Expression.UnaryOperator[] FUNCTIONS = {
        Expression.UnaryOperator.EXP, Expression.UnaryOperator.TANH, Expression.UnaryOperator.SIGMOID
    };

    /** What buffers of whole numbers hold is below this. */
    static final int BELOW = 5;

    private final Random random;

    RandomKernels(long seed) {
        this.random = new Random(seed);
    }

    /**
     * A kernel to try.
     *
     * @param sizes elements of each buffer
     * @param used the elements of the result that a kernel must write: those beside them are room for whole vectors
     */
    record Case(Kernel kernel, Map<Buffer, Integer> sizes, Buffer result, List<Affine> used, int batch) {}

    private record Axis(Symbol symbol, int extent, boolean batch) {
        Statement.Range range() {
            return new Statement.Range(symbol, batch ? Affine.of(Symbol.BATCH) : Affine.of(extent));
        }
    }

    /** A contraction: up to three axes, the lane axis, and up to three axes of the sum. */
    Case contraction(int number) {
        int batch = 1 + random.nextInt(MOST_BATCH);
        List<Axis> loops = axes("i", random.nextInt(4), batch);
        Axis lane = new Axis(new Symbol("lane"), 1 + random.nextInt(random.nextBoolean() ? 20 : 70), false);
        List<Axis> reduction = axes("k", random.nextInt(4), batch);
        int padded = padded(lane.extent());
        int laneStride = random.nextInt(8) == 0 ? 2 : 1;

        Buffer a = Buffer.floats("input");
        Buffer b = Buffer.floats("weight");
        Buffer start = Buffer.floats("bias");
        Buffer y = Buffer.floats("output");
        List<Axis> all = new ArrayList<>(loops);
        all.addAll(reduction);
        Map<Buffer, Integer> sizes = new LinkedHashMap<>();
        boolean bothAlongLanes = random.nextInt(4) == 0;
        Affine aIndex = layout(a, sizes, subset(all), bothAlongLanes ? lane : null, padded, 1);
        Affine bIndex = layout(b, sizes, subset(all), lane, padded, laneStride);
        Affine startIndex = layout(start, sizes, List.of(), lane, padded, 1);
        Affine yIndex = layout(y, sizes, loops, lane, padded, 1);

        Variable sum = new Variable("sum", false);
        boolean accumulates = random.nextInt(4) == 0;
        Expression initial = accumulates
                ? Expression.load(y, yIndex)
                : random.nextBoolean() ? Expression.constant(0) : Expression.load(start, startIndex);
        List<Statement.Range> ranges = ranges(loops);
        ranges.add(lane.range());
        Statement body = new Statement.Contraction(
                ranges,
                padded,
                ranges(reduction),
                Expression.load(a, aIndex),
                Expression.load(b, bIndex),
                sum,
                initial,
                results(sum, y, yIndex));
        Kernel kernel = new Kernel("contraction" + number, List.of(a, b, start, y), List.of(), false, body);
        return new Case(kernel, sizes, y, used(loops, lane, yIndex), batch);
    }

    private List<Statement> results(Variable sum, Buffer y, Affine index) {
        Expression value = Expression.local(sum);
        return switch (random.nextInt(4)) {
            case 0 -> List.of(Statement.store(y, index, value.max(Expression.constant(0))));
            case 1 -> {
                Variable half = new Variable("half", false);
                yield List.of(
                        new Statement.Let(half, value.times(Expression.constant(0.5f))),
                        Statement.store(y, index, Expression.local(half).minus(Expression.constant(0.25f))));
            }
            default -> List.of(Statement.store(y, index, value));
        };
    }

    private List<Axis> axes(String name, int count, int batch) {
        List<Axis> axes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            boolean whole = i == 0 && random.nextInt(3) == 0;
            axes.add(new Axis(new Symbol(name + i), whole ? batch : 1 + random.nextInt(i == 0 ? 14 : 7), whole));
        }
        return axes;
    }

    private List<Axis> subset(List<Axis> axes) {
        List<Axis> some = new ArrayList<>();
        for (Axis axis : axes) {
            if (random.nextInt(3) > 0) {
                some.add(axis);
            }
        }
        return some;
    }

    private int padded(int extent) {
        return random.nextInt(3) == 0
                ? extent
                : (extent + Schedule.ALIGNMENT - 1) / Schedule.ALIGNMENT * Schedule.ALIGNMENT;
    }

    /** Lays a buffer out along axes, now and then with gaps, and notes its size. */
    private Affine layout(
            Buffer buffer,
            Map<Buffer, Integer> sizes,
            List<Axis> axes,
            @Nullable Axis lane,
            int padded,
            int laneStride) {
        int stride = 1;
        Affine index = Affine.of(random.nextInt(3));
        if (lane != null) {
            index = index.plus(Affine.of(lane.symbol(), laneStride));
            stride = padded * laneStride;
        }
        for (int i = axes.size() - 1; i >= 0; i--) {
            index = index.plus(Affine.of(axes.get(i).symbol(), stride));
            stride = stride * axes.get(i).extent() + (random.nextInt(4) == 0 ? 3 : 0);
        }
        sizes.put(buffer, stride + 3 + Schedule.ALIGNMENT);
        return index;
    }

    private static List<Statement.Range> ranges(List<Axis> axes) {
        List<Statement.Range> ranges = new ArrayList<>();
        axes.forEach(axis -> ranges.add(axis.range()));
        return ranges;
    }

    private static List<Affine> used(List<Axis> loops, Axis lane, Affine index) {
        List<Affine> used = List.of(index);
        List<Axis> axes = new ArrayList<>(loops);
        axes.add(lane);
        for (Axis axis : axes) {
            List<Affine> next = new ArrayList<>();
            for (Affine outer : used) {
                for (int i = 0; i < axis.extent(); i++) {
                    next.add(outer.substitute(axis.symbol(), Affine.of(i)));
                }
            }
            used = next;
        }
        return used;
    }

    /** A function of each element: loops around lanes, with a loop over a window within them now and then. */
    Case pointwise(int number) {
        int batch = 1 + random.nextInt(MOST_BATCH);
        List<Axis> loops = axes("i", random.nextInt(3), batch);
        Axis lane = new Axis(new Symbol("lane"), 1 + random.nextInt(40), false);
        int padded = padded(lane.extent());
        Buffer x = Buffer.floats("input");
        Buffer scale = Buffer.floats("scale");
        Buffer y = Buffer.floats("output");
        Map<Buffer, Integer> sizes = new LinkedHashMap<>();
        Affine xIndex = layout(x, sizes, loops, lane, padded, 1);
        Affine scaleIndex = layout(scale, sizes, subset(loops), random.nextBoolean() ? lane : null, padded, 1);
        Affine yIndex = layout(y, sizes, loops, lane, padded, 1);
        Variable value = new Variable("value", false);
        Symbol turn = new Symbol("turn");
        List<Statement> statements = List.of(
                new Statement.Let(value, Expression.load(x, xIndex)),
                Statement.loop(
                        turn,
                        Affine.of(1 + random.nextInt(3)),
                        new Statement.Assign(
                                value,
                                function(Expression.local(value), Expression.load(scale, scaleIndex), turn, lane))),
                Statement.store(y, yIndex, Expression.local(value)));
        Statement body = new Statement.Lanes(
                lane.symbol(), Affine.of(lane.extent()), Affine.of(padded), new Statement.Block(statements));
        for (int i = loops.size() - 1; i >= 0; i--) {
            Statement.Range range = loops.get(i).range();
            body = Statement.loop(range.index(), range.extent(), body);
        }
        Kernel kernel = new Kernel("pointwise" + number, List.of(x, scale, y), List.of("rate"), true, body);
        return new Case(kernel, sizes, y, used(loops, lane, yIndex), batch);
    }

    /** Rows of a table, read or added to, that whole numbers choose: a loop around each, and lanes along the row. */
    Case lookup(int number) {
        int batch = 1 + random.nextInt(MOST_BATCH);
        List<Axis> loops = axes("i", 1 + random.nextInt(2), batch);
        Axis lane = new Axis(new Symbol("lane"), 1 + random.nextInt(40), false);
        Axis token = new Axis(new Symbol("token"), BELOW, false);
        int padded = padded(lane.extent());
        Buffer tokens = Buffer.ints("tokens");
        Buffer table = Buffer.floats("table");
        Buffer rows = Buffer.floats("looked");
        Map<Buffer, Integer> sizes = new LinkedHashMap<>();
        Affine at = layout(tokens, sizes, loops, null, 1, 1);
        Affine tableIndex = layout(table, sizes, List.of(token), lane, padded, 1);
        Affine rowsIndex = layout(rows, sizes, loops, lane, padded, 1);
        boolean adds = random.nextBoolean();
        Statement element = adds
                ? Statement.store(
                        table, tableIndex, Expression.load(table, tableIndex).plus(Expression.load(rows, rowsIndex)))
                : Statement.store(rows, rowsIndex, Expression.load(table, tableIndex));
        Statement body = new Statement.Lookup(
                token.symbol(),
                tokens,
                at,
                BELOW,
                new Statement.Lanes(lane.symbol(), Affine.of(lane.extent()), Affine.of(padded), element));
        if (random.nextInt(4) == 0) {
            body = Statement.block(body, body); // the same name twice in a scope
        }
        for (int i = loops.size() - 1; i >= 0; i--) {
            Statement.Range range = loops.get(i).range();
            body = Statement.loop(range.index(), range.extent(), body);
        }
        Kernel kernel = new Kernel("lookup" + number, List.of(tokens, table, rows), List.of(), false, body);
        return adds
                ? new Case(kernel, sizes, table, used(List.of(token), lane, tableIndex), batch)
                : new Case(kernel, sizes, rows, used(loops, lane, rowsIndex), batch);
    }

    private Expression function(Expression x, Expression y, Symbol turn, Axis lane) {
        Expression.BinaryOperator[] operators = Expression.BinaryOperator.values();
        Expression.Comparison[] comparisons = Expression.Comparison.values();
        return switch (random.nextInt(10)) {
            case 0 -> new Expression.Fma(x, y, new Expression.Argument("rate"));
            case 1 ->
                new Expression.Select(
                        comparisons[random.nextInt(comparisons.length)], x, Expression.constant(0.1f), y, x.times(y));
            case 2 ->
                new Expression.Select(
                        comparisons[random.nextInt(comparisons.length)],
                        y,
                        new Expression.Argument("rate"),
                        x,
                        Expression.constant(-0.5f));
            case 3 -> x.plus(new Expression.IndexAsFloat(Affine.of(turn)));
            case 4 ->
                random.nextInt(3) == 0
                        ? x.plus(new Expression.IndexAsFloat(Affine.of(lane.symbol())))
                        : x.apply(Expression.UnaryOperator.ABSOLUTE).apply(Expression.UnaryOperator.SQUARE_ROOT);
            case 5 ->
                random.nextInt(3) == 0
                        ? x.times(new Expression.Uniform(5, Affine.of(lane.symbol(), 3)))
                        : x.apply(Expression.UnaryOperator.NEGATE).minus(y);
            case 7 -> x.apply(FUNCTIONS[random.nextInt(FUNCTIONS.length)]).times(y);
            case 8 ->
                x.apply(Expression.UnaryOperator.ABSOLUTE)
                        .plus(Expression.constant(0.5f))
                        .apply(Expression.UnaryOperator.LOG);
            case 6 -> y.minus(x.times(Expression.constant(0.5f)).plus(y));
            default -> new Expression.Binary(operators[random.nextInt(operators.length)], x, y);
        };
    }
}
