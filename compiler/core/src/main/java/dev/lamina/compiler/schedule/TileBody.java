package dev.lamina.compiler.schedule;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Bound;
import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Substitution;
import dev.lamina.compiler.ir.Symbol;
import dev.lamina.compiler.ir.Variable;
import dev.lamina.compiler.ir.Walk;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** The code of one register tile: the contraction, unrolled and jammed over the points of the tile. */
final class TileBody {
    /**
     * The innermost of several axes of the reduction is unrolled if the tile has at most this many products along it, because a short loop
     * costs more than its body. With more products, C2 loads all operands first and spills them to memory.
     */
    private static final int UNROLLED_VECTORS = 40;

    /** The same limit for a single axis, whose loop runs once; for tiles of floats; and for sums without products, which wait for memory. */
    private static final int UNROLLED_OTHERS = 16;

    /** If the first operand is one, the body adds the second operand. The addition gives the same bits as a multiply-add. */
    private static final Expression ONE = Expression.constant(1);

    /** A point of the tile: the indices there, and the suffix of the names of its variables. */
    record Point(Map<Symbol, Affine> indices, String suffix) {}

    private final Statement.Contraction contraction;
    private final List<Point> points;
    private final Set<Variable> locals;

    /** The variables that are in scope. */
    private final Set<String> declared = new HashSet<>();

    /** The names of all variables of the tile. */
    private final Set<String> names = new HashSet<>();

    TileBody(Statement.Contraction contraction, List<Point> points) {
        this.contraction = contraction;
        this.points = points;
        this.locals = locals(contraction);
    }

    /** The variables that are renamed for each point. */
    private static Set<Variable> locals(Statement.Contraction contraction) {
        Set<Variable> locals = new HashSet<>();
        locals.add(contraction.sum());
        new Walk() {
            @Override
            protected void declaration(Variable variable) {
                locals.add(variable);
            }
        }.statements(contraction.results());
        return locals;
    }

    Statement statement() {
        return statement(List.of(reduction(0, points, Map.of())));
    }

    /**
     * The body of a tile with sliding rows: first the pixel rows that only the first result rows read, then those that all read, then those
     * that only the last read.
     */
    Statement statement(SlidingRows sliding) {
        int window = sliding.window().extent().constant();
        Symbol pixelRow = sliding.window().index();
        List<Statement> sums = new ArrayList<>();
        for (int row = 0; row < SlidingRows.TOGETHER - 1; row++) {
            sums.add(pixelRow(sliding, Affine.of(row), 0, row));
        }
        int last = SlidingRows.TOGETHER - 1;
        if (window == SlidingRows.TOGETHER) {
            sums.add(pixelRow(sliding, Affine.of(last), 0, last));
        } else {
            sums.add(new Statement.Loop(
                    pixelRow,
                    Bound.of(last),
                    Bound.of(window),
                    List.of(new Statement.SteppedBody(Affine.of(1), pixelRow(sliding, Affine.of(pixelRow), 0, last)))));
        }
        for (int row = 0; row < SlidingRows.TOGETHER - 1; row++) {
            sums.add(pixelRow(sliding, Affine.of(window + row), row + 1, SlidingRows.TOGETHER - 1));
        }
        return statement(sums);
    }

    /** The products of one row of pixels for result rows {@code from} to {@code to}. Result row r is at window row {@code at} - r. */
    private Statement pixelRow(SlidingRows sliding, Affine at, int from, int to) {
        Map<Point, Affine> windowRows = new LinkedHashMap<>();
        for (Point point : points) {
            int row = sliding.rowOf(point.indices());
            if (from <= row && row <= to) {
                windowRows.put(point, at.plus(-row));
            }
        }
        Set<String> before = new HashSet<>(declared);
        Statement sums = reduction(1, List.copyOf(windowRows.keySet()), windowRows);
        if (sums instanceof Statement.Loop
                || !at.isConstant()) { // the variables are declared in a loop, and gone behind it
            names.addAll(declared);
            declared.retainAll(before);
        }
        return sums;
    }

    private Statement statement(List<Statement> sums) {
        List<Statement> body = new ArrayList<>();
        for (Point point : points) {
            body.add(new Statement.Let(sum(point), at(point).expression(contraction.initial())));
        }
        body.addAll(sums);
        List<Statement> results = new ArrayList<>();
        for (Point point : points) {
            results.addAll(at(point).statements(contraction.results()));
        }
        names.addAll(declared);
        body.addAll(SharedLoads.declare(results, names));
        return new Statement.Block(body);
    }

    private Variable sum(Point point) {
        return renamed(contraction.sum(), point);
    }

    private static Variable renamed(Variable variable, Point point) {
        return new Variable(variable.name() + point.suffix(), variable.vector());
    }

    private Substitution at(Point point) {
        return new Substitution(
                point.indices(), variable -> locals.contains(variable) ? renamed(variable, point) : variable);
    }

    /**
     * The axes of the reduction from {@code depth} on, for some points.
     *
     * @param outer the index of the outermost axis at each point, if that axis is not among them
     */
    private Statement reduction(int depth, List<Point> active, Map<Point, Affine> outer) {
        List<Statement.Range> reduction = contraction.reduction();
        if (depth == reduction.size()) {
            return new Statement.Block(products(active, outer, Map.of()));
        }
        Statement.Range range = reduction.get(depth);
        if (depth + 1 == reduction.size() && isShort(depth, active)) {
            List<Statement> steps = new ArrayList<>();
            for (int i = 0; i < range.extent().constant(); i++) {
                steps.addAll(products(active, outer, Map.of(range.index(), Affine.of(i))));
            }
            return new Statement.Block(steps);
        }
        return Statement.loop(range.index(), range.extent(), reduction(depth + 1, active, outer));
    }

    /** Whether an axis of the reduction is unrolled: never where only some points take part, which is a small part of the work. */
    private boolean isShort(int axis, List<Point> active) {
        if (active.size() < points.size()) {
            return false;
        }
        Affine extent = contraction.reduction().get(axis).extent();
        boolean multiplies = contraction.sum().vector() && !contraction.a().equals(ONE);
        int most = multiplies && axis > 0 ? UNROLLED_VECTORS : UNROLLED_OTHERS;
        return extent.isConstant() && extent.constant() * points.size() <= most;
    }

    /** One step of the reduction for some points. */
    private List<Statement> products(List<Point> active, Map<Point, Affine> outer, Map<Symbol, Affine> inner) {
        List<Statement> statements = new ArrayList<>();
        Map<Expression, Variable> operands = new LinkedHashMap<>();
        for (Point point : active) {
            Map<Symbol, Affine> indices = new LinkedHashMap<>(point.indices());
            indices.putAll(inner);
            if (outer.containsKey(point)) {
                indices.put(contraction.reduction().get(0).index(), outer.get(point));
            }
            Substitution at = new Substitution(indices, UnaryOperator.identity());
            Variable sum = sum(point);
            Expression b = at.expression(contraction.b());
            if (contraction.a().equals(ONE)) {
                statements.add(new Statement.Assign(sum, Expression.local(sum).plus(b)));
                continue;
            }
            Variable first = operand(at.expression(contraction.a()), "a", operands, statements);
            Variable second = operand(b, "b", operands, statements);
            statements.add(new Statement.Assign(
                    sum, new Expression.Fma(Expression.local(first), Expression.local(second), Expression.local(sum))));
        }
        return statements;
    }

    /** The variable that holds an operand at a point. Points with the same operand share one variable. */
    private Variable operand(
            Expression value, String role, Map<Expression, Variable> operands, List<Statement> statements) {
        Variable known = operands.get(value);
        if (known != null) {
            return known;
        }
        String base = base(value, role);
        long number = operands.keySet().stream()
                .filter(other -> base.equals(base(other, role)))
                .count();
        Variable variable = new Variable(base + number, contraction.sum().vector());
        operands.put(value, variable);
        statements.add(
                declared.add(variable.name())
                        ? new Statement.Let(variable, value)
                        : new Statement.Assign(variable, value));
        return variable;
    }

    private static String base(Expression value, String role) {
        return value instanceof Expression.Load load ? load.buffer().name() : role;
    }
}
