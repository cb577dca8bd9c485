package dev.lamina.compiler.op;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Symbol;
import dev.lamina.compiler.ir.Variable;
import dev.lamina.compiler.tensor.AxisOrder;
import dev.lamina.compiler.tensor.TensorType;
import dev.lamina.compiler.tensor.TensorView;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Sums of products over the lane axis: one sum for each row of a value, that is, for a vector, for each time step of a sequence, or for each
 * pixel of an image.
 *
 * <p>A row is added up in 16 partial sums. Partial sum i takes the elements i, i + 16, i + 32, … in this order, and a fixed tree adds the
 * partial sums. So the result has the same bits for every number of lanes and on the scalar target, and neighbouring partial sums can be
 * computed as a vector.
 *
 * @param over the value whose rows are summed
 * @param memory where the partial sums are kept, a further result of the type that {@link #memory} gives
 * @param n the sample
 */
public record RowSums(Lowering lowering, TensorView over, TensorView memory, Affine n) {
    /** The number of partial sums: as many as the longest vector has lanes. */
    private static final int PARTIAL_SUMS = 16;

    private static final Symbol PARTIAL = new Symbol("partial");
    private static final Symbol BLOCK = new Symbol("block");
    private static final Expression ONE = Expression.constant(1);

    /** The factors of the summed products, at the coordinates of an element. A first factor of constant 1 is not multiplied. */
    public record Term(Function<List<Affine>, Expression> first, Function<List<Affine>, Expression> second) {
        /** The elements of a value. */
        public static Term of(Function<List<Affine>, Expression> element) {
            return new Term(at -> ONE, element);
        }
    }

    /** The memory for partial sums of the rows of a value of this type. */
    public static ExtraResult memory(String name, TensorType over) {
        return ExtraResult.of(name, over.withLanes(PARTIAL_SUMS));
    }

    /** A further result with one number for each row of a value of this type. */
    public static ExtraResult statistic(String name, TensorType over) {
        return ExtraResult.of(name, over.withLanes(1));
    }

    /** The coordinates of the number for the row that has an element at {@code at}. */
    public static List<Affine> row(TensorType over, List<Affine> at) {
        List<Affine> row = new ArrayList<>(at);
        row.set(AxisOrder.lane(over), Affine.ZERO);
        return row;
    }

    /**
     * Computes a sum for each row.
     *
     * @param then what is done with the sum of a row, whose number has the coordinates {@link #row}
     */
    public Statement each(Term term, BiFunction<List<Affine>, Expression, Statement> then) {
        TensorType type = over.type();
        int features = type.size(AxisOrder.lane(type));
        int blocks = features / PARTIAL_SUMS;
        int rest = features % PARTIAL_SUMS;
        StatementList all = StatementList.of().then(blocks > 0 ? blocks(term, blocks) : clear());
        StatementList ofRow = StatementList.of();
        if (rest > 0) {
            ofRow.then(
                    new Statement.Lanes(PARTIAL, Affine.of(rest), Affine.of(rest), rest(term, PARTIAL_SUMS * blocks)));
        }
        Variable sum = lowering.variable("total");
        ofRow.then(new Statement.Let(sum, tree()));
        ofRow.then(then.apply(point(Affine.ZERO), Expression.local(sum)));
        return all.then(Statement.nest(AxisOrder.outer(type), ofRow.block())).block();
    }

    /** Loops over the rows of a value, and lanes over their elements up to {@code padded}. */
    public static Statement elements(TensorView over, int padded, Function<List<Affine>, Statement> body) {
        return Statement.nest(AxisOrder.outer(over.type()), elementsOfRow(over, padded, body));
    }

    /** Lanes over the elements of the row in whose loop this is, up to {@code padded}. */
    public static Statement elementsOfRow(TensorView over, int padded, Function<List<Affine>, Statement> body) {
        TensorType type = over.type();
        Symbol lane = AxisOrder.laneIndex(type);
        return new Statement.Lanes(
                lane,
                Affine.of(type.size(AxisOrder.lane(type))),
                Affine.of(padded),
                body.apply(AxisOrder.point(type, AxisOrder.outer(type), Affine.of(lane))));
    }

    private List<Affine> point(Affine lane) {
        return AxisOrder.point(over.type(), AxisOrder.outer(over.type()), lane);
    }

    /** The sums of whole blocks of 16 elements, for all rows: rows share a register tile. */
    private Statement blocks(Term term, int blocks) {
        List<Statement.Range> loops = new ArrayList<>(AxisOrder.outer(over.type()));
        loops.add(new Statement.Range(PARTIAL, Affine.of(PARTIAL_SUMS)));
        List<Affine> element = point(Affine.of(BLOCK, PARTIAL_SUMS).plus(Affine.of(PARTIAL)));
        return SumOfProducts.of(
                lowering,
                loops,
                PARTIAL_SUMS,
                List.of(new Statement.Range(BLOCK, Affine.of(blocks))),
                term.first().apply(element),
                term.second().apply(element),
                this::store);
    }

    private Statement store(Expression partialSum) {
        return memory.store(n, point(Affine.of(PARTIAL)), partialSum);
    }

    private Statement clear() {
        List<Affine> start = Collections.nCopies(over.type().rank(), Affine.ZERO);
        return new Statement.Fill(
                memory.buffer(),
                memory.index(n, start),
                Affine.of(memory.layout().length()));
    }

    /** Adds the elements behind the last whole block. */
    private Statement rest(Term term, int from) {
        List<Affine> element = point(Affine.of(PARTIAL).plus(from));
        Expression before = memory.load(n, point(Affine.of(PARTIAL)));
        Expression first = term.first().apply(element);
        Expression second = term.second().apply(element);
        return store(first.equals(ONE) ? before.plus(second) : new Expression.Fma(first, second, before));
    }

    /** The sum of the partial sums: i and i + 8, then i and i + 4, i + 2, i + 1. */
    private Expression tree() {
        List<Expression> level = new ArrayList<>();
        for (int i = 0; i < PARTIAL_SUMS; i++) {
            level.add(memory.load(n, point(Affine.of(i))));
        }
        while (level.size() > 1) {
            int half = level.size() / 2;
            List<Expression> next = new ArrayList<>();
            for (int i = 0; i < half; i++) {
                next.add(level.get(i).plus(level.get(i + half)));
            }
            level = next;
        }
        return level.get(0);
    }
}
