package dev.lamina.compiler.schedule;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Buffer;
import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.ExpressionPredicate;
import dev.lamina.compiler.ir.Rewrite;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Symbol;
import dev.lamina.compiler.ir.Variable;
import dev.lamina.compiler.ir.Walk;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds which values vary along a lane axis, and which are uniform, that is, the same for all lanes. This tells whether neighbouring lanes
 * can be computed as one vector.
 */
final class LaneAnalysis {
    private final Symbol axis;
    private final Set<Variable> varying = new HashSet<>();
    private boolean vectorises = true;

    private LaneAnalysis(Symbol axis, Set<Variable> varying) {
        this.axis = axis;
        this.varying.addAll(varying);
    }

    /** Analyses statements; {@code varying} are variables declared outside of them that vary along the axis. */
    static LaneAnalysis of(Symbol axis, Set<Variable> varying, List<Statement> statements) {
        LaneAnalysis analysis = new LaneAnalysis(axis, varying);
        int known;
        do {
            known = analysis.varying.size();
            analysis.new Propagation().statements(statements);
        } while (analysis.varying.size() > known);
        analysis.new Check().statements(statements);
        return analysis;
    }

    /** Whether the index of an axis occurs in an expression, so that its value may vary along that axis. */
    static boolean depends(Expression expression, Symbol axis) {
        return new LaneAnalysis(axis, Set.of()).varies(expression);
    }

    /**
     * Whether all statements can run in vectors: loads are contiguous or uniform, stores are contiguous, and vectors have all functions.
     */
    boolean vectorises() {
        return vectorises;
    }

    /** Whether an expression varies along the axis. */
    boolean varies(Expression expression) {
        return new Varies().holds(expression);
    }

    /** Whether an expression can be computed as a vector, or is uniform. */
    boolean vectorises(Expression expression) {
        return !new HasNoVector().holds(expression);
    }

    /** Whether an expression varies along the axis. */
    private class Varies extends ExpressionPredicate {
        @Override
        public Boolean load(Expression.Load load) {
            return load.index().coefficient(axis) != 0;
        }

        @Override
        public Boolean local(Expression.Local local) {
            return varying.contains(local.variable());
        }

        @Override
        public Boolean indexAsFloat(Expression.IndexAsFloat conversion) {
            return conversion.value().coefficient(axis) != 0;
        }

        @Override
        public Boolean uniform(Expression.Uniform uniform) {
            return uniform.element().coefficient(axis) != 0;
        }
    }

    /** Whether an expression varies in a way for which there is no vector operation. */
    private final class HasNoVector extends Varies {
        @Override
        public Boolean load(Expression.Load load) {
            boolean contiguous =
                    load.index().coefficient(axis) == 1 && load.buffer().element() == Buffer.Element.FLOAT;
            return super.load(load) && !contiguous;
        }

        @Override
        public Boolean local(Expression.Local local) {
            return false;
        }

        @Override
        public Boolean unary(Expression.Unary unary) {
            return unary.operator().isTranscendental() ? varies(unary) : super.unary(unary);
        }
    }

    /** A rewrite that turns all varying values into vectors. */
    Rewrite widening() {
        return new Widening();
    }

    /** Finds the variables that are assigned varying values. */
    private final class Propagation extends Walk {
        @Override
        public void let(Statement.Let let) {
            propagate(let.variable(), let.value());
        }

        @Override
        public void assign(Statement.Assign assign) {
            propagate(assign.variable(), assign.value());
        }

        private void propagate(Variable variable, Expression value) {
            if (varies(value)) {
                varying.add(variable);
            }
        }
    }

    /** Checks whether all statements can run in vectors. */
    private final class Check extends Walk {
        /** All lanes share bounds, lengths and the indices of array ranges, so these have to be uniform. */
        @Override
        protected void index(Affine index) {
            vectorises &= index.coefficient(axis) == 0;
        }

        @Override
        public void store(Statement.Store store) {
            vectorises &= store.index().coefficient(axis) == 1 && store.buffer().element() == Buffer.Element.FLOAT;
            expression(store.value());
        }

        @Override
        public void expression(Expression expression) {
            vectorises &= LaneAnalysis.this.vectorises(expression);
        }
    }

    private final class Widening extends Rewrite {
        @Override
        protected Variable variable(Variable variable) {
            return varying.contains(variable) ? new Variable(variable.name(), true) : variable;
        }

        @Override
        public Expression load(Expression.Load load) {
            return load.index().coefficient(axis) == 0
                    ? super.load(load)
                    : new Expression.Load(load.buffer(), load.index(), true);
        }

        @Override
        protected Statement store(Statement.Store store) {
            return new Statement.Store(store.buffer(), store.index(), expression(store.value()), true);
        }
    }
}
