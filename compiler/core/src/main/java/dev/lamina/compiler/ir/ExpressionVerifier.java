package dev.lamina.compiler.ir;

/** Verifies an expression in a scope, and tells whether it is a vector. */
final class ExpressionVerifier implements Expression.Visitor<Boolean> {
    private final KernelVerifier verifier;
    private final StatementVerifier scope;

    ExpressionVerifier(KernelVerifier verifier, StatementVerifier scope) {
        this.verifier = verifier;
        this.scope = scope;
    }

    /** Verifies all operands, and tells whether any is a vector. */
    private boolean anyVector(Expression expression) {
        boolean vector = false;
        for (Expression operand : expression.operands()) {
            vector |= operand.accept(this);
        }
        return vector;
    }

    @Override
    public Boolean constant(Expression.Constant constant) {
        return false;
    }

    @Override
    public Boolean argument(Expression.Argument argument) {
        if (!verifier.kernel().arguments().contains(argument.name())) {
            verifier.problem("argument " + argument.name() + " is not the kernel's");
        }
        return false;
    }

    @Override
    public Boolean load(Expression.Load load) {
        verifier.buffer(load.buffer());
        scope.index(load.index());
        scope.vector(load.vector(), load.buffer());
        return load.vector();
    }

    @Override
    public Boolean local(Expression.Local local) {
        scope.use(local.variable());
        return local.variable().vector();
    }

    @Override
    public Boolean indexAsFloat(Expression.IndexAsFloat conversion) {
        scope.index(conversion.value());
        return false;
    }

    @Override
    public Boolean unary(Expression.Unary unary) {
        boolean vector = anyVector(unary);
        if (vector && unary.operator().isTranscendental()) {
            verifier.problem(unary.operator() + " of a vector: it must be applied to an array");
        }
        return vector;
    }

    @Override
    public Boolean binary(Expression.Binary binary) {
        return anyVector(binary);
    }

    @Override
    public Boolean fma(Expression.Fma fma) {
        return anyVector(fma);
    }

    @Override
    public Boolean select(Expression.Select select) {
        return anyVector(select);
    }

    @Override
    public Boolean uniform(Expression.Uniform uniform) {
        scope.index(uniform.element());
        if (!verifier.kernel().random()) {
            verifier.problem("it draws random numbers but is not marked random");
        }
        return false;
    }

    @Override
    public Boolean operand(Expression.Operand operand) {
        verifier.problem("operand " + operand.index() + " was not replaced");
        return false;
    }
}
