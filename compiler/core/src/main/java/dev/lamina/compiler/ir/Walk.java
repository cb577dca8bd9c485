package dev.lamina.compiler.ir;

/** Visits statements and expressions, outer ones before inner ones. A subclass overrides the methods of the forms that it looks for. */
public abstract class Walk implements Statement.Visitor {
    private final Expression.Visitor<Expression> expressions = new Expressions();

    /** Visits an affine expression: an index, a bound, a step or an extent. */
    protected void index(Affine index) {}

    /** Visits a symbol where it is bound. */
    protected void binding(Symbol symbol) {}

    /** Visits a buffer where it is read. */
    protected void read(Buffer buffer) {}

    /** Visits a buffer where it is written. */
    protected void write(Buffer buffer) {}

    /** Visits a variable where it is declared. */
    protected void declaration(Variable variable) {}

    /** Visits a variable where it is read or assigned. */
    protected void use(Variable variable) {}

    /** Visits a use of one of the kernel's float arguments. */
    protected void argument(Expression.Argument argument) {}

    /** Visits a load. */
    protected void load(Expression.Load load) {
        read(load.buffer());
        index(load.index());
    }

    /** Visits a random number. */
    protected void uniform(Expression.Uniform uniform) {
        index(uniform.element());
    }

    /** Visits an expression and its operands. */
    public void expression(Expression expression) {
        expression.accept(expressions);
    }

    /** Visits a statement and everything in it. */
    public final void statement(Statement statement) {
        statement.accept(this);
    }

    /** Visits statements one after the other. */
    public final void statements(Iterable<Statement> statements) {
        statements.forEach(this::statement);
    }

    @Override
    public void block(Statement.Block block) {
        statements(block.statements());
    }

    @Override
    public void loop(Statement.Loop loop) {
        loop.from().choices().forEach(this::index);
        loop.to().choices().forEach(this::index);
        loop.bodies().forEach(stepped -> index(stepped.step()));
        binding(loop.index());
        loop.bodies().forEach(stepped -> statement(stepped.body()));
    }

    @Override
    public void let(Statement.Let let) {
        declaration(let.variable());
        expression(let.value());
    }

    @Override
    public void assign(Statement.Assign assign) {
        use(assign.variable());
        expression(assign.value());
    }

    @Override
    public void store(Statement.Store store) {
        write(store.buffer());
        index(store.index());
        expression(store.value());
    }

    @Override
    public void fill(Statement.Fill fill) {
        write(fill.buffer());
        index(fill.from());
        index(fill.length());
    }

    @Override
    public void lanes(Statement.Lanes lanes) {
        index(lanes.extent());
        index(lanes.padded());
        binding(lanes.index());
        statement(lanes.body());
    }

    @Override
    public void contraction(Statement.Contraction contraction) {
        declaration(contraction.sum());
        contraction.loops().forEach(this::range);
        expression(contraction.initial());
        contraction.reduction().forEach(this::range);
        expression(contraction.a());
        expression(contraction.b());
        statements(contraction.results());
    }

    private void range(Statement.Range range) {
        index(range.extent());
        binding(range.index());
    }

    @Override
    public void outlined(Statement.Outlined outlined) {
        statement(outlined.body());
    }

    @Override
    public void apply(Statement.Apply apply) {
        read(apply.from());
        write(apply.to());
        index(apply.fromIndex());
        index(apply.toIndex());
        index(apply.length());
    }

    @Override
    public void copy(Statement.Copy copy) {
        read(copy.from());
        write(copy.to());
        index(copy.fromIndex());
        index(copy.toIndex());
        index(copy.length());
    }

    @Override
    public void lookup(Statement.Lookup lookup) {
        read(lookup.from());
        index(lookup.at());
        binding(lookup.index());
        statement(lookup.body());
    }

    @Override
    public void when(Statement.When when) {
        index(when.left());
        index(when.right());
        statement(when.then());
        statement(when.otherwise());
    }

    @Override
    public void indexProduct(Statement.IndexProduct product) {
        index(product.left());
        index(product.right());
        binding(product.index());
        statement(product.body());
    }

    @Override
    public void await(Statement.Await await) {}

    @Override
    public void comment(Statement.Comment comment) {}

    /** Visits each form of expression. */
    private final class Expressions implements Expression.Visitor<Expression> {
        private Expression operands(Expression expression) {
            expression.operands().forEach(Walk.this::expression);
            return expression;
        }

        @Override
        public Expression constant(Expression.Constant constant) {
            return constant;
        }

        @Override
        public Expression argument(Expression.Argument argument) {
            Walk.this.argument(argument);
            return argument;
        }

        @Override
        public Expression load(Expression.Load load) {
            Walk.this.load(load);
            return load;
        }

        @Override
        public Expression local(Expression.Local local) {
            use(local.variable());
            return local;
        }

        @Override
        public Expression indexAsFloat(Expression.IndexAsFloat conversion) {
            index(conversion.value());
            return conversion;
        }

        @Override
        public Expression unary(Expression.Unary unary) {
            return operands(unary);
        }

        @Override
        public Expression binary(Expression.Binary binary) {
            return operands(binary);
        }

        @Override
        public Expression fma(Expression.Fma fma) {
            return operands(fma);
        }

        @Override
        public Expression select(Expression.Select select) {
            return operands(select);
        }

        @Override
        public Expression uniform(Expression.Uniform uniform) {
            Walk.this.uniform(uniform);
            return uniform;
        }

        @Override
        public Expression operand(Expression.Operand operand) {
            return operand;
        }
    }
}
