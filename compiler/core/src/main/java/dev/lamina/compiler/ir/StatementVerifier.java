package dev.lamina.compiler.ir;

import java.util.HashSet;
import java.util.Set;

/** Verifies the statements of a scope in order. It knows the names that are declared so far. */
final class StatementVerifier implements Statement.Visitor {
    private final KernelVerifier verifier;
    private final Set<Symbol> symbols;
    private final Set<Variable> variables;

    /** The variables that an outlined method takes as arguments, and therefore must not assign. */
    private final Set<Variable> callerVariables;

    StatementVerifier(
            KernelVerifier verifier, Set<Symbol> symbols, Set<Variable> variables, Set<Variable> callerVariables) {
        this.verifier = verifier;
        this.symbols = new HashSet<>(symbols);
        this.variables = new HashSet<>(variables);
        this.callerVariables = new HashSet<>(callerVariables);
    }

    private StatementVerifier inner() {
        return new StatementVerifier(verifier, symbols, variables, callerVariables);
    }

    void statement(Statement statement) {
        statement.accept(this);
    }

    /** Verifies an expression, and tells whether it is a vector. */
    private boolean isVector(Expression expression) {
        return expression.accept(new ExpressionVerifier(verifier, this));
    }

    private void bind(Symbol symbol) {
        if (!symbols.add(symbol)) {
            verifier.problem("index " + symbol + " is bound twice");
        }
    }

    private void range(Statement.Range range) {
        index(range.extent());
        bind(range.index());
    }

    void index(Affine index) {
        for (Symbol symbol : index.symbols()) {
            if (!symbols.contains(symbol)) {
                verifier.problem("index " + symbol + " is not bound");
            }
        }
    }

    private void declare(Variable variable) {
        if (variables.stream().anyMatch(known -> known.name().equals(variable.name()))) {
            verifier.problem("variable " + variable + " is declared twice");
        }
        variables.add(variable);
        if (variable.vector() && verifier.stage() == KernelVerifier.Stage.LOWERED) {
            verifier.problem("variable " + variable + " is a vector before scheduling");
        }
    }

    void use(Variable variable) {
        if (!variables.contains(variable)) {
            verifier.problem("variable " + variable + " is not declared");
        }
    }

    void vector(boolean vector, Buffer buffer) {
        if (vector && verifier.stage() == KernelVerifier.Stage.LOWERED) {
            verifier.problem("a vector of " + buffer + " before scheduling");
        }
        if (vector && buffer.element() == Buffer.Element.INT) {
            verifier.problem("a vector of " + buffer + ", which holds whole numbers");
        }
    }

    private void fits(boolean vectorPlace, boolean vectorValue, Object place) {
        if (!vectorPlace && vectorValue) {
            verifier.problem("a vector does not fit in " + place);
        }
    }

    private void unscheduledOnly(String form) {
        if (verifier.stage() == KernelVerifier.Stage.SCHEDULED) {
            verifier.problem("a schedule left " + form);
        }
    }

    @Override
    public void block(Statement.Block block) {
        block.statements().forEach(this::statement);
    }

    @Override
    public void loop(Statement.Loop loop) {
        loop.from().choices().forEach(this::index);
        loop.to().choices().forEach(this::index);
        if (loop.bodies().isEmpty()) {
            verifier.problem("loop over " + loop.index() + " has no body");
        }
        for (Statement.SteppedBody stepped : loop.bodies()) {
            index(stepped.step());
            if (stepped.step().isConstant() && stepped.step().constant() <= 0) {
                verifier.problem("loop over " + loop.index() + " does not advance");
            }
            StatementVerifier inner = inner();
            inner.bind(loop.index());
            inner.statement(stepped.body());
        }
    }

    @Override
    public void let(Statement.Let let) {
        boolean vector = isVector(let.value());
        declare(let.variable());
        fits(let.variable().vector(), vector, let.variable());
    }

    @Override
    public void assign(Statement.Assign assign) {
        boolean vector = isVector(assign.value());
        use(assign.variable());
        if (callerVariables.contains(assign.variable())) {
            verifier.problem("a method assigns its caller's variable " + assign.variable());
        }
        fits(assign.variable().vector(), vector, assign.variable());
    }

    @Override
    public void store(Statement.Store store) {
        verifier.buffer(store.buffer());
        index(store.index());
        boolean vector = isVector(store.value());
        vector(store.vector(), store.buffer());
        fits(store.vector(), vector, store.buffer());
    }

    @Override
    public void fill(Statement.Fill fill) {
        verifier.buffer(fill.buffer());
        index(fill.from());
        index(fill.length());
    }

    @Override
    public void lanes(Statement.Lanes lanes) {
        unscheduledOnly("Lanes");
        index(lanes.padded());
        StatementVerifier inner = inner();
        inner.range(new Statement.Range(lanes.index(), lanes.extent()));
        inner.statement(lanes.body());
    }

    @Override
    public void contraction(Statement.Contraction contraction) {
        unscheduledOnly("Contraction");
        if (contraction.loops().isEmpty()) {
            verifier.problem("a contraction has no lane axis");
            return;
        }
        Affine lanes = contraction.loops().get(contraction.loops().size() - 1).extent();
        if (lanes.isConstant() && contraction.padded() < lanes.constant()) {
            verifier.problem(lanes + " lanes are padded to " + contraction.padded());
        }
        inner().points(contraction);
    }

    private void points(Statement.Contraction contraction) {
        contraction.loops().forEach(this::range);
        fits(false, isVector(contraction.initial()), contraction.sum());
        StatementVerifier product = inner();
        contraction.reduction().forEach(product::range);
        fits(false, product.isVector(contraction.a()), contraction.sum());
        fits(false, product.isVector(contraction.b()), contraction.sum());
        declare(contraction.sum());
        contraction.results().forEach(this::statement);
    }

    @Override
    public void outlined(Statement.Outlined outlined) {
        if (!verifier.addMethod(outlined.name())) {
            verifier.problem("method " + outlined.name() + " is declared twice");
        }
        StatementVerifier inner = inner();
        inner.callerVariables.addAll(variables);
        inner.statement(outlined.body());
    }

    @Override
    public void apply(Statement.Apply apply) {
        verifier.buffer(apply.from());
        verifier.buffer(apply.to());
        index(apply.fromIndex());
        index(apply.toIndex());
        index(apply.length());
    }

    @Override
    public void copy(Statement.Copy copy) {
        verifier.buffer(copy.from());
        verifier.buffer(copy.to());
        if (copy.from().element() != copy.to().element()) {
            verifier.problem(copy.from() + " is copied to " + copy.to() + ", which holds something else");
        }
        index(copy.fromIndex());
        index(copy.toIndex());
        index(copy.length());
    }

    @Override
    public void lookup(Statement.Lookup lookup) {
        verifier.buffer(lookup.from());
        index(lookup.at());
        if (lookup.from().element() != Buffer.Element.INT) {
            verifier.problem("index " + lookup.index() + " comes from " + lookup.from() + ", which holds floats");
        }
        if (lookup.below() < 1) {
            verifier.problem("index " + lookup.index() + " has no range: it is to be below " + lookup.below());
        }
        StatementVerifier inner = inner();
        inner.bind(lookup.index());
        inner.statement(lookup.body());
    }

    @Override
    public void when(Statement.When when) {
        index(when.left());
        index(when.right());
        inner().statement(when.then());
        inner().statement(when.otherwise());
    }

    @Override
    public void indexProduct(Statement.IndexProduct product) {
        index(product.left());
        index(product.right());
        StatementVerifier inner = inner();
        inner.bind(product.index());
        inner.statement(product.body());
    }

    @Override
    public void await(Statement.Await await) {}

    @Override
    public void comment(Statement.Comment comment) {}
}
