package dev.lamina.compiler.ir;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Copies statements and expressions. A subclass overrides the methods of the forms that it replaces. */
public abstract class Rewrite implements Expression.Visitor<Expression> {
    /** Replaces an affine expression: an index, a bound, a step or an extent. */
    protected Affine index(Affine index) {
        return index;
    }

    /** Replaces a buffer where it is read or written. */
    protected Buffer buffer(Buffer buffer) {
        return buffer;
    }

    /** Replaces a variable where it is declared, assigned or read. */
    protected Variable variable(Variable variable) {
        return variable;
    }

    /** Replaces a symbol where it is bound. */
    protected Symbol binding(Symbol symbol) {
        return symbol;
    }

    /** Replaces the start or the end of a loop. */
    public final Bound bound(Bound bound) {
        return new Bound(bound.kind(), bound.choices().stream().map(this::index).toList());
    }

    /** The expression that replaces another. */
    public Expression expression(Expression expression) {
        return expression.accept(this);
    }

    @Override
    public Expression constant(Expression.Constant constant) {
        return constant;
    }

    @Override
    public Expression argument(Expression.Argument argument) {
        return argument;
    }

    @Override
    public Expression load(Expression.Load load) {
        return new Expression.Load(buffer(load.buffer()), index(load.index()), load.vector());
    }

    @Override
    public Expression local(Expression.Local local) {
        return new Expression.Local(variable(local.variable()));
    }

    @Override
    public Expression indexAsFloat(Expression.IndexAsFloat conversion) {
        return new Expression.IndexAsFloat(index(conversion.value()));
    }

    @Override
    public Expression unary(Expression.Unary unary) {
        return new Expression.Unary(unary.operator(), expression(unary.operand()));
    }

    @Override
    public Expression binary(Expression.Binary binary) {
        return new Expression.Binary(binary.operator(), expression(binary.left()), expression(binary.right()));
    }

    @Override
    public Expression fma(Expression.Fma fma) {
        return new Expression.Fma(expression(fma.a()), expression(fma.b()), expression(fma.c()));
    }

    @Override
    public Expression select(Expression.Select select) {
        return new Expression.Select(
                select.comparison(),
                expression(select.left()),
                expression(select.right()),
                expression(select.then()),
                expression(select.otherwise()));
    }

    @Override
    public Expression uniform(Expression.Uniform uniform) {
        return new Expression.Uniform(uniform.stream(), index(uniform.element()));
    }

    @Override
    public Expression operand(Expression.Operand operand) {
        return operand;
    }

    /** The statement that replaces another. */
    public final Statement statement(Statement statement) {
        Statements statements = new Statements();
        statement.accept(statements);
        return Objects.requireNonNull(statements.result);
    }

    public final List<Statement> statements(List<Statement> statements) {
        return statements.stream().map(this::statement).toList();
    }

    protected Statement block(Statement.Block block) {
        return new Statement.Block(statements(block.statements()));
    }

    protected Statement loop(Statement.Loop loop) {
        return new Statement.Loop(
                binding(loop.index()),
                bound(loop.from()),
                bound(loop.to()),
                loop.bodies().stream()
                        .map(stepped -> new Statement.SteppedBody(index(stepped.step()), statement(stepped.body())))
                        .toList());
    }

    protected Statement let(Statement.Let let) {
        return new Statement.Let(variable(let.variable()), expression(let.value()));
    }

    protected Statement assign(Statement.Assign assign) {
        return new Statement.Assign(variable(assign.variable()), expression(assign.value()));
    }

    protected Statement store(Statement.Store store) {
        return new Statement.Store(
                buffer(store.buffer()), index(store.index()), expression(store.value()), store.vector());
    }

    protected Statement fill(Statement.Fill fill) {
        return new Statement.Fill(buffer(fill.buffer()), index(fill.from()), index(fill.length()));
    }

    protected Statement lanes(Statement.Lanes lanes) {
        return new Statement.Lanes(
                binding(lanes.index()), index(lanes.extent()), index(lanes.padded()), statement(lanes.body()));
    }

    protected Statement contraction(Statement.Contraction contraction) {
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

    private List<Statement.Range> ranges(List<Statement.Range> ranges) {
        return ranges.stream()
                .map(range -> new Statement.Range(binding(range.index()), index(range.extent())))
                .toList();
    }

    protected Statement outlined(Statement.Outlined outlined) {
        return new Statement.Outlined(outlined.name(), statement(outlined.body()));
    }

    protected Statement apply(Statement.Apply apply) {
        return new Statement.Apply(
                apply.operator(),
                buffer(apply.from()),
                index(apply.fromIndex()),
                buffer(apply.to()),
                index(apply.toIndex()),
                index(apply.length()));
    }

    protected Statement copy(Statement.Copy copy) {
        return new Statement.Copy(
                buffer(copy.from()),
                index(copy.fromIndex()),
                buffer(copy.to()),
                index(copy.toIndex()),
                index(copy.length()));
    }

    protected Statement lookup(Statement.Lookup lookup) {
        return new Statement.Lookup(
                binding(lookup.index()),
                buffer(lookup.from()),
                index(lookup.at()),
                lookup.below(),
                statement(lookup.body()));
    }

    protected Statement when(Statement.When when) {
        return new Statement.When(
                index(when.left()), index(when.right()), statement(when.then()), statement(when.otherwise()));
    }

    protected Statement indexProduct(Statement.IndexProduct product) {
        return new Statement.IndexProduct(
                binding(product.index()), index(product.left()), index(product.right()), statement(product.body()));
    }

    protected Statement await(Statement.Await await) {
        return await;
    }

    protected Statement comment(Statement.Comment comment) {
        return comment;
    }

    /** Calls the method above that belongs to a statement's form. */
    private final class Statements implements Statement.Visitor {
        private @Nullable Statement result;

        @Override
        public void block(Statement.Block block) {
            result = Rewrite.this.block(block);
        }

        @Override
        public void loop(Statement.Loop loop) {
            result = Rewrite.this.loop(loop);
        }

        @Override
        public void let(Statement.Let let) {
            result = Rewrite.this.let(let);
        }

        @Override
        public void assign(Statement.Assign assign) {
            result = Rewrite.this.assign(assign);
        }

        @Override
        public void store(Statement.Store store) {
            result = Rewrite.this.store(store);
        }

        @Override
        public void fill(Statement.Fill fill) {
            result = Rewrite.this.fill(fill);
        }

        @Override
        public void lanes(Statement.Lanes lanes) {
            result = Rewrite.this.lanes(lanes);
        }

        @Override
        public void contraction(Statement.Contraction contraction) {
            result = Rewrite.this.contraction(contraction);
        }

        @Override
        public void outlined(Statement.Outlined outlined) {
            result = Rewrite.this.outlined(outlined);
        }

        @Override
        public void apply(Statement.Apply apply) {
            result = Rewrite.this.apply(apply);
        }

        @Override
        public void copy(Statement.Copy copy) {
            result = Rewrite.this.copy(copy);
        }

        @Override
        public void lookup(Statement.Lookup lookup) {
            result = Rewrite.this.lookup(lookup);
        }

        @Override
        public void when(Statement.When when) {
            result = Rewrite.this.when(when);
        }

        @Override
        public void indexProduct(Statement.IndexProduct product) {
            result = Rewrite.this.indexProduct(product);
        }

        @Override
        public void await(Statement.Await await) {
            result = Rewrite.this.await(await);
        }

        @Override
        public void comment(Statement.Comment comment) {
            result = Rewrite.this.comment(comment);
        }
    }
}
