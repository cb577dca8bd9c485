package dev.lamina.compiler.schedule;

import dev.lamina.compiler.ir.Buffer;
import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Kernel;
import dev.lamina.compiler.ir.Rewrite;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Variable;
import dev.lamina.compiler.ir.Walk;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes a load where its value is used, instead of a variable that holds the value for one use. A tile of one column has such a variable
 * for each row, and a tile of one row for each column. The machine code is the same, the source has a line or two less for each.
 */
final class InlineLoads extends Rewrite implements Step {
    @Override
    public String name() {
        return "inline-loads";
    }

    @Override
    public Kernel apply(Kernel kernel) {
        return kernel.withBody(statement(kernel.body()));
    }

    @Override
    protected Statement block(Statement.Block block) {
        List<Statement> flat = new ArrayList<>();
        flatten(block, flat);
        Set<Variable> inlined = new Candidates(flat).found();
        Map<Variable, Expression> values = new HashMap<>();
        Rewrite inline = new Rewrite() {
            @Override
            public Expression local(Expression.Local local) {
                return values.getOrDefault(local.variable(), local);
            }
        };
        List<Statement> statements = new ArrayList<>();
        for (Statement statement : flat) {
            if (statement instanceof Statement.Let let && inlined.contains(let.variable())) {
                values.put(let.variable(), let.value());
            } else if (statement instanceof Statement.Assign assign && inlined.contains(assign.variable())) {
                values.put(assign.variable(), assign.value());
            } else {
                statements.add(statement(inline.statement(statement)));
            }
        }
        return new Statement.Block(statements);
    }

    /** Blocks in a block are no scopes of their own: a variable of one may be used behind it. */
    private static void flatten(Statement.Block block, List<Statement> flat) {
        for (Statement statement : block.statements()) {
            if (statement instanceof Statement.Block inner) {
                flatten(inner, flat);
            } else {
                flat.add(statement);
            }
        }
    }

    /** The variables of a block that hold loads only, and whose values are each used once, before the array may have changed. */
    private static final class Candidates extends Walk {
        private final Set<Variable> declared = new HashSet<>();
        private final Set<Variable> refused = new HashSet<>();

        /** The variables that hold a value nobody has used yet, each with the array that it was loaded from. */
        private final Map<Variable, Buffer> unused = new HashMap<>();

        private final Set<Variable> used = new HashSet<>();

        Candidates(List<Statement> statements) {
            for (Statement statement : statements) {
                if (statement instanceof Statement.Let let && let.value() instanceof Expression.Load load) {
                    declared.add(let.variable());
                    define(let.variable(), load);
                } else if (statement instanceof Statement.Assign assign
                        && declared.contains(assign.variable())
                        && assign.value() instanceof Expression.Load load) {
                    define(assign.variable(), load);
                } else if (isPlain(statement)) {
                    statement(statement);
                } else {
                    refused.addAll(unused.keySet()); // a loop may use a value many times
                    statement(statement);
                }
            }
            refused.addAll(unused.keySet());
        }

        private static boolean isPlain(Statement statement) {
            return statement instanceof Statement.Let
                    || statement instanceof Statement.Assign
                    || statement instanceof Statement.Store;
        }

        private void define(Variable variable, Expression.Load load) {
            if (unused.put(variable, load.buffer()) != null) {
                refused.add(variable);
            }
            used.remove(variable);
        }

        Set<Variable> found() {
            Set<Variable> found = new HashSet<>(declared);
            found.removeAll(refused);
            return found;
        }

        @Override
        protected void use(Variable variable) {
            if (unused.remove(variable) == null || !used.add(variable)) {
                refused.add(variable);
            }
        }

        /** Called for assignments of other values than loads, and for those in loops. */
        @Override
        public void assign(Statement.Assign assign) {
            super.assign(assign);
            if (declared.contains(assign.variable())) {
                refused.add(assign.variable());
            }
        }

        @Override
        public void store(Statement.Store store) {
            super.store(store); // the value is computed first
            unused.forEach((variable, buffer) -> {
                if (buffer.equals(store.buffer())) {
                    refused.add(variable);
                }
            });
        }
    }
}
