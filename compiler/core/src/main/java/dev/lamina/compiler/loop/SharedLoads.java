package dev.lamina.compiler.loop;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads what several points of a tile read alike, such as the bias of a column, once, before the first of them. */
final class SharedLoads extends Rewrite {
    private final Map<Expression, Variable> shared = new LinkedHashMap<>();

    private SharedLoads(List<Statement> statements) {
        Map<Expression.Load, Integer> counts = new LinkedHashMap<>();
        Set<Buffer> stored = new HashSet<>();
        new Walk() {
            @Override
            public void statement(Statement statement) {
                if (statement instanceof Statement.Store store) {
                    stored.add(store.buffer());
                }
                super.statement(statement);
            }

            @Override
            public void expression(Expression expression) {
                if (expression instanceof Expression.Load load) {
                    counts.merge(load, 1, Integer::sum);
                }
                super.expression(expression);
            }
        }.statement(new Statement.Block(statements));
        counts.forEach((load, count) -> {
            if (count > 1 && !stored.contains(load.buffer())) {
                long number = shared.keySet().stream()
                        .filter(other -> ((Expression.Load) other).buffer().equals(load.buffer()))
                        .count();
                shared.put(load, new Variable(load.buffer().name() + number, load.vector()));
            }
        });
    }

    /** The statements, after declarations of what they share. */
    static List<Statement> declare(List<Statement> statements) {
        SharedLoads loads = new SharedLoads(statements);
        List<Statement> all = new ArrayList<>();
        loads.shared.forEach((load, variable) -> all.add(new Statement.Let(variable, load)));
        all.addAll(loads.statements(statements));
        return all;
    }

    @Override
    Expression expression(Expression expression) {
        Variable variable = shared.get(expression);
        return variable == null ? super.expression(expression) : Expression.local(variable);
    }
}
