package dev.lamina.compiler.ir;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Says what is wrong with a kernel: names that are not declared, or forms that do not belong to its stage. */
public final class KernelVerifier {
    /** How far a kernel has come. */
    private enum Stage {
        /** As layers write it: no vectors. */
        LOWERED,
        /** Between two steps of a schedule: any form. */
        SCHEDULING,
        /** As it is printed: no lanes and no contractions. */
        SCHEDULED
    }

    private final Kernel kernel;
    private final Stage stage;
    private final List<String> problems = new ArrayList<>();
    private final Set<String> methods = new HashSet<>();

    private KernelVerifier(Kernel kernel, Stage stage) {
        this.kernel = kernel;
        this.stage = stage;
    }

    /** What is wrong with a kernel as layers write it; empty when it is fine. */
    public static List<String> unscheduled(Kernel kernel) {
        return new KernelVerifier(kernel, Stage.LOWERED).verify();
    }

    /** What is wrong with a kernel between two steps of a schedule; empty when it is fine. */
    public static List<String> scheduling(Kernel kernel) {
        return new KernelVerifier(kernel, Stage.SCHEDULING).verify();
    }

    /** What is wrong with a kernel that a schedule has made; empty when it is fine. */
    public static List<String> scheduled(Kernel kernel) {
        return new KernelVerifier(kernel, Stage.SCHEDULED).verify();
    }

    private List<String> verify() {
        methods.add(kernel.name());
        Set<String> names = new HashSet<>();
        kernel.buffers().forEach(buffer -> unique(names, buffer.name()));
        kernel.arguments().forEach(argument -> unique(names, argument));
        Scope scope = new Scope(Set.copyOf(Symbol.CALL_SIZES), Set.of(), Set.of());
        if (stage != Stage.LOWERED) {
            scope.symbols.add(Symbol.LANES);
        }
        scope.statement(kernel.body());
        return problems;
    }

    private void unique(Set<String> names, String name) {
        if (!names.add(name)) {
            problem(name + " is there twice");
        }
    }

    private void problem(String text) {
        problems.add(kernel.name() + ": " + text);
    }

    private void buffer(Buffer buffer) {
        if (!kernel.buffers().contains(buffer)) {
            problem("buffer " + buffer + " is not the kernel's");
        }
    }

    /** What is declared at a point; it checks what stands there. */
    private final class Scope implements Statement.Visitor {
        private final Set<Symbol> symbols;
        private final Set<Variable> variables;

        /** The variables that a method is handed, and so cannot give another value. */
        private final Set<Variable> ofCaller;

        private Scope(Set<Symbol> symbols, Set<Variable> variables, Set<Variable> ofCaller) {
            this.symbols = new HashSet<>(symbols);
            this.variables = new HashSet<>(variables);
            this.ofCaller = new HashSet<>(ofCaller);
        }

        private Scope inner() {
            return new Scope(symbols, variables, ofCaller);
        }

        private void statement(Statement statement) {
            statement.accept(this);
        }

        /** Whether an expression is a vector, after a look at what is wrong with it. */
        private boolean isVector(Expression expression) {
            return expression.accept(new Value(this));
        }

        private void bind(Symbol symbol) {
            if (!symbols.add(symbol)) {
                problem("index " + symbol + " is bound twice");
            }
        }

        private void range(Statement.Range range) {
            index(range.extent());
            bind(range.index());
        }

        private void index(Affine index) {
            for (Symbol symbol : index.symbols()) {
                if (!symbols.contains(symbol)) {
                    problem("index " + symbol + " is not bound");
                }
            }
        }

        private void declare(Variable variable) {
            if (variables.stream().anyMatch(known -> known.name().equals(variable.name()))) {
                problem("variable " + variable + " is declared twice");
            }
            variables.add(variable);
            if (variable.vector() && stage == Stage.LOWERED) {
                problem("variable " + variable + " is a vector before scheduling");
            }
        }

        private void use(Variable variable) {
            if (!variables.contains(variable)) {
                problem("variable " + variable + " is not declared");
            }
        }

        private void vector(boolean vector, Buffer buffer) {
            if (vector && stage == Stage.LOWERED) {
                problem("a vector of " + buffer + " before scheduling");
            }
            if (vector && buffer.element() == Buffer.Element.INT) {
                problem("a vector of " + buffer + ", which holds whole numbers");
            }
        }

        private void fits(boolean vector, boolean ofVector, Object place) {
            if (!vector && ofVector) {
                problem("a vector does not fit in " + place);
            }
        }

        private void left(String form) {
            if (stage == Stage.SCHEDULED) {
                problem("a schedule left " + form);
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
                problem("loop over " + loop.index() + " has no parts");
            }
            for (Statement.SteppedBody stepped : loop.bodies()) {
                index(stepped.step());
                if (stepped.step().isConstant() && stepped.step().constant() <= 0) {
                    problem("loop over " + loop.index() + " does not advance");
                }
                Scope inner = inner();
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
            if (ofCaller.contains(assign.variable())) {
                problem("a method gives its caller's variable " + assign.variable() + " another value");
            }
            fits(assign.variable().vector(), vector, assign.variable());
        }

        @Override
        public void store(Statement.Store store) {
            buffer(store.buffer());
            index(store.index());
            boolean vector = isVector(store.value());
            vector(store.vector(), store.buffer());
            fits(store.vector(), vector, store.buffer());
        }

        @Override
        public void fill(Statement.Fill fill) {
            buffer(fill.buffer());
            index(fill.from());
            index(fill.length());
        }

        @Override
        public void lanes(Statement.Lanes lanes) {
            left("Lanes");
            index(lanes.padded());
            Scope inner = inner();
            inner.range(new Statement.Range(lanes.index(), lanes.extent()));
            inner.statement(lanes.body());
        }

        @Override
        public void contraction(Statement.Contraction contraction) {
            left("Contraction");
            if (contraction.loops().isEmpty()) {
                problem("a contraction has no lane axis");
                return;
            }
            Affine lanes =
                    contraction.loops().get(contraction.loops().size() - 1).extent();
            if (lanes.isConstant() && contraction.padded() < lanes.constant()) {
                problem("room for " + contraction.padded() + " of " + lanes + " lanes");
            }
            inner().points(contraction);
        }

        private void points(Statement.Contraction contraction) {
            contraction.loops().forEach(this::range);
            fits(false, isVector(contraction.initial()), contraction.sum());
            Scope product = inner();
            contraction.reduction().forEach(product::range);
            fits(false, product.isVector(contraction.a()), contraction.sum());
            fits(false, product.isVector(contraction.b()), contraction.sum());
            declare(contraction.sum());
            contraction.results().forEach(this::statement);
        }

        @Override
        public void outlined(Statement.Outlined outlined) {
            if (!methods.add(outlined.name())) {
                problem("method " + outlined.name() + " is there twice");
            }
            Scope inner = inner();
            inner.ofCaller.addAll(variables);
            inner.statement(outlined.body());
        }

        @Override
        public void apply(Statement.Apply apply) {
            buffer(apply.from());
            buffer(apply.to());
            index(apply.fromIndex());
            index(apply.toIndex());
            index(apply.length());
        }

        @Override
        public void copy(Statement.Copy copy) {
            buffer(copy.from());
            buffer(copy.to());
            if (copy.from().element() != copy.to().element()) {
                problem(copy.from() + " is copied to " + copy.to() + ", which holds something else");
            }
            index(copy.fromIndex());
            index(copy.toIndex());
            index(copy.length());
        }

        @Override
        public void lookup(Statement.Lookup lookup) {
            buffer(lookup.from());
            index(lookup.at());
            if (lookup.from().element() != Buffer.Element.INT) {
                problem("index " + lookup.index() + " comes from " + lookup.from() + ", which holds floats");
            }
            if (lookup.below() < 1) {
                problem("index " + lookup.index() + " has no range: it is to be below " + lookup.below());
            }
            Scope inner = inner();
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
            Scope inner = inner();
            inner.bind(product.index());
            inner.statement(product.body());
        }

        @Override
        public void comment(Statement.Comment comment) {}
    }

    /** Checks an expression, and says whether it is a vector. */
    private final class Value implements Expression.Visitor<Boolean> {
        private final Scope scope;

        private Value(Scope scope) {
            this.scope = scope;
        }

        /** All operands are looked at, vectors or not. */
        private boolean any(Expression expression) {
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
            if (!kernel.arguments().contains(argument.name())) {
                problem("argument " + argument.name() + " is not the kernel's");
            }
            return false;
        }

        @Override
        public Boolean load(Expression.Load load) {
            buffer(load.buffer());
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
            boolean vector = any(unary);
            if (vector && unary.operator().isTranscendental()) {
                problem(unary.operator() + " of a vector: it must be applied to a stored row");
            }
            return vector;
        }

        @Override
        public Boolean binary(Expression.Binary binary) {
            return any(binary);
        }

        @Override
        public Boolean fma(Expression.Fma fma) {
            return any(fma);
        }

        @Override
        public Boolean select(Expression.Select select) {
            return any(select);
        }

        @Override
        public Boolean uniform(Expression.Uniform uniform) {
            scope.index(uniform.element());
            if (!kernel.random()) {
                problem("it draws random numbers and does not say so");
            }
            return false;
        }

        @Override
        public Boolean operand(Expression.Operand operand) {
            problem("operand " + operand.index() + " was never filled in");
            return false;
        }
    }
}
