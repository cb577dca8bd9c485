package dev.lamina.compiler.schedule;

import dev.lamina.compiler.ir.Buffer;
import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Rewrite;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Variable;
import dev.lamina.compiler.ir.Walk;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Loads once what several points of a tile load, such as the bias of a column. */
final class SharedLoads extends Rewrite {
    private final Map<Expression.Load, Variable> shared = new LinkedHashMap<>();

    private SharedLoads(List<Statement> statements) {
        Map<Expression.Load, Integer> counts = new LinkedHashMap<>();
        Set<Buffer> stored = new HashSet<>();
        new Walk() {
            @Override
            protected void write(Buffer buffer) {
                stored.add(buffer);
            }

            @Override
            protected void load(Expression.Load load) {
                counts.merge(load, 1, Integer::sum);
            }
        }.statements(statements);
        counts.forEach((load, count) -> {
            if (count > 1 && !stored.contains(load.buffer())) {
                long number = shared.keySet().stream()
                        .filter(other -> other.buffer().equals(load.buffer()))
                        .count();
                shared.put(load, new Variable(load.buffer().name() + number, load.vector()));
            }
        });
    }

    /** The statements, after declarations of variables for the loads that they share. */
    static List<Statement> declare(List<Statement> statements) {
        SharedLoads loads = new SharedLoads(statements);
        List<Statement> all = new ArrayList<>();
        loads.shared.forEach((load, variable) -> all.add(new Statement.Let(variable, load)));
        all.addAll(loads.statements(statements));
        return all;
    }

    @Override
    public Expression load(Expression.Load load) {
        Variable variable = shared.get(load);
        return variable == null ? super.load(load) : Expression.local(variable);
    }
}
