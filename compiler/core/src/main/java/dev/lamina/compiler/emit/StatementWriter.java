package dev.lamina.compiler.emit;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Bound;
import dev.lamina.compiler.ir.Buffer;
import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Symbol;
import dev.lamina.compiler.ir.Variable;
import dev.lamina.compiler.ir.Walk;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Prints the statements of one method. */
final class StatementWriter implements Statement.Visitor {
    /** The name of a package before that of a class; each letter of a long name is read once. */
    private static final Pattern PACKAGE = Pattern.compile("(?<![a-z.])[a-z.]++(?<=\\.)(?=[A-Z])");

    /** The most characters of declarators that share a line, besides the type and the indentation. */
    private static final int LINE = 85;

    private final MethodSignature signature;
    private final IndexNames names;
    private final OutlinedMethods outlinedMethods;
    private final List<MethodSpec> methods;
    private final ExpressionWriter expressions;
    private final CodeBlock.Builder code = CodeBlock.builder();

    StatementWriter(
            MethodSignature signature, IndexNames names, OutlinedMethods outlinedMethods, List<MethodSpec> methods) {
        this.signature = signature;
        this.names = names;
        this.outlinedMethods = outlinedMethods;
        this.methods = methods;
        this.expressions = new ExpressionWriter(names);
    }

    /** The code of the body of a scope, after declarations of variables for hoisted parts of its indices. */
    CodeBlock body(Statement body) {
        declare(names.hoist(accesses(body)));
        statement(body);
        return code.build();
    }

    // int inputRow = inputAt + n * 1024 + row * 32, outputRow = outputAt + n * 256 + row * 16;
    private void declare(List<IndexNames.Declaration> bases) {
        if (!bases.isEmpty()) {
            CodeBlock declarators = bases.stream()
                    .map(base -> CodeBlock.of("$1L$2L=$2L$3L", base.name(), SourceLayout.JOINED, base.value()))
                    .collect(CodeBlock.joining(",$W"));
            code.addStatement("int $L", declarators);
        }
    }

    private void statement(Statement statement) {
        statement.accept(this);
    }

    /** All accesses of a body, except those of outlined bodies. */
    private static List<IndexNames.Access> accesses(Statement body) {
        Accesses accesses = new Accesses();
        accesses.statement(body);
        return accesses.found;
    }

    private static final class Accesses extends Walk {
        private final List<IndexNames.Access> found = new ArrayList<>();

        private void add(Buffer buffer, Affine index) {
            found.add(new IndexNames.Access(buffer, index));
        }

        @Override
        protected void load(Expression.Load load) {
            add(load.buffer(), load.index());
        }

        @Override
        public void store(Statement.Store store) {
            super.store(store);
            add(store.buffer(), store.index());
        }

        @Override
        public void fill(Statement.Fill fill) {
            add(fill.buffer(), fill.from());
            add(fill.buffer(), fill.from().plus(fill.length()));
        }

        @Override
        public void apply(Statement.Apply apply) {
            add(apply.from(), apply.fromIndex());
            add(apply.to(), apply.toIndex());
        }

        @Override
        public void copy(Statement.Copy copy) {
            add(copy.from(), copy.fromIndex());
            add(copy.to(), copy.toIndex());
        }

        @Override
        public void lookup(Statement.Lookup lookup) {
            super.lookup(lookup);
            add(lookup.from(), lookup.at());
        }

        @Override
        public void outlined(Statement.Outlined outlined) {}
    }

    @Override
    public void block(Statement.Block block) {
        List<Statement> statements = block.statements();
        int at = 0;
        while (at < statements.size()) {
            List<Statement.Let> alike = alike(statements.subList(at, statements.size()));
            if (alike.size() > 1) {
                lets(alike);
            } else {
                statement(statements.get(at));
            }
            at += Math.max(1, alike.size());
        }
    }

    /** The declarations at the beginning of some statements, of variables of one type: all of constants, or all of loads. */
    private static List<Statement.Let> alike(List<Statement> statements) {
        List<Statement.Let> alike = new ArrayList<>();
        for (Statement statement : statements) {
            if (!(statement instanceof Statement.Let let)
                    || !(let.value() instanceof Expression.Constant || let.value() instanceof Expression.Load)
                    || (!alike.isEmpty() && !alike(alike.get(0), let))) {
                break;
            }
            alike.add(let);
        }
        return alike;
    }

    private static boolean alike(Statement.Let first, Statement.Let second) {
        return first.value().getClass().equals(second.value().getClass())
                && first.variable().vector() == second.variable().vector();
    }

    // FloatVector sum0 = zero(SPECIES), sum1 = zero(SPECIES);
    // float bias0 = bias[biasUnit], bias1 = bias[biasUnit + 1];
    private void lets(List<Statement.Let> lets) {
        boolean constants = lets.get(0).value() instanceof Expression.Constant;
        List<CodeBlock> declarators = new ArrayList<>();
        int length = 0;
        for (Statement.Let let : lets) {
            CodeBlock value = value(let.variable(), let.value());
            CodeBlock declarator = CodeBlock.of(
                    "$1L$2L=$2L$3L", names.declare(let.variable().name(), let.variable()), SourceLayout.JOINED, value);
            int more = length(declarator);
            if (!constants && length > 0 && length + more > LINE) {
                declare(lets.get(0).variable(), declarators);
                declarators.clear();
                length = 0;
            }
            declarators.add(declarator);
            length += more;
        }
        declare(lets.get(0).variable(), declarators);
    }

    private void declare(Variable like, List<CodeBlock> declarators) {
        code.addStatement("$T $L", type(like), CodeBlock.join(declarators, ",$W"));
    }

    /** The characters of a declarator as it is printed, without the names of packages. */
    private static int length(CodeBlock declarator) {
        return PACKAGE.matcher(declarator.toString())
                .replaceAll("")
                .replace("FloatVector.fromArray", "fromArray")
                .length();
    }

    private static Object type(Variable variable) {
        return variable.vector() ? ExpressionWriter.VECTOR : float.class;
    }

    @Override
    public void let(Statement.Let let) {
        CodeBlock value = value(let.variable(), let.value());
        String name = names.declare(let.variable().name(), let.variable());
        code.addStatement("$T $L =$W$L", type(let.variable()), name, value);
    }

    @Override
    public void assign(Statement.Assign assign) {
        code.addStatement("$L =$W$L", names.name(assign.variable()), value(assign.variable(), assign.value()));
    }

    private CodeBlock value(Variable variable, Expression value) {
        return variable.vector() ? expressions.vector(value) : expressions.write(value);
    }

    // x.mul(rate).intoArray(output, outputAt + i);
    // output[outputAt + i] = rate * x;
    @Override
    public void store(Statement.Store store) {
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

    // Arrays.fill(output, outputN, outputN + 48, 0f);
    @Override
    public void fill(Statement.Fill fill) {
        code.addStatement(
                "$T.fill($L,$W$L,$W$L, 0f)",
                Arrays.class,
                names.array(fill.buffer()),
                names.index(fill.buffer(), fill.from()),
                names.index(fill.buffer(), fill.from().plus(fill.length())));
    }

    @Override
    public void lanes(Statement.Lanes lanes) {
        throw new IllegalArgumentException("not scheduled: " + lanes);
    }

    @Override
    public void contraction(Statement.Contraction contraction) {
        throw new IllegalArgumentException("not scheduled: " + contraction);
    }

    // fc1ForwardRows8(x, xAt, rows, channel, n);
    //
    // The called method is printed after this one.
    @Override
    public void outlined(Statement.Outlined outlined) {
        OutlinedMethods.Call call = outlinedMethods.call(outlined);
        if (call != null) {
            call(call);
            return;
        }
        MethodSignature inner = signature.inner(outlined.body(), names.bound());
        code.addStatement("$L($L)", outlined.name(), inner.arguments(names, Map.of()));
        KernelWriter.method(outlined.name(), inner, List.of(), outlined.body(), outlinedMethods, methods);
    }

    // fcForwardTile4x2(x, xAt + n * 128, weight, weightAt + unit, 120);
    //
    // The called method is printed after the first one that calls it.
    private void call(OutlinedMethods.Call call) {
        List<Symbol> symbols = new ArrayList<>(names.bound());
        symbols.addAll(call.sizes());
        MethodSignature inner = signature.inner(call.body(), symbols);
        IndexNames scope = names.inner();
        for (int i = 0; i < call.sizes().size(); i++) {
            scope.bind(call.sizes().get(i), String.valueOf(call.values().get(i)));
        }
        code.addStatement("$L($L)", call.method(), inner.arguments(scope, call.starts()));
        if (call.first()) {
            KernelWriter.method(call.method(), inner, call.sizes(), call.body(), outlinedMethods, methods);
        }
    }

    // VectorNumbers.tanh(output, outputN, output, outputN, 32);
    @Override
    public void apply(Statement.Apply apply) {
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

    // System.arraycopy(x, xN, output, outputN, 5);
    @Override
    public void copy(Statement.Copy copy) {
        code.addStatement(
                "$T.arraycopy($L,$W$L,$W$L,$W$L,$W$L)",
                System.class,
                names.array(copy.from()),
                names.index(copy.from(), copy.fromIndex()),
                names.array(copy.to()),
                names.index(copy.to(), copy.toIndex()),
                names.number(copy.length()));
    }

    // int token = text[firstStep + t];
    // int weightToken = weightAt + token * 16;
    // …
    @Override
    public void lookup(Statement.Lookup lookup) {
        String array = names.array(lookup.from());
        CodeBlock at = names.index(lookup.from(), lookup.at());
        code.addStatement("int $L = $L[$L]", names.bind(lookup.index()), array, at);
        declare(names.hoist(accesses(lookup.body()), lookup.index()));
        statement(lookup.body());
    }

    // if (t < ownSteps) {
    //     …
    // } else {
    //     …
    // }
    @Override
    public void when(Statement.When when) {
        code.beginControlFlow("if ($L < $L)", names.number(when.left()), names.number(when.right()))
                .add(new StatementWriter(signature, names.inner(), outlinedMethods, methods).body(when.then()));
        if (!when.otherwise().equals(Statement.block())) {
            code.nextControlFlow("else")
                    .add(new StatementWriter(signature, names.inner(), outlinedMethods, methods)
                            .body(when.otherwise()));
        }
        code.endControlFlow();
    }

    // int firstStep = n * steps;
    // …
    @Override
    public void indexProduct(Statement.IndexProduct product) {
        CodeBlock left = factor(product.left());
        CodeBlock right = factor(product.right());
        code.addStatement("int $L = $L * $L", names.bind(product.index()), left, right);
        declare(names.hoist(accesses(product.body()), product.index()));
        statement(product.body());
    }

    private CodeBlock factor(Affine number) {
        boolean sum = number.symbols().size() + (number.constant() == 0 ? 0 : 1) > 1;
        return sum ? CodeBlock.of("($L)", names.number(number)) : names.number(number);
    }

    // part.await();
    @Override
    public void await(Statement.Await await) {
        code.addStatement("part.await()");
    }

    @Override
    public void comment(Statement.Comment comment) {
        code.add("// $L\n", comment.text());
    }

    // A loop with one body, then a loop with two bodies, of which the second takes the tail that the first leaves:
    //
    //   for (int row = 0; row < 12; row++) {
    //       …
    //   }
    //
    //   int n = 0;
    //   for (; n <= batch - 4; n += 4) {
    //       …
    //   }
    //   for (; n < batch; n++) {
    //       …
    //   }
    //
    // A loop over the range of one thread:
    //
    //   for (int row = part.first(12), rowEnd = part.end(12); row < rowEnd; row++) {
    //       …
    //   }
    @Override
    public void loop(Statement.Loop loop) {
        if (loop.bodies().size() == 1) {
            IndexNames scope = names.inner();
            String index = scope.bind(loop.index());
            Statement.SteppedBody stepped = loop.bodies().get(0);
            CodeBlock start = CodeBlock.of("int $L = $L", index, bound(loop.from()));
            CodeBlock end = bound(loop.to());
            if (loop.to().isOfPart()) {
                String last = scope.declare(index + "End", new Object());
                start = CodeBlock.of("$L, $L = $L", start, last, end);
                end = CodeBlock.of("$L", last);
            }
            code.beginControlFlow(
                    "for ($L; $L; $L)", start, condition(index, end, loop, stepped), advance(index, stepped.step()));
            code.add(new StatementWriter(signature, scope, outlinedMethods, methods).body(stepped.body()));
            code.endControlFlow();
            return;
        }
        String known = names.shared(loop.index());
        String shared = known != null ? known : names.share(loop.index());
        code.addStatement(known != null ? "$L = $L" : "int $L = $L", shared, bound(loop.from()));
        CodeBlock end = bound(loop.to());
        if (loop.to().isOfPart()) {
            String last = names.declare(shared + "End", new Object());
            code.addStatement("int $L = $L", last, end);
            end = CodeBlock.of("$L", last);
        }
        for (Statement.SteppedBody stepped : loop.bodies()) {
            IndexNames scope = names.inner();
            scope.bind(loop.index(), shared);
            code.beginControlFlow(
                    "for (; $L; $L)", condition(shared, end, loop, stepped), advance(shared, stepped.step()));
            code.add(new StatementWriter(signature, scope, outlinedMethods, methods).body(stepped.body()));
            code.endControlFlow();
        }
    }

    private CodeBlock advance(String index, Affine step) {
        return step.equals(Affine.of(1))
                ? CodeBlock.of("$L++", index)
                : CodeBlock.of("$L += $L", index, names.number(step));
    }

    /** The condition {@code index + step <= to}, in its shortest form. */
    private CodeBlock condition(String index, CodeBlock end, Statement.Loop loop, Statement.SteppedBody stepped) {
        if (loop.to().kind() != Bound.Kind.EXACT) {
            return stepped.step().equals(Affine.of(1))
                    ? CodeBlock.of("$L < $L", index, end)
                    : CodeBlock.of("$L <= $L - $L", index, end, factor(stepped.step()));
        }
        Affine to = loop.to().choices().get(0);
        if (stepped.step().equals(Affine.of(1)) || endsExactly(loop, to, stepped.step())) {
            return CodeBlock.of("$L < $L", index, names.number(to));
        }
        Affine last = to.plus(stepped.step().times(-1));
        if (last.isConstant()) {
            return CodeBlock.of("$L < $L", index, names.number(last.plus(1)));
        }
        return to.isConstant() && fills(loop, to.constant(), stepped.step())
                ? CodeBlock.of("$L < $L", index, names.number(to))
                : CodeBlock.of("$L <= $L", index, names.number(last));
    }

    /** Whether start, end and step are constants, and the step divides the distance from start to end. */
    private static boolean endsExactly(Statement.Loop loop, Affine to, Affine step) {
        Affine from = loop.from().choices().get(0);
        boolean constant = from.isConstant() && to.isConstant() && step.isConstant();
        return constant && loop.bodies().size() == 1 && (to.constant() - from.constant()) % step.constant() == 0;
    }

    /** Whether the steps end exactly at {@code to} for vectors of any number of lanes. */
    private static boolean fills(Statement.Loop loop, int to, Affine step) {
        boolean vectors = step.equals(Affine.of(Symbol.LANES, step.coefficient(Symbol.LANES)));
        return vectors && loop.from().equals(Bound.of(0)) && to % (step.coefficient(Symbol.LANES) * 16) == 0;
    }

    // part.first(8)
    // part.end(4096, 16)
    // part.first(5, 2, 0, 4)
    private CodeBlock partBound(Bound bound) {
        List<Affine> numbers = bound.choices();
        boolean whole = numbers.get(2).equals(Affine.ZERO) && numbers.get(3).equals(numbers.get(0));
        boolean single = numbers.get(1).equals(Affine.of(1));
        CodeBlock arguments = numbers.subList(0, !whole ? 4 : single ? 1 : 2).stream()
                .map(names::number)
                .collect(CodeBlock.joining(", "));
        return CodeBlock.of("part.$L($L)", bound.kind() == Bound.Kind.PART_FROM ? "first" : "end", arguments);
    }

    private CodeBlock bound(Bound bound) {
        if (bound.isOfPart()) {
            return partBound(bound);
        }
        CodeBlock code = names.number(bound.choices().get(0));
        if (bound.kind() == Bound.Kind.MULTIPLE) {
            CodeBlock step = names.number(bound.choices().get(1));
            Affine whole = bound.choices().get(0).plus(bound.choices().get(2).times(-1));
            return CodeBlock.of("$L - $L % $L", code, factor(whole), step);
        }
        for (Affine choice : bound.choices().subList(1, bound.choices().size())) {
            String function = bound.kind() == Bound.Kind.MAX ? "max" : "min";
            code = CodeBlock.of("Math.$L($L, $L)", function, code, names.number(choice));
        }
        return code;
    }
}
