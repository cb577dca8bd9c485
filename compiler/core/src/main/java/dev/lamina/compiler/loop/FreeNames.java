package dev.lamina.compiler.loop;

import java.util.LinkedHashSet;
import java.util.Set;

/** What a statement uses and does not declare itself, in the order of first use. */
public record FreeNames(
        Set<Symbol> symbols, Set<Variable> variables, Set<Buffer> buffers, Set<String> arguments, boolean random) {

    /** The free names of a statement. */
    public static FreeNames of(Statement statement) {
        Search search = new Search();
        search.statement(statement);
        search.symbols.removeAll(search.bound);
        search.variables.removeAll(search.declared);
        return new FreeNames(search.symbols, search.variables, search.buffers, search.arguments, search.random);
    }

    private static final class Search extends Walk {
        private final Set<Symbol> symbols = new LinkedHashSet<>();
        private final Set<Symbol> bound = new LinkedHashSet<>();
        private final Set<Variable> variables = new LinkedHashSet<>();
        private final Set<Variable> declared = new LinkedHashSet<>();
        private final Set<Buffer> buffers = new LinkedHashSet<>();
        private final Set<String> arguments = new LinkedHashSet<>();
        private boolean random;

        @Override
        protected void index(Affine index) {
            symbols.addAll(index.symbols());
        }

        @Override
        protected void binding(Symbol symbol) {
            bound.add(symbol);
        }

        @Override
        public void expression(Expression expression) {
            if (expression instanceof Expression.Load load) {
                buffers.add(load.buffer());
            } else if (expression instanceof Expression.Local local) {
                variables.add(local.variable());
            } else if (expression instanceof Expression.Argument argument) {
                arguments.add(argument.name());
            }
            random |= expression instanceof Expression.Uniform;
            super.expression(expression);
        }

        @Override
        public void statement(Statement statement) {
            if (statement instanceof Statement.Let let) {
                declared.add(let.variable());
            } else if (statement instanceof Statement.Assign assign) {
                variables.add(assign.variable());
            } else if (statement instanceof Statement.Store store) {
                buffers.add(store.buffer());
            } else if (statement instanceof Statement.Clear clear) {
                buffers.add(clear.buffer());
            } else if (statement instanceof Statement.Apply apply) {
                buffers.add(apply.from());
                buffers.add(apply.to());
            } else if (statement instanceof Statement.Copy copy) {
                buffers.add(copy.from());
                buffers.add(copy.to());
            } else if (statement instanceof Statement.Lookup lookup) {
                buffers.add(lookup.from());
            } else if (statement instanceof Statement.Contraction contraction) {
                declared.add(contraction.sum());
            }
            super.statement(statement);
        }
    }
}
