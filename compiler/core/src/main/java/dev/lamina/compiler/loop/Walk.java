package dev.lamina.compiler.loop;

/** Visits statements and expressions in the order in which they run; a subclass overrides what it looks for. */
public abstract class Walk {
    /** An affine number: an index, a bound, a step or an extent. */
    protected void index(Affine index) {}

    /** A symbol that is bound here. */
    protected void binding(Symbol symbol) {}

    /** An expression and the expressions in it. */
    public void expression(Expression expression) {
        if (expression instanceof Expression.Load load) {
            index(load.index());
        } else if (expression instanceof Expression.Position position) {
            index(position.value());
        } else if (expression instanceof Expression.Uniform uniform) {
            index(uniform.element());
        } else {
            expression.operands().forEach(this::expression);
        }
    }

    /** A statement and all in it. */
    public void statement(Statement statement) {
        if (statement instanceof Statement.Block block) {
            block.statements().forEach(this::statement);
        } else if (statement instanceof Statement.Loop loop) {
            loop(loop);
        } else if (statement instanceof Statement.Lanes lanes) {
            index(lanes.extent());
            index(lanes.padded());
            binding(lanes.index());
            statement(lanes.body());
        } else if (statement instanceof Statement.Contraction contraction) {
            contraction(contraction);
        } else if (statement instanceof Statement.Outlined outlined) {
            statement(outlined.body());
        } else if (statement instanceof Statement.Lookup lookup) {
            index(lookup.at());
            binding(lookup.index());
            statement(lookup.body());
        } else if (statement instanceof Statement.When when) {
            index(when.left());
            index(when.right());
            statement(when.then());
            statement(when.otherwise());
        } else if (statement instanceof Statement.Product product) {
            index(Affine.of(product.left()));
            index(Affine.of(product.right()));
            binding(product.index());
            statement(product.body());
        } else {
            simple(statement);
        }
    }

    private void simple(Statement statement) {
        if (statement instanceof Statement.Let let) {
            expression(let.value());
        } else if (statement instanceof Statement.Assign assign) {
            expression(assign.value());
        } else if (statement instanceof Statement.Store store) {
            index(store.index());
            expression(store.value());
        } else if (statement instanceof Statement.Clear clear) {
            index(clear.from());
            index(clear.length());
        } else if (statement instanceof Statement.Apply apply) {
            index(apply.fromIndex());
            index(apply.toIndex());
            index(apply.length());
        } else if (statement instanceof Statement.Copy copy) {
            index(copy.fromIndex());
            index(copy.toIndex());
            index(copy.length());
        }
    }

    private void loop(Statement.Loop loop) {
        loop.from().choices().forEach(this::index);
        loop.to().choices().forEach(this::index);
        loop.parts().forEach(part -> index(part.step()));
        binding(loop.index());
        loop.parts().forEach(part -> statement(part.body()));
    }

    private void contraction(Statement.Contraction contraction) {
        contraction.loops().forEach(this::range);
        expression(contraction.initial());
        contraction.reduction().forEach(this::range);
        expression(contraction.a());
        expression(contraction.b());
        contraction.results().forEach(this::statement);
    }

    private void range(Statement.Range range) {
        index(range.extent());
        binding(range.index());
    }
}
