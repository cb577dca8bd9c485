package dev.lamina.compiler.loop;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What in some statements varies along an axis, and whether neighbours on that axis can be computed together as one vector. */
final class LaneAxis {
    private final Symbol axis;
    private final Set<Variable> varying = new HashSet<>();
    private boolean vectorises = true;

    private LaneAxis(Symbol axis, Set<Variable> varying) {
        this.axis = axis;
        this.varying.addAll(varying);
    }

    /** The axis within {@code statements}, where the variables in {@code varying}, declared outside, vary along it too. */
    static LaneAxis of(Symbol axis, Set<Variable> varying, List<Statement> statements) {
        LaneAxis lanes = new LaneAxis(axis, varying);
        int known;
        do {
            known = lanes.varying.size();
            lanes.new Spread().all(statements);
        } while (lanes.varying.size() > known);
        lanes.new Check().all(statements);
        return lanes;
    }

    /** Whether all loads and stores are of neighbours or of one element for all lanes, and all functions exist for vectors. */
    boolean vectorises() {
        return vectorises;
    }

    boolean varies(Variable variable) {
        return varying.contains(variable);
    }

    boolean varies(Expression expression) {
        if (expression instanceof Expression.Load load) {
            return load.index().coefficient(axis) != 0;
        }
        if (expression instanceof Expression.Local local) {
            return varying.contains(local.variable());
        }
        if (expression instanceof Expression.Position position) {
            return position.value().coefficient(axis) != 0;
        }
        if (expression instanceof Expression.Uniform uniform) {
            return uniform.element().coefficient(axis) != 0;
        }
        return expression.operands().stream().anyMatch(this::varies);
    }

    boolean vectorises(Expression expression) {
        if (!varies(expression)) {
            return true;
        }
        if (expression instanceof Expression.Load load) {
            return load.index().coefficient(axis) == 1 && load.buffer().element() == Buffer.Element.FLOAT;
        }
        if (expression instanceof Expression.Position || expression instanceof Expression.Uniform) {
            return false;
        }
        if (expression instanceof Expression.Unary unary && unary.operator().isTranscendental()) {
            return false;
        }
        return expression.operands().stream().allMatch(this::vectorises);
    }

    /** Makes vectors of all that varies along the axis. */
    Rewrite widening() {
        return new Widening();
    }

    private final class Spread extends Walk {
        void all(List<Statement> statements) {
            statements.forEach(this::statement);
        }

        @Override
        public void statement(Statement statement) {
            if (statement instanceof Statement.Let let && varies(let.value())) {
                varying.add(let.variable());
            } else if (statement instanceof Statement.Assign assign && varies(assign.value())) {
                varying.add(assign.variable());
            }
            super.statement(statement);
        }
    }

    private final class Check extends Walk {
        void all(List<Statement> statements) {
            statements.forEach(this::statement);
        }

        @Override
        public void statement(Statement statement) {
            if (statement instanceof Statement.Store store) {
                vectorises &= store.index().coefficient(axis) == 1;
            } else if (statement instanceof Statement.Clear clear) {
                vectorises &= clear.from().coefficient(axis) == 0;
            } else if (statement instanceof Statement.Copy copy) {
                vectorises &= copy.fromIndex().coefficient(axis) == 0
                        && copy.toIndex().coefficient(axis) == 0;
            } else if (statement instanceof Statement.Loop loop) {
                vectorises &= fixed(loop.from()) && fixed(loop.to());
            } else if (statement instanceof Statement.Lookup lookup) {
                vectorises &= lookup.at().coefficient(axis) == 0;
            } else if (statement instanceof Statement.When when) {
                vectorises &= when.left().coefficient(axis) == 0 && when.right().coefficient(axis) == 0;
            }
            super.statement(statement);
        }

        @Override
        public void expression(Expression expression) {
            vectorises &= LaneAxis.this.vectorises(expression);
        }

        private boolean fixed(Bound bound) {
            return bound.choices().stream().allMatch(choice -> choice.coefficient(axis) == 0);
        }
    }

    private final class Widening extends Rewrite {
        @Override
        Variable variable(Variable variable) {
            return varying.contains(variable) ? new Variable(variable.name(), true) : variable;
        }

        @Override
        Expression expression(Expression expression) {
            if (expression instanceof Expression.Load load && load.index().coefficient(axis) != 0) {
                return new Expression.Load(load.buffer(), load.index(), true);
            }
            return super.expression(expression);
        }

        @Override
        Statement statement(Statement statement) {
            if (statement instanceof Statement.Store store) {
                return new Statement.Store(store.buffer(), store.index(), expression(store.value()), true);
            }
            return super.statement(statement);
        }
    }
}
