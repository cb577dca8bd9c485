package dev.lamina.compiler.ir;

import java.util.LinkedHashSet;
import java.util.Set;

/** The free names of a statement: those that it uses and does not declare, in the order of their first use. */
public record FreeNames(
        Set<Symbol> symbols, Set<Variable> variables, Set<Buffer> buffers, Set<String> arguments, boolean random) {

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
        protected void declaration(Variable variable) {
            declared.add(variable);
        }

        @Override
        protected void use(Variable variable) {
            variables.add(variable);
        }

        @Override
        protected void read(Buffer buffer) {
            buffers.add(buffer);
        }

        @Override
        protected void write(Buffer buffer) {
            buffers.add(buffer);
        }

        @Override
        protected void argument(Expression.Argument argument) {
            arguments.add(argument.name());
        }

        @Override
        protected void uniform(Expression.Uniform uniform) {
            random = true;
            super.uniform(uniform);
        }
    }
}
