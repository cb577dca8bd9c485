package dev.lamina.compiler.emit;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Buffer;
import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Expression.BinaryOperator;
import dev.lamina.compiler.ir.Expression.Comparison;
import dev.lamina.compiler.ir.Expression.UnaryOperator;
import dev.lamina.compiler.ir.ExpressionPredicate;
import java.util.ArrayList;
import java.util.List;

/** Prints the expressions of a kernel: vectors as calls of the Vector API, floats as arithmetic. */
final class ExpressionWriter {
    static final ClassName VECTOR = ClassName.get("jdk.incubator.vector", "FloatVector");
    static final ClassName OPERATORS = ClassName.get("jdk.incubator.vector", "VectorOperators");
    static final ClassName NUMBERS = ClassName.get("dev.lamina.runtime", "Numbers");
    static final ClassName VECTOR_NUMBERS = ClassName.get("dev.lamina.runtime", "VectorNumbers");
    private static final ClassName RANDOM = ClassName.get("dev.lamina.runtime", "CounterRandom");

    /** {@code Numbers.addProducts} takes at most so many. */
    private static final int MOST_PRODUCTS = 8;

    private static final int CONDITIONAL = 1;
    private static final int SUM = 2;
    private static final int PRODUCT = 3;
    private static final int PREFIX = 4;
    private static final int PRIMARY = 5;

    /** Whether an expression is a vector, that is, whether it contains a vector load or a vector variable. */
    private static final ExpressionPredicate VECTORS = new ExpressionPredicate() {
        @Override
        public Boolean load(Expression.Load load) {
            return load.vector();
        }

        @Override
        public Boolean local(Expression.Local local) {
            return local.variable().vector();
        }
    };

    private final IndexNames names;
    private final Vectors vectors = new Vectors();
    private final Scalars scalars = new Scalars();

    ExpressionWriter(IndexNames names) {
        this.names = names;
    }

    /** The code of an expression, and the precedence of its outermost operator. */
    private record Code(CodeBlock block, int binding) {
        CodeBlock within(int context) {
            return binding < context ? CodeBlock.of("($L)", block) : block;
        }
    }

    /** The code of an expression in a place that needs no parentheses. */
    CodeBlock write(Expression expression) {
        return isVector(expression) ? vector(expression) : scalar(expression).block();
    }

    /** The code of an expression as a vector. A float becomes a vector with equal lanes. */
    CodeBlock vector(Expression expression) {
        if (!isVector(expression)) {
            return expression.equals(Expression.constant(0))
                    ? CodeBlock.of("$T.zero(SPECIES)", VECTOR)
                    : CodeBlock.of(
                            "$T.broadcast(SPECIES, $L)",
                            VECTOR,
                            scalar(expression).block());
        }
        return expression.accept(vectors);
    }

    static boolean isVector(Expression expression) {
        return VECTORS.holds(expression);
    }

    /** Prints expressions that are vectors. */
    private final class Vectors implements Expression.Visitor<CodeBlock> {
        @Override
        public CodeBlock constant(Expression.Constant constant) {
            throw noVector(constant);
        }

        @Override
        public CodeBlock argument(Expression.Argument argument) {
            throw noVector(argument);
        }

        @Override
        public CodeBlock load(Expression.Load load) {
            return CodeBlock.of(
                    "$T.fromArray(SPECIES, $L, $L)",
                    VECTOR,
                    names.array(load.buffer()),
                    names.index(load.buffer(), load.index()));
        }

        @Override
        public CodeBlock local(Expression.Local local) {
            return CodeBlock.of("$L", names.name(local.variable()));
        }

        @Override
        public CodeBlock indexAsFloat(Expression.IndexAsFloat conversion) {
            throw noVector(conversion);
        }

        @Override
        public CodeBlock unary(Expression.Unary unary) {
            return vectorUnary(unary.operator(), vector(unary.operand()));
        }

        @Override
        public CodeBlock binary(Expression.Binary binary) {
            return vectorBinary(binary);
        }

        @Override
        public CodeBlock fma(Expression.Fma fma) {
            return vectorFma(fma);
        }

        @Override
        public CodeBlock select(Expression.Select select) {
            return vectorSelect(select);
        }

        @Override
        public CodeBlock uniform(Expression.Uniform uniform) {
            throw noVector(uniform);
        }

        @Override
        public CodeBlock operand(Expression.Operand operand) {
            throw noVector(operand);
        }
    }

    private static IllegalArgumentException noVector(Expression expression) {
        return new IllegalArgumentException("never a vector: " + expression);
    }

    private static CodeBlock vectorUnary(UnaryOperator operator, CodeBlock operand) {
        return switch (operator) {
            case NEGATE -> CodeBlock.of("$L.neg()", operand);
            case ABSOLUTE -> CodeBlock.of("$L.abs()", operand);
            case SQUARE_ROOT -> CodeBlock.of("$L.sqrt()", operand);
            case EXP, LOG, TANH, SIGMOID ->
                throw new IllegalArgumentException(
                        operator + " of a vector in an expression: it must be applied to a stored row");
        };
    }

    // x.mul(rate)
    private CodeBlock vectorBinary(Expression.Binary binary) {
        boolean swapped = !isVector(binary.left()) && commutes(binary.operator());
        Expression left = swapped ? binary.right() : binary.left();
        Expression right = swapped ? binary.left() : binary.right();
        String method = switch (binary.operator()) {
            case ADD -> "add";
            case SUBTRACT -> "sub";
            case MULTIPLY -> "mul";
            case DIVIDE -> "div";
            case MAX -> "max";
            case MIN -> "min";
        };
        return CodeBlock.of("$L$Z.$L($L)", vector(left), method, write(right));
    }

    private static boolean commutes(BinaryOperator operator) {
        return operator != BinaryOperator.SUBTRACT && operator != BinaryOperator.DIVIDE;
    }

    // fromArray(SPECIES, weight, weightUnit).fma(FloatVector.broadcast(SPECIES, x[xN]), sum0)
    //
    // The receiver has to be a factor that is a vector, because a float has no methods.
    private CodeBlock vectorFma(Expression.Fma fma) {
        Expression first = isVector(fma.a()) ? fma.a() : fma.b();
        Expression second = isVector(fma.a()) ? fma.b() : fma.a();
        return CodeBlock.of("$L.fma($L,$W$L)", vector(first), vector(second), vector(fma.c()));
    }

    // x.blend(x.mul(rate), x.compare(LT, 0f))
    private CodeBlock vectorSelect(Expression.Select select) {
        if (!isVector(select.left()) && !isVector(select.right())) {
            return CodeBlock.of("($L ? $L : $L)", condition(select), vector(select.then()), vector(select.otherwise()));
        }
        boolean swapped = !isVector(select.left());
        Comparison comparison = swapped ? mirrored(select.comparison()) : select.comparison();
        Expression left = swapped ? select.right() : select.left();
        Expression right = swapped ? select.left() : select.right();
        CodeBlock mask =
                CodeBlock.of("$L.compare($T." + operator(comparison) + ", $L)", vector(left), OPERATORS, write(right));
        return CodeBlock.of("$L$Z.blend($L,$W$L)", vector(select.otherwise()), write(select.then()), mask);
    }

    private static Comparison mirrored(Comparison comparison) {
        return switch (comparison) {
            case LESS -> Comparison.GREATER;
            case LESS_OR_EQUAL -> Comparison.GREATER_OR_EQUAL;
            case GREATER -> Comparison.LESS;
            case GREATER_OR_EQUAL -> Comparison.LESS_OR_EQUAL;
            case EQUAL, NOT_EQUAL -> comparison;
        };
    }

    private static String operator(Comparison comparison) {
        return switch (comparison) {
            case LESS -> "LT";
            case LESS_OR_EQUAL -> "LE";
            case GREATER -> "GT";
            case GREATER_OR_EQUAL -> "GE";
            case EQUAL -> "EQ";
            case NOT_EQUAL -> "NE";
        };
    }

    private Code scalar(Expression expression) {
        return expression.accept(scalars);
    }

    /** Prints expressions that are floats. */
    private final class Scalars implements Expression.Visitor<Code> {
        @Override
        public Code constant(Expression.Constant constant) {
            return literal(constant.value());
        }

        @Override
        public Code argument(Expression.Argument argument) {
            return primary("$L", names.name(argument));
        }

        @Override
        public Code load(Expression.Load load) {
            return scalarLoad(load);
        }

        @Override
        public Code local(Expression.Local local) {
            return primary("$L", names.name(local.variable()));
        }

        @Override
        public Code indexAsFloat(Expression.IndexAsFloat conversion) {
            return scalarIndex(conversion);
        }

        @Override
        public Code unary(Expression.Unary unary) {
            return scalarUnary(unary);
        }

        @Override
        public Code binary(Expression.Binary binary) {
            return scalarBinary(binary);
        }

        @Override
        public Code fma(Expression.Fma fma) {
            return scalarFma(fma);
        }

        @Override
        public Code select(Expression.Select select) {
            CodeBlock code = CodeBlock.of(
                    "$L ? $L : $L",
                    condition(select),
                    scalar(select.then()).within(SUM),
                    scalar(select.otherwise()).within(SUM));
            return new Code(code, CONDITIONAL);
        }

        @Override
        public Code uniform(Expression.Uniform uniform) {
            return primary("$T.uniform(seed, step, $L, $L)", RANDOM, uniform.stream(), names.number(uniform.element()));
        }

        @Override
        public Code operand(Expression.Operand operand) {
            throw new IllegalArgumentException("never filled in: " + operand);
        }
    }

    private static Code primary(String format, Object... arguments) {
        return new Code(CodeBlock.of(format, arguments), PRIMARY);
    }

    // fma(a, b, sum)
    // addProducts(sum, a0, b0, a1, b1, a2, b2)
    private Code scalarFma(Expression.Fma fma) {
        List<CodeBlock> products = new ArrayList<>();
        Expression sum = fma;
        while (sum instanceof Expression.Fma product && products.size() < MOST_PRODUCTS) {
            products.add(0, CodeBlock.of("$1L,$2L$3L", write(product.a()), SourceLayout.JOINED, write(product.b())));
            sum = product.c();
        }
        return products.size() == 1
                ? primary("$T.fma($L,$W$L,$W$L)", NUMBERS, write(fma.a()), write(fma.b()), write(fma.c()))
                : primary("$T.addProducts($L,$W$L)", NUMBERS, write(sum), CodeBlock.join(products, ",$W"));
    }

    private Code scalarLoad(Expression.Load load) {
        CodeBlock element =
                CodeBlock.of("$L[$L]", names.array(load.buffer()), names.index(load.buffer(), load.index()));
        return load.buffer().element() == Buffer.Element.INT
                ? new Code(CodeBlock.of("(float) $L", element), PREFIX)
                : new Code(element, PRIMARY);
    }

    private Code scalarIndex(Expression.IndexAsFloat conversion) {
        CodeBlock number = names.number(conversion.value());
        boolean simple = conversion.value().isConstant() || conversion.value().equals(single(conversion));
        return new Code(CodeBlock.of(simple ? "(float) $L" : "(float) ($L)", number), PREFIX);
    }

    private static Object single(Expression.IndexAsFloat conversion) {
        return Affine.of(conversion.value().symbols().iterator().next());
    }

    private static Code literal(float value) {
        if (Float.isNaN(value)) {
            return primary("Float.NaN");
        }
        if (Float.isInfinite(value)) {
            return primary(value > 0 ? "Float.POSITIVE_INFINITY" : "Float.NEGATIVE_INFINITY");
        }
        String digits = value == Math.rint(value) && Math.abs(value) < 1e7f && !isNegativeZero(value)
                ? String.valueOf((long) value)
                : String.valueOf(value);
        return new Code(CodeBlock.of("$Lf", digits), digits.startsWith("-") ? PREFIX : PRIMARY);
    }

    private static boolean isNegativeZero(float value) {
        return value == 0 && Float.floatToRawIntBits(value) != 0;
    }

    private Code scalarUnary(Expression.Unary unary) {
        CodeBlock operand = scalar(unary.operand()).block();
        return switch (unary.operator()) {
            case NEGATE -> new Code(CodeBlock.of("-$L", scalar(unary.operand()).within(PRIMARY)), PREFIX);
            case ABSOLUTE -> primary("Math.abs($L)", operand);
            case SQUARE_ROOT -> new Code(CodeBlock.of("(float) Math.sqrt($L)", operand), PREFIX);
            case EXP -> primary("$T.exp($L)", NUMBERS, operand);
            case LOG -> primary("$T.log($L)", NUMBERS, operand);
            case TANH -> primary("$T.tanh($L)", NUMBERS, operand);
            case SIGMOID -> primary("$T.sigmoid($L)", NUMBERS, operand);
        };
    }

    /** Writes parentheses that keep the order of sums and products, because float arithmetic is not associative. */
    private Code scalarBinary(Expression.Binary binary) {
        return switch (binary.operator()) {
            case ADD -> infix(binary, " + ", SUM);
            case SUBTRACT -> infix(binary, " - ", SUM);
            case MULTIPLY -> infix(binary, " * ", PRODUCT);
            case DIVIDE -> infix(binary, " / ", PRODUCT);
            case MAX -> primary("Math.max($L, $L)", write(binary.left()), write(binary.right()));
            case MIN -> primary("Math.min($L, $L)", write(binary.left()), write(binary.right()));
        };
    }

    private Code infix(Expression.Binary binary, String operator, int binding) {
        CodeBlock left = scalar(binary.left()).within(binding);
        CodeBlock right = scalar(binary.right()).within(binding + 1);
        return new Code(CodeBlock.of("$L$L$L", left, operator, right), binding);
    }

    private CodeBlock condition(Expression.Select select) {
        String operator = switch (select.comparison()) {
            case LESS -> "<";
            case LESS_OR_EQUAL -> "<=";
            case GREATER -> ">";
            case GREATER_OR_EQUAL -> ">=";
            case EQUAL -> "==";
            case NOT_EQUAL -> "!=";
        };
        return CodeBlock.of(
                "$L $L $L",
                scalar(select.left()).within(SUM),
                operator,
                scalar(select.right()).within(SUM));
    }
}
