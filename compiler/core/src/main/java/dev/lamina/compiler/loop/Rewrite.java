package dev.lamina.compiler.loop;

import java.util.List;

/** Copies statements and expressions; a subclass overrides what becomes something else. */
abstract class Rewrite {
    Affine index(Affine index) {
        return index;
    }

    Buffer buffer(Buffer buffer) {
        return buffer;
    }

    Variable variable(Variable variable) {
        return variable;
    }

    Symbol bound(Symbol symbol) {
        return symbol;
    }

    Bound bound(Bound bound) {
        return new Bound(bound.kind(), bound.choices().stream().map(this::index).toList());
    }

    Expression expression(Expression expression) {
        if (expression instanceof Expression.Load load) {
            return new Expression.Load(buffer(load.buffer()), index(load.index()), load.vector());
        }
        if (expression instanceof Expression.Local local) {
            return new Expression.Local(variable(local.variable()));
        }
        if (expression instanceof Expression.Position position) {
            return new Expression.Position(index(position.value()));
        }
        if (expression instanceof Expression.Uniform uniform) {
            return new Expression.Uniform(uniform.stream(), index(uniform.element()));
        }
        return composite(expression);
    }

    private Expression composite(Expression expression) {
        if (expression instanceof Expression.Unary unary) {
            return new Expression.Unary(unary.operator(), expression(unary.operand()));
        }
        if (expression instanceof Expression.Binary binary) {
            return new Expression.Binary(binary.operator(), expression(binary.left()), expression(binary.right()));
        }
        if (expression instanceof Expression.Fma fma) {
            return new Expression.Fma(expression(fma.a()), expression(fma.b()), expression(fma.c()));
        }
        if (expression instanceof Expression.Select select) {
            return new Expression.Select(
                    select.comparison(),
                    expression(select.left()),
                    expression(select.right()),
                    expression(select.then()),
                    expression(select.otherwise()));
        }
        return expression;
    }

    Statement statement(Statement statement) {
        if (statement instanceof Statement.Block block) {
            return new Statement.Block(statements(block.statements()));
        }
        if (statement instanceof Statement.Loop loop) {
            return new Statement.Loop(
                    bound(loop.index()),
                    bound(loop.from()),
                    bound(loop.to()),
                    loop.parts().stream()
                            .map(part -> new Statement.Part(index(part.step()), statement(part.body())))
                            .toList());
        }
        if (statement instanceof Statement.Lanes lanes) {
            return new Statement.Lanes(
                    bound(lanes.index()), index(lanes.extent()), index(lanes.padded()), statement(lanes.body()));
        }
        if (statement instanceof Statement.Contraction contraction) {
            return contraction(contraction);
        }
        if (statement instanceof Statement.Outlined outlined) {
            return new Statement.Outlined(outlined.name(), statement(outlined.body()));
        }
        if (statement instanceof Statement.Lookup lookup) {
            return new Statement.Lookup(
                    bound(lookup.index()),
                    buffer(lookup.from()),
                    index(lookup.at()),
                    lookup.below(),
                    statement(lookup.body()));
        }
        if (statement instanceof Statement.When when) {
            return new Statement.When(
                    index(when.left()), index(when.right()), statement(when.then()), statement(when.otherwise()));
        }
        if (statement instanceof Statement.Product product) {
            return new Statement.Product(
                    bound(product.index()), product.left(), product.right(), statement(product.body()));
        }
        return simple(statement);
    }

    private Statement simple(Statement statement) {
        if (statement instanceof Statement.Let let) {
            return new Statement.Let(variable(let.variable()), expression(let.value()));
        }
        if (statement instanceof Statement.Assign assign) {
            return new Statement.Assign(variable(assign.variable()), expression(assign.value()));
        }
        if (statement instanceof Statement.Store store) {
            return new Statement.Store(
                    buffer(store.buffer()), index(store.index()), expression(store.value()), store.vector());
        }
        if (statement instanceof Statement.Clear clear) {
            return new Statement.Clear(buffer(clear.buffer()), index(clear.from()), index(clear.length()));
        }
        if (statement instanceof Statement.Apply apply) {
            return new Statement.Apply(
                    apply.operator(),
                    buffer(apply.from()),
                    index(apply.fromIndex()),
                    buffer(apply.to()),
                    index(apply.toIndex()),
                    index(apply.length()));
        }
        if (statement instanceof Statement.Copy copy) {
            return new Statement.Copy(
                    buffer(copy.from()),
                    index(copy.fromIndex()),
                    buffer(copy.to()),
                    index(copy.toIndex()),
                    index(copy.length()));
        }
        return statement;
    }

    private Statement contraction(Statement.Contraction contraction) {
        return new Statement.Contraction(
                ranges(contraction.loops()),
                contraction.padded(),
                ranges(contraction.reduction()),
                expression(contraction.a()),
                expression(contraction.b()),
                variable(contraction.sum()),
                expression(contraction.initial()),
                statements(contraction.results()));
    }

    final List<Statement> statements(List<Statement> statements) {
        return statements.stream().map(this::statement).toList();
    }

    private List<Statement.Range> ranges(List<Statement.Range> ranges) {
        return ranges.stream()
                .map(range -> new Statement.Range(bound(range.index()), index(range.extent())))
                .toList();
    }
}
