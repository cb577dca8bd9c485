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

/** What in some statements varies along an axis, and whether neighbours on that axis can be computed together as one vector. */
public final class LaneAnalysis {
    private final Symbol axis;
    private final Set<Variable> varying = new HashSet<>();
    private boolean vectorises = true;

    private LaneAnalysis(Symbol axis, Set<Variable> varying) {
        this.axis = axis;
        this.varying.addAll(varying);
    }

    /** The axis within {@code statements}, where the variables in {@code varying}, declared outside, vary along it too. */
    public static LaneAnalysis of(Symbol axis, Set<Variable> varying, List<Statement> statements) {
        LaneAnalysis lanes = new LaneAnalysis(axis, varying);
        int known;
        do {
            known = lanes.varying.size();
            lanes.new Spread().statements(statements);
        } while (lanes.varying.size() > known);
        lanes.new Check().statements(statements);
        return lanes;
    }

    /** Whether all loads and stores are of neighbours or of one element for all lanes, and all functions exist for vectors. */
    boolean vectorises() {
        return vectorises;
    }

    public boolean varies(Variable variable) {
        return varying.contains(variable);
    }

    public boolean varies(Expression expression) {
        return new Varies().holds(expression);
    }

    boolean vectorises(Expression expression) {
        return !new Hinders().holds(expression);
    }

    /** Whether an expression is not the same for all lanes. */
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

    /** Whether an expression varies in a way that no vector can. */
    private final class Hinders extends Varies {
        @Override
        public Boolean load(Expression.Load load) {
            boolean neighbours =
                    load.index().coefficient(axis) == 1 && load.buffer().element() == Buffer.Element.FLOAT;
            return super.load(load) && !neighbours;
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

    /** Makes vectors of all that varies along the axis. */
    Rewrite widening() {
        return new Widening();
    }

    private final class Spread extends Walk {
        @Override
        public void let(Statement.Let let) {
            spread(let.variable(), let.value());
        }

        @Override
        public void assign(Statement.Assign assign) {
            spread(assign.variable(), assign.value());
        }

        private void spread(Variable variable, Expression value) {
            if (varies(value)) {
                varying.add(variable);
            }
        }
    }

    private final class Check extends Walk {
        /** Whatever a statement has besides what it stores is done once for all lanes. */
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
