package dev.lamina.compiler.schedule;

import dev.lamina.compiler.ir.Affine;
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

/** The code of one register tile: the contraction, unrolled and jammed over the points of the tile. */
final class TileBody {
    /**
     * The innermost axis of the reduction is unrolled if the tile has at most this many products along it, because a short loop costs more
     * than its body. With more products, C2 loads all operands first and spills them to memory.
     */
    private static final int UNROLLED_VECTORS = 40;

    /** The same limit for tiles of floats. */
    private static final int UNROLLED_FLOATS = 16;

    /** If the first operand is one, the body adds the second operand. The addition gives the same bits as a multiply-add. */
    private static final Expression ONE = Expression.constant(1);

    /** A point of the tile: the indices there, and the suffix of the names of its variables. */
    record Point(Map<Symbol, Affine> indices, String suffix) {}

    private final Statement.Contraction contraction;
    private final List<Point> points;
    private final Set<Variable> locals;
    private final Set<String> declared = new HashSet<>();

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
        List<Statement> body = new ArrayList<>();
        for (Point point : points) {
            body.add(new Statement.Let(sum(point), at(point).expression(contraction.initial())));
        }
        body.add(reduction(0));
        List<Statement> results = new ArrayList<>();
        for (Point point : points) {
            results.addAll(at(point).statements(contraction.results()));
        }
        body.addAll(SharedLoads.declare(results, declared));
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

    /** One step of the reduction for all points. */
    private List<Statement> products(Expression a, Expression b) {
        List<Statement> statements = new ArrayList<>();
        Map<Expression, Variable> operands = new LinkedHashMap<>();
        for (Point point : points) {
            Substitution at = at(point);
            Variable sum = sum(point);
            if (a.equals(ONE)) {
                statements.add(new Statement.Assign(sum, Expression.local(sum).plus(at.expression(b))));
                continue;
            }
            Variable first = operand(at.expression(a), "a", operands, statements);
            Variable second = operand(at.expression(b), "b", operands, statements);
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
