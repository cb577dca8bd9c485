package dev.lamina.compiler.schedule;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Rewrite;
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

/**
 * The code of one register tile of a contraction: a sum for each of its points, kept in local variables while the reduction runs.
 *
 * @param rows how many neighbours of which axes
 * @param columns how many vectors, or floats, along the lane axis
 */
record Tile(Map<Symbol, Integer> rows, int columns, boolean vector) {
    /**
     * Up to this many products are written out rather than looped over: short loops cost more than they do. Of more, the just-in-time
     * compiler reads all operands first, and keeps them in memory; of floats, of less than that.
     */
    private static final int UNROLLED_VECTORS = 40;

    private static final int UNROLLED_FLOATS = 16;

    /** A sum of these products is one of the other factors: to add is the same as to multiply by one and add, bit for bit. */
    private static final Expression ONE = Expression.constant(1);

    Tile {
        rows = new LinkedHashMap<>(rows);
    }

    Affine columnStep() {
        return column(columns);
    }

    private Affine column(int number) {
        return vector ? Affine.of(Symbol.LANES).times(number) : Affine.of(number);
    }

    int rowCount() {
        return rows.values().stream().reduce(1, (a, b) -> a * b);
    }

    /** The tile's body; where its indices start is the business of the loops around it. */
    Statement body(Statement.Contraction contraction) {
        Statement.Contraction widened = vector ? widen(contraction) : contraction;
        return new Writer(widened, points(contraction)).body();
    }

    private static Statement.Contraction widen(Statement.Contraction contraction) {
        Rewrite widening = lanes(contraction).widening();
        return new Statement.Contraction(
                contraction.loops(),
                contraction.padded(),
                contraction.reduction(),
                widening.expression(contraction.a()),
                widening.expression(contraction.b()),
                new Variable(contraction.sum().name(), true),
                widening.expression(contraction.initial()),
                widening.statements(contraction.results()));
    }

    static LaneAnalysis lanes(Statement.Contraction contraction) {
        return LaneAnalysis.of(lane(contraction).index(), Set.of(contraction.sum()), contraction.results());
    }

    static Statement.Range lane(Statement.Contraction contraction) {
        return contraction.loops().get(contraction.loops().size() - 1);
    }

    private List<Point> points(Statement.Contraction contraction) {
        List<Map<Symbol, Affine>> offsets = List.of(Map.of());
        for (Map.Entry<Symbol, Integer> row : rows.entrySet()) {
            List<Map<Symbol, Affine>> next = new ArrayList<>();
            for (Map<Symbol, Affine> outer : offsets) {
                for (int i = 0; i < row.getValue(); i++) {
                    Map<Symbol, Affine> inner = new LinkedHashMap<>(outer);
                    inner.put(row.getKey(), Affine.of(row.getKey()).plus(i));
                    next.add(inner);
                }
            }
            offsets = next;
        }
        Symbol lane = lane(contraction).index();
        List<Point> points = new ArrayList<>();
        for (int row = 0; row < offsets.size(); row++) {
            for (int i = 0; i < columns; i++) {
                Map<Symbol, Affine> values = new LinkedHashMap<>(offsets.get(row));
                values.put(lane, Affine.of(lane).plus(column(i)));
                points.add(new Point(values, suffix(row, i)));
            }
        }
        return points;
    }

    private String suffix(int row, int column) {
        String first = rowCount() > 1 ? String.valueOf(row) : "";
        String second = columns > 1 ? String.valueOf(column) : "";
        return first.isEmpty() || second.isEmpty() ? first + second : first + "_" + second;
    }

    private record Point(Map<Symbol, Affine> values, String suffix) {}

    /** Writes one tile. */
    private static final class Writer {
        private final Statement.Contraction contraction;
        private final List<Point> points;
        private final Set<String> declared = new HashSet<>();

        Writer(Statement.Contraction contraction, List<Point> points) {
            this.contraction = contraction;
            this.points = points;
        }

        Statement body() {
            List<Statement> body = new ArrayList<>();
            for (Point point : points) {
                body.add(new Statement.Let(sum(point), shift(point).expression(contraction.initial())));
            }
            body.add(reduction(0));
            List<Statement> results = new ArrayList<>();
            for (Point point : points) {
                results.addAll(shift(point).statements(contraction.results()));
            }
            body.addAll(SharedLoads.declare(results));
            return new Statement.Block(body);
        }

        private Variable sum(Point point) {
            return renamed(contraction.sum(), point);
        }

        private static Variable renamed(Variable variable, Point point) {
            return new Variable(variable.name() + point.suffix(), variable.vector());
        }

        private Substitution shift(Point point) {
            Set<Variable> own = locals();
            return new Substitution(
                    point.values(), variable -> own.contains(variable) ? renamed(variable, point) : variable);
        }

        private Set<Variable> locals() {
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

        private Statement reduction(int depth) {
            List<Statement.Range> reduction = contraction.reduction();
            if (depth == reduction.size()) {
                return new Statement.Block(products(contraction.a(), contraction.b()));
            }
            Statement.Range range = reduction.get(depth);
            if (depth + 1 == reduction.size() && isShort(range.extent())) {
                return unrolled(range);
            }
            return Statement.loop(range.index(), range.extent(), reduction(depth + 1));
        }

        private boolean isShort(Affine extent) {
            int most = contraction.sum().vector() ? UNROLLED_VECTORS : UNROLLED_FLOATS;
            return extent.isConstant() && extent.constant() * points.size() <= most;
        }

        private Statement unrolled(Statement.Range range) {
            List<Statement> steps = new ArrayList<>();
            for (int i = 0; i < range.extent().constant(); i++) {
                Substitution step = Substitution.of(range.index(), Affine.of(i));
                steps.addAll(products(step.expression(contraction.a()), step.expression(contraction.b())));
            }
            return new Statement.Block(steps);
        }

        private List<Statement> products(Expression a, Expression b) {
            List<Statement> steps = new ArrayList<>();
            Map<Expression, Variable> operands = new LinkedHashMap<>();
            for (Point point : points) {
                Substitution shift = shift(point);
                if (a.equals(ONE)) {
                    steps.add(new Statement.Assign(
                            sum(point), Expression.local(sum(point)).plus(shift.expression(b))));
                    continue;
                }
                Variable first = operand(shift.expression(a), "a", operands, steps);
                Variable second = operand(shift.expression(b), "b", operands, steps);
                Variable sum = sum(point);
                steps.add(new Statement.Assign(
                        sum,
                        new Expression.Fma(Expression.local(first), Expression.local(second), Expression.local(sum))));
            }
            return steps;
        }

        /** The variable that holds an operand at a point: read once for all points at which it is the same. */
        private Variable operand(
                Expression value, String role, Map<Expression, Variable> operands, List<Statement> steps) {
            Variable known = operands.get(value);
            if (known != null) {
                return known;
            }
            String base = value instanceof Expression.Load load ? load.buffer().name() : role;
            long number = operands.keySet().stream()
                    .filter(other -> base.equals(
                            other instanceof Expression.Load load
                                    ? load.buffer().name()
                                    : role))
                    .count();
            Variable variable = new Variable(base + number, contraction.sum().vector());
            operands.put(value, variable);
            steps.add(
                    declared.add(variable.name())
                            ? new Statement.Let(variable, value)
                            : new Statement.Assign(variable, value));
            return variable;
        }
    }
}
