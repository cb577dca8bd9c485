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

    private SharedLoads(List<Statement> statements, Set<String> taken) {
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
                shared.put(load, new Variable(newName(load.buffer().name(), taken), load.vector()));
            }
        });
    }

    private static String newName(String base, Set<String> taken) {
        int number = 0;
        while (!taken.add(base + number)) {
            number++;
        }
        return base + number;
    }

    /**
     * The statements, after declarations of variables for the loads that they share.
     *
     * @param taken the names that the new variables may not have: the operands of a product may be loads from the same buffers
     */
    static List<Statement> declare(List<Statement> statements, Set<String> taken) {
        SharedLoads loads = new SharedLoads(statements, new HashSet<>(taken));
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
