package dev.lamina.compiler.loop;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Says what is wrong with a kernel: names that are not declared, or forms that do not belong to its stage. */
public final class KernelVerifier {
    private final Kernel kernel;
    private final boolean scheduled;
    private final List<String> problems = new ArrayList<>();
    private final Set<String> methods = new HashSet<>();

    private KernelVerifier(Kernel kernel, boolean scheduled) {
        this.kernel = kernel;
        this.scheduled = scheduled;
    }

    /** What is wrong with a kernel as layers write it; empty when it is fine. */
    public static List<String> unscheduled(Kernel kernel) {
        return new KernelVerifier(kernel, false).verify();
    }

    /** What is wrong with a kernel that a schedule has made; empty when it is fine. */
    public static List<String> scheduled(Kernel kernel) {
        return new KernelVerifier(kernel, true).verify();
    }

    private List<String> verify() {
        methods.add(kernel.name());
        Set<String> names = new HashSet<>();
        kernel.buffers().forEach(buffer -> unique(names, buffer.name()));
        kernel.arguments().forEach(argument -> unique(names, argument));
        Scope scope = new Scope(new HashSet<>(), new HashSet<>());
        scope.symbols.addAll(Symbol.OF_A_CALL);
        if (scheduled) {
            scope.symbols.add(Symbol.LANES);
        }
        statement(kernel.body(), scope);
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

    /** What is declared at a point. */
    private record Scope(Set<Symbol> symbols, Set<Variable> variables) {
        Scope inner() {
            return new Scope(new HashSet<>(symbols), new HashSet<>(variables));
        }
    }

    private void statement(Statement statement, Scope scope) {
        if (statement instanceof Statement.Block block) {
            block.statements().forEach(each -> statement(each, scope));
        } else if (statement instanceof Statement.Loop loop) {
            loop(loop, scope);
        } else if (statement instanceof Statement.Outlined outlined) {
            if (!methods.add(outlined.name())) {
                problem("method " + outlined.name() + " is there twice");
            }
            statement(outlined.body(), scope.inner());
        } else if (statement instanceof Statement.Lookup lookup) {
            lookup(lookup, scope.inner());
        } else if (statement instanceof Statement.When when) {
            index(when.left(), scope);
            index(when.right(), scope);
            statement(when.then(), scope.inner());
            statement(when.otherwise(), scope.inner());
        } else if (statement instanceof Statement.Product product) {
            product(product, scope.inner());
        } else if (statement instanceof Statement.Lanes || statement instanceof Statement.Contraction) {
            if (scheduled) {
                problem("a schedule left " + statement.getClass().getSimpleName());
            }
            abstractLoops(statement, scope);
        } else {
            simple(statement, scope);
        }
    }

    private void loop(Statement.Loop loop, Scope scope) {
        loop.from().choices().forEach(choice -> index(choice, scope));
        loop.to().choices().forEach(choice -> index(choice, scope));
        if (loop.parts().isEmpty()) {
            problem("loop over " + loop.index() + " has no parts");
        }
        for (Statement.Part part : loop.parts()) {
            index(part.step(), scope);
            if (part.step().isConstant() && part.step().constant() <= 0) {
                problem("loop over " + loop.index() + " does not advance");
            }
            Scope inner = scope.inner();
            bind(loop.index(), inner);
            statement(part.body(), inner);
        }
    }

    private void lookup(Statement.Lookup lookup, Scope scope) {
        buffer(lookup.from());
        index(lookup.at(), scope);
        if (lookup.from().element() != Buffer.Element.INT) {
            problem("index " + lookup.index() + " comes from " + lookup.from() + ", which holds floats");
        }
        if (lookup.below() < 1) {
            problem("index " + lookup.index() + " has no range: it is to be below " + lookup.below());
        }
        bind(lookup.index(), scope);
        statement(lookup.body(), scope);
    }

    private void product(Statement.Product product, Scope scope) {
        index(Affine.of(product.left()), scope);
        index(Affine.of(product.right()), scope);
        bind(product.index(), scope);
        statement(product.body(), scope);
    }

    private void abstractLoops(Statement statement, Scope scope) {
        Scope inner = scope.inner();
        if (statement instanceof Statement.Lanes lanes) {
            range(new Statement.Range(lanes.index(), lanes.extent()), inner);
            index(lanes.padded(), scope);
            statement(lanes.body(), inner);
        } else if (statement instanceof Statement.Contraction contraction) {
            contraction(contraction, inner);
        }
    }

    private void contraction(Statement.Contraction contraction, Scope scope) {
        if (contraction.loops().isEmpty()) {
            problem("a contraction has no lane axis");
            return;
        }
        contraction.loops().forEach(range -> range(range, scope));
        Affine lanes = contraction.loops().get(contraction.loops().size() - 1).extent();
        if (lanes.isConstant() && contraction.padded() < lanes.constant()) {
            problem("room for " + contraction.padded() + " of " + lanes + " lanes");
        }
        expression(contraction.initial(), scope);
        Scope inner = scope.inner();
        contraction.reduction().forEach(range -> range(range, inner));
        expression(contraction.a(), inner);
        expression(contraction.b(), inner);
        declare(contraction.sum(), scope);
        contraction.results().forEach(result -> statement(result, scope));
    }

    private void range(Statement.Range range, Scope scope) {
        index(range.extent(), scope);
        bind(range.index(), scope);
    }

    private void bind(Symbol symbol, Scope scope) {
        if (!scope.symbols.add(symbol)) {
            problem("index " + symbol + " is bound twice");
        }
    }

    private void declare(Variable variable, Scope scope) {
        if (scope.variables.stream().anyMatch(known -> known.name().equals(variable.name()))) {
            problem("variable " + variable + " is declared twice");
        }
        scope.variables.add(variable);
        if (variable.vector() && !scheduled) {
            problem("variable " + variable + " is a vector before scheduling");
        }
    }

    private void simple(Statement statement, Scope scope) {
        if (statement instanceof Statement.Let let) {
            expression(let.value(), scope);
            declare(let.variable(), scope);
            fits(let.variable().vector(), let.value(), let.variable());
        } else if (statement instanceof Statement.Assign assign) {
            expression(assign.value(), scope);
            use(assign.variable(), scope);
            fits(assign.variable().vector(), assign.value(), assign.variable());
        } else if (statement instanceof Statement.Store store) {
            buffer(store.buffer());
            index(store.index(), scope);
            expression(store.value(), scope);
            vector(store.vector(), store.buffer());
            fits(store.vector(), store.value(), store.buffer());
        } else if (statement instanceof Statement.Clear clear) {
            buffer(clear.buffer());
            index(clear.from(), scope);
            index(clear.length(), scope);
        } else if (statement instanceof Statement.Apply apply) {
            buffer(apply.from());
            buffer(apply.to());
            index(apply.fromIndex(), scope);
            index(apply.toIndex(), scope);
            index(apply.length(), scope);
        } else if (statement instanceof Statement.Copy copy) {
            buffer(copy.from());
            buffer(copy.to());
            if (copy.from().element() != copy.to().element()) {
                problem(copy.from() + " is copied to " + copy.to() + ", which holds something else");
            }
            index(copy.fromIndex(), scope);
            index(copy.toIndex(), scope);
            index(copy.length(), scope);
        }
    }

    private void fits(boolean vector, Expression value, Object place) {
        if (!vector && isVector(value)) {
            problem("a vector does not fit in " + place);
        }
    }

    private static boolean isVector(Expression expression) {
        return expression instanceof Expression.Load load && load.vector()
                || expression instanceof Expression.Local local
                        && local.variable().vector()
                || expression.operands().stream().anyMatch(KernelVerifier::isVector);
    }

    private void vector(boolean vector, Buffer buffer) {
        if (vector && !scheduled) {
            problem("a vector of " + buffer + " before scheduling");
        }
        if (vector && buffer.element() == Buffer.Element.INT) {
            problem("a vector of " + buffer + ", which holds whole numbers");
        }
    }

    private void buffer(Buffer buffer) {
        if (!kernel.buffers().contains(buffer)) {
            problem("buffer " + buffer + " is not the kernel's");
        }
    }

    private void use(Variable variable, Scope scope) {
        if (!scope.variables.contains(variable)) {
            problem("variable " + variable + " is not declared");
        }
    }

    private void index(Affine index, Scope scope) {
        for (Symbol symbol : index.symbols()) {
            if (!scope.symbols.contains(symbol)) {
                problem("index " + symbol + " is not bound");
            }
        }
    }

    private void expression(Expression expression, Scope scope) {
        if (expression instanceof Expression.Load load) {
            buffer(load.buffer());
            index(load.index(), scope);
            vector(load.vector(), load.buffer());
        } else if (expression instanceof Expression.Local local) {
            use(local.variable(), scope);
        } else if (expression instanceof Expression.Position position) {
            index(position.value(), scope);
        } else if (expression instanceof Expression.Uniform uniform) {
            index(uniform.element(), scope);
            if (!kernel.random()) {
                problem("it draws random numbers and does not say so");
            }
        } else if (expression instanceof Expression.Argument argument) {
            if (!kernel.arguments().contains(argument.name())) {
                problem("argument " + argument.name() + " is not the kernel's");
            }
        } else if (expression instanceof Expression.Operand operand) {
            problem("operand " + operand.index() + " was never filled in");
        }
        expression.operands().forEach(operand -> expression(operand, scope));
    }
}
