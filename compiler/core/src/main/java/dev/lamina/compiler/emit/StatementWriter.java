package dev.lamina.compiler.emit;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import dev.lamina.compiler.loop.Affine;
import dev.lamina.compiler.loop.Bound;
import dev.lamina.compiler.loop.Buffer;
import dev.lamina.compiler.loop.Expression;
import dev.lamina.compiler.loop.Statement;
import dev.lamina.compiler.loop.Symbol;
import dev.lamina.compiler.loop.Variable;
import dev.lamina.compiler.loop.Walk;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Prints the statements of one method. */
final class StatementWriter {
    private final MethodSignature signature;
    private final IndexNames names;
    private final List<MethodSpec> methods;
    private final CodeBlock.Builder code = CodeBlock.builder();

    StatementWriter(MethodSignature signature, IndexNames names, List<MethodSpec> methods) {
        this.signature = signature;
        this.names = names;
        this.methods = methods;
    }

    /** The code of a scope's body, the parts of indices known there declared first. */
    CodeBlock body(Statement body) {
        declare(names.hoist(accesses(body)));
        statement(body);
        return code.build();
    }

    private void declare(List<IndexNames.Declaration> bases) {
        bases.forEach(base -> code.addStatement("int $L = $L", base.name(), base.value()));
    }

    private void lookup(Statement.Lookup lookup) {
        String array = names.array(lookup.from());
        CodeBlock at = names.index(lookup.from(), lookup.at());
        code.addStatement("int $L = $L[$L]", names.bind(lookup.index()), array, at);
        declare(names.hoist(accesses(lookup.body()), lookup.index()));
        statement(lookup.body());
    }

    private void when(Statement.When when) {
        code.beginControlFlow("if ($L < $L)", names.number(when.left()), names.number(when.right()))
                .add(new StatementWriter(signature, names.inner(), methods).body(when.then()));
        if (!when.otherwise().equals(Statement.block())) {
            code.nextControlFlow("else")
                    .add(new StatementWriter(signature, names.inner(), methods).body(when.otherwise()));
        }
        code.endControlFlow();
    }

    private void product(Statement.Product product) {
        CodeBlock left = names.number(Affine.of(product.left()));
        CodeBlock right = names.number(Affine.of(product.right()));
        code.addStatement("int $L = $L * $L", names.bind(product.index()), left, right);
        declare(names.hoist(accesses(product.body()), product.index()));
        statement(product.body());
    }

    private static List<IndexNames.Access> accesses(Statement body) {
        List<IndexNames.Access> accesses = new ArrayList<>();
        new Walk() {
            @Override
            public void statement(Statement statement) {
                if (statement instanceof Statement.Outlined) {
                    return;
                }
                super.statement(statement);
                if (statement instanceof Statement.Store store) {
                    accesses.add(new IndexNames.Access(store.buffer(), store.index()));
                } else if (statement instanceof Statement.Clear clear) {
                    accesses.add(new IndexNames.Access(clear.buffer(), clear.from()));
                    accesses.add(
                            new IndexNames.Access(clear.buffer(), clear.from().plus(clear.length())));
                } else if (statement instanceof Statement.Apply apply) {
                    accesses.add(new IndexNames.Access(apply.from(), apply.fromIndex()));
                    accesses.add(new IndexNames.Access(apply.to(), apply.toIndex()));
                } else if (statement instanceof Statement.Copy copy) {
                    accesses.add(new IndexNames.Access(copy.from(), copy.fromIndex()));
                    accesses.add(new IndexNames.Access(copy.to(), copy.toIndex()));
                } else if (statement instanceof Statement.Lookup lookup) {
                    accesses.add(new IndexNames.Access(lookup.from(), lookup.at()));
                }
            }

            @Override
            public void expression(Expression expression) {
                if (expression instanceof Expression.Load load) {
                    accesses.add(new IndexNames.Access(load.buffer(), load.index()));
                }
                super.expression(expression);
            }
        }.statement(body);
        return accesses;
    }

    private void statement(Statement statement) {
        if (statement instanceof Statement.Block block) {
            block.statements().forEach(this::statement);
        } else if (statement instanceof Statement.Loop loop) {
            loop(loop);
        } else if (statement instanceof Statement.Outlined outlined) {
            MethodSignature inner = signature.inner(outlined, names.bound());
            code.addStatement("$L($L)", outlined.name(), inner.arguments(names));
            KernelWriter.method(outlined.name(), inner, outlined.body(), methods);
        } else if (statement instanceof Statement.Lookup lookup) {
            lookup(lookup);
        } else if (statement instanceof Statement.When when) {
            when(when);
        } else if (statement instanceof Statement.Product product) {
            product(product);
        } else if (statement instanceof Statement.Comment comment) {
            code.add("// $L\n", comment.text());
        } else {
            simple(statement);
        }
    }

    private void simple(Statement statement) {
        ExpressionWriter expressions = new ExpressionWriter(names);
        if (statement instanceof Statement.Let let) {
            CodeBlock value = value(expressions, let.variable(), let.value());
            String name = names.declare(let.variable().name(), let.variable());
            Object type = let.variable().vector() ? ExpressionWriter.VECTOR : float.class;
            code.addStatement("$T $L =$W$L", type, name, value);
        } else if (statement instanceof Statement.Assign assign) {
            code.addStatement(
                    "$L =$W$L", names.name(assign.variable()), value(expressions, assign.variable(), assign.value()));
        } else if (statement instanceof Statement.Store store) {
            store(expressions, store);
        } else if (statement instanceof Statement.Clear clear) {
            code.addStatement(
                    "$T.fill($L,$W$L,$W$L, 0f)",
                    Arrays.class,
                    names.array(clear.buffer()),
                    names.index(clear.buffer(), clear.from()),
                    names.index(clear.buffer(), clear.from().plus(clear.length())));
        } else if (statement instanceof Statement.Apply apply) {
            apply(apply);
        } else if (statement instanceof Statement.Copy copy) {
            code.addStatement(
                    "$T.arraycopy($L,$W$L,$W$L,$W$L,$W$L)",
                    System.class,
                    names.array(copy.from()),
                    names.index(copy.from(), copy.fromIndex()),
                    names.array(copy.to()),
                    names.index(copy.to(), copy.toIndex()),
                    names.number(copy.length()));
        } else {
            throw new IllegalArgumentException("not scheduled: " + statement);
        }
    }

    private void apply(Statement.Apply apply) {
        code.addStatement(
                "$T.$L($L,$W$L,$W$L,$W$L,$W$L)",
                ExpressionWriter.VECTOR_NUMBERS,
                apply.operator().name().toLowerCase(Locale.ROOT),
                names.array(apply.from()),
                names.index(apply.from(), apply.fromIndex()),
                names.array(apply.to()),
                names.index(apply.to(), apply.toIndex()),
                names.number(apply.length()));
    }

    private static CodeBlock value(ExpressionWriter expressions, Variable variable, Expression value) {
        return variable.vector() ? expressions.vector(value) : expressions.write(value);
    }

    private void store(ExpressionWriter expressions, Statement.Store store) {
        String buffer = names.array(store.buffer());
        CodeBlock index = names.index(store.buffer(), store.index());
        if (store.vector()) {
            code.addStatement("$L$Z.intoArray($L, $L)", expressions.vector(store.value()), buffer, index);
        } else if (store.buffer().element() == Buffer.Element.INT) {
            code.addStatement("$L[$L] = (int) ($L)", buffer, index, expressions.write(store.value()));
        } else {
            code.addStatement("$L[$L] =$W$L", buffer, index, expressions.write(store.value()));
        }
    }

    private void loop(Statement.Loop loop) {
        if (loop.parts().size() == 1) {
            IndexNames scope = names.inner();
            String index = scope.bind(loop.index());
            Statement.Part part = loop.parts().get(0);
            code.beginControlFlow(
                    "for (int $L = $L; $L; $L)",
                    index,
                    bound(loop.from()),
                    condition(index, loop, part),
                    advance(index, part.step()));
            code.add(new StatementWriter(signature, scope, methods).body(part.body()));
            code.endControlFlow();
            return;
        }
        String known = names.shared(loop.index());
        String shared = known != null ? known : names.share(loop.index());
        code.addStatement(known != null ? "$L = $L" : "int $L = $L", shared, bound(loop.from()));
        for (Statement.Part part : loop.parts()) {
            IndexNames scope = names.inner();
            scope.bind(loop.index(), shared);
            code.beginControlFlow("for (; $L; $L)", condition(shared, loop, part), advance(shared, part.step()));
            code.add(new StatementWriter(signature, scope, methods).body(part.body()));
            code.endControlFlow();
        }
    }

    private CodeBlock advance(String index, Affine step) {
        return step.equals(Affine.of(1))
                ? CodeBlock.of("$L++", index)
                : CodeBlock.of("$L += $L", index, names.number(step));
    }

    /** {@code index + step <= to}, in the form in which it would be written by hand. */
    private CodeBlock condition(String index, Statement.Loop loop, Statement.Part part) {
        if (loop.to().kind() != Bound.Kind.EXACT) {
            return part.step().equals(Affine.of(1))
                    ? CodeBlock.of("$L < $L", index, bound(loop.to()))
                    : CodeBlock.of("$L <= $L - $L", index, bound(loop.to()), names.number(part.step()));
        }
        Affine to = loop.to().choices().get(0);
        if (part.step().equals(Affine.of(1)) || endsExactly(loop, to, part.step())) {
            return CodeBlock.of("$L < $L", index, names.number(to));
        }
        Affine last = to.plus(part.step().times(-1));
        if (last.isConstant()) {
            return CodeBlock.of("$L < $L", index, names.number(last.plus(1)));
        }
        return to.isConstant() && fills(loop, to.constant(), part.step())
                ? CodeBlock.of("$L < $L", index, names.number(to))
                : CodeBlock.of("$L <= $L", index, names.number(last));
    }

    /** Whether steps of a constant length from a constant start reach the end without a rest. */
    private static boolean endsExactly(Statement.Loop loop, Affine to, Affine step) {
        Affine from = loop.from().choices().get(0);
        boolean constant = from.isConstant() && to.isConstant() && step.isConstant();
        return constant && loop.parts().size() == 1 && (to.constant() - from.constant()) % step.constant() == 0;
    }

    /** Whether whole vectors of any size fill the loop, which then ends exactly at its end. */
    private static boolean fills(Statement.Loop loop, int to, Affine step) {
        boolean vectors = step.equals(Affine.of(Symbol.LANES, step.coefficient(Symbol.LANES)));
        return vectors && loop.from().equals(Bound.of(0)) && to % (step.coefficient(Symbol.LANES) * 16) == 0;
    }

    private CodeBlock bound(Bound bound) {
        CodeBlock code = names.number(bound.choices().get(0));
        for (Affine choice : bound.choices().subList(1, bound.choices().size())) {
            String function = bound.kind() == Bound.Kind.LARGEST ? "max" : "min";
            code = CodeBlock.of("Math.$L($L, $L)", function, code, names.number(choice));
        }
        return code;
    }
}
