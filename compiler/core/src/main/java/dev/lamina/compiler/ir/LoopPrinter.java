package dev.lamina.compiler.ir;

import dev.lamina.compiler.ir.Expression.BinaryOperator;
import dev.lamina.compiler.ir.Expression.Comparison;
import dev.lamina.compiler.ir.Expression.UnaryOperator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Prints kernels as text, before and after scheduling. */
public final class LoopPrinter implements Statement.Visitor {
    private static final String INDENT = "  ";
    private static final Expression.Visitor<String> EXPRESSIONS = new Expressions();

    private final StringBuilder text = new StringBuilder();
    private String margin = "";

    private LoopPrinter() {}

    /** The text of a kernel; every line ends with a line break. */
    public static String print(Kernel kernel) {
        LoopPrinter printer = new LoopPrinter();
        List<String> parameters = new ArrayList<>();
        kernel.buffers()
                .forEach(buffer ->
                        parameters.add(buffer.name() + (buffer.element() == Buffer.Element.INT ? ": int[]" : "[]")));
        kernel.arguments().forEach(parameters::add);
        if (kernel.random()) {
            parameters.add("random");
        }
        printer.line("kernel " + kernel.name() + "(" + String.join(", ", parameters) + ")");
        printer.indented(kernel.body());
        return printer.text.toString();
    }

    private void line(String line) {
        text.append(margin).append(line).append('\n');
    }

    private void indented(Statement statement) {
        String outer = margin;
        margin += INDENT;
        statement(statement);
        margin = outer;
    }

    private void statement(Statement statement) {
        statement.accept(this);
    }

    @Override
    public void block(Statement.Block block) {
        block.statements().forEach(this::statement);
    }

    @Override
    public void let(Statement.Let let) {
        line((let.variable().vector() ? "vector " : "float ") + let.variable() + " = " + expression(let.value()));
    }

    @Override
    public void assign(Statement.Assign assign) {
        line(assign.variable() + " = " + expression(assign.value()));
    }

    @Override
    public void store(Statement.Store store) {
        line(element(store.buffer(), store.index(), store.vector()) + " = " + expression(store.value()));
    }

    @Override
    public void fill(Statement.Fill fill) {
        line(section(fill.buffer(), fill.from(), fill.length()) + " = 0");
    }

    @Override
    public void lanes(Statement.Lanes lanes) {
        line("lanes " + lanes.index() + " < " + lanes.extent() + padding(lanes.extent(), lanes.padded()));
        indented(lanes.body());
    }

    @Override
    public void outlined(Statement.Outlined outlined) {
        line("method " + outlined.name());
        indented(outlined.body());
    }

    @Override
    public void apply(Statement.Apply apply) {
        String function = apply.operator().name().toLowerCase(Locale.ROOT);
        line(section(apply.to(), apply.toIndex(), apply.length()) + " = " + function + "("
                + section(apply.from(), apply.fromIndex(), apply.length()) + ")");
    }

    @Override
    public void copy(Statement.Copy copy) {
        line(section(copy.to(), copy.toIndex(), copy.length()) + " = "
                + section(copy.from(), copy.fromIndex(), copy.length()));
    }

    @Override
    public void lookup(Statement.Lookup lookup) {
        line("int " + lookup.index() + " = " + element(lookup.from(), lookup.at(), false) + " (below " + lookup.below()
                + ")");
        indented(lookup.body());
    }

    @Override
    public void when(Statement.When when) {
        line("when " + when.left() + " < " + when.right());
        indented(when.then());
        line("otherwise");
        indented(when.otherwise());
    }

    @Override
    public void indexProduct(Statement.IndexProduct product) {
        line("int " + product.index() + " = " + factor(product.left()) + " * " + factor(product.right()));
        indented(product.body());
    }

    private static String factor(Affine number) {
        boolean single = number.isConstant()
                || number.constant() == 0 && number.symbols().size() == 1;
        return single ? number.toString() : "(" + number + ")";
    }

    @Override
    public void await(Statement.Await await) {
        line("await all threads");
    }

    @Override
    public void comment(Statement.Comment comment) {
        line("// " + comment.text());
    }

    @Override
    public void loop(Statement.Loop loop) {
        String head = "for " + loop.index() + " = " + bound(loop.from()) + " to " + bound(loop.to());
        if (loop.bodies().size() == 1) {
            Statement.SteppedBody stepped = loop.bodies().get(0);
            line(head + (stepped.step().equals(Affine.of(1)) ? "" : " by " + stepped.step()));
            indented(stepped.body());
            return;
        }
        line(head);
        String outer = margin;
        margin += INDENT;
        for (Statement.SteppedBody stepped : loop.bodies()) {
            line("by " + stepped.step());
            indented(stepped.body());
        }
        margin = outer;
    }

    @Override
    public void contraction(Statement.Contraction contraction) {
        Affine lanes = contraction.loops().get(contraction.loops().size() - 1).extent();
        line("each " + ranges(contraction.loops()) + padding(lanes, Affine.of(contraction.padded())));
        String outer = margin;
        margin += INDENT;
        line("float " + contraction.sum() + " = " + expression(contraction.initial()));
        line("sum " + ranges(contraction.reduction()));
        margin += INDENT;
        line(contraction.sum() + " += " + tight(contraction.a()) + " * " + tight(contraction.b()));
        margin = outer + INDENT;
        contraction.results().forEach(this::statement);
        margin = outer;
    }

    private static String ranges(List<Statement.Range> ranges) {
        return ranges.stream()
                .map(range -> range.index() + " < " + range.extent())
                .collect(Collectors.joining(", "));
    }

    private static String padding(Affine extent, Affine padded) {
        return padded.equals(extent) ? "" : " (padded to " + padded + ")";
    }

    private static String bound(Bound bound) {
        String choices = bound.choices().stream().map(Affine::toString).collect(Collectors.joining(", "));
        return switch (bound.kind()) {
            case EXACT -> choices;
            case MAX -> "max(" + choices + ")";
            case MIN -> "min(" + choices + ")";
            case PART_FROM -> "part from(" + choices + ")";
            case PART_TO -> "part to(" + choices + ")";
            case MULTIPLE -> "multiple(" + choices + ")";
        };
    }

    private static String section(Buffer buffer, Affine from, Affine length) {
        return buffer + "[" + from + ", length " + length + "]";
    }

    private static String element(Buffer buffer, Affine index, boolean vector) {
        return buffer + "[" + index + (vector ? " ..." : "") + "]";
    }

    private static String tight(Expression expression) {
        boolean infix = expression instanceof Expression.Binary binary && infix(binary.operator()) != null
                || expression instanceof Expression.Select;
        return infix ? "(" + expression(expression) + ")" : expression(expression);
    }

    private static String expression(Expression expression) {
        return expression.accept(EXPRESSIONS);
    }

    private static String call(String name, String... arguments) {
        return name + Arrays.stream(arguments).collect(Collectors.joining(", ", "(", ")"));
    }

    private static String name(UnaryOperator operator) {
        return switch (operator) {
            case NEGATE -> "-";
            case ABSOLUTE -> "abs";
            case SQUARE_ROOT -> "sqrt";
            case EXP, LOG, TANH, SIGMOID -> operator.name().toLowerCase(Locale.ROOT);
        };
    }

    private static @Nullable String infix(BinaryOperator operator) {
        return switch (operator) {
            case ADD -> " + ";
            case SUBTRACT -> " - ";
            case MULTIPLY -> " * ";
            case DIVIDE -> " / ";
            case MAX, MIN -> null;
        };
    }

    private static String sign(Comparison comparison) {
        return switch (comparison) {
            case LESS -> " < ";
            case LESS_OR_EQUAL -> " <= ";
            case GREATER -> " > ";
            case GREATER_OR_EQUAL -> " >= ";
            case EQUAL -> " == ";
            case NOT_EQUAL -> " != ";
        };
    }

    /** Prints expressions. */
    private static final class Expressions implements Expression.Visitor<String> {
        @Override
        public String constant(Expression.Constant constant) {
            return String.valueOf(constant.value());
        }

        @Override
        public String argument(Expression.Argument argument) {
            return argument.name();
        }

        @Override
        public String load(Expression.Load load) {
            return element(load.buffer(), load.index(), load.vector());
        }

        @Override
        public String local(Expression.Local local) {
            return local.variable().name();
        }

        @Override
        public String indexAsFloat(Expression.IndexAsFloat conversion) {
            return "float(" + conversion.value() + ")";
        }

        @Override
        public String unary(Expression.Unary unary) {
            return call(name(unary.operator()), expression(unary.operand()));
        }

        @Override
        public String binary(Expression.Binary binary) {
            String infix = infix(binary.operator());
            return infix == null
                    ? call(
                            binary.operator().name().toLowerCase(Locale.ROOT),
                            expression(binary.left()),
                            expression(binary.right()))
                    : tight(binary.left()) + infix + tight(binary.right());
        }

        @Override
        public String fma(Expression.Fma fma) {
            return call("fma", expression(fma.a()), expression(fma.b()), expression(fma.c()));
        }

        @Override
        public String select(Expression.Select select) {
            return tight(select.left()) + sign(select.comparison()) + tight(select.right()) + " ? "
                    + tight(select.then()) + " : " + tight(select.otherwise());
        }

        @Override
        public String uniform(Expression.Uniform uniform) {
            return call(
                    "uniform", "stream " + uniform.stream(), uniform.element().toString());
        }

        @Override
        public String operand(Expression.Operand operand) {
            return "operand" + operand.index();
        }
    }
}
