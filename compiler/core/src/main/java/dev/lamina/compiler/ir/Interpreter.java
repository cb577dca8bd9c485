package dev.lamina.compiler.ir;

import dev.lamina.runtime.CounterRandom;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Runs kernels in double precision, before or after scheduling. It is the slow reference that compiled kernels are compared with. */
public final class Interpreter implements Statement.Visitor {
    private final int lanes;
    private final Map<Buffer, double[]> memory;
    private final Map<String, Double> arguments;
    private final long seed;
    private final long step;
    private final Map<Symbol, Integer> symbols = new HashMap<>();
    private final Map<Variable, double[]> variables = new HashMap<>();

    private Interpreter(Kernel kernel, int lanes, Call call) {
        this.lanes = lanes;
        this.memory = new HashMap<>(call.memory());
        if (kernel.scratch() > 0) {
            memory.put(Buffer.SCRATCH, new double[kernel.scratch()]);
        }
        this.arguments = call.arguments();
        this.seed = call.seed();
        this.step = call.step();
        symbols.put(Symbol.BATCH, call.batch());
        symbols.put(Symbol.FROM, 0); // one thread computes everything
        symbols.put(Symbol.TO, call.batch());
        symbols.put(Symbol.STEPS, call.steps());
        symbols.put(Symbol.ALL_STEPS, call.allSteps());
        symbols.put(Symbol.FIRST_SAMPLE, 0); // a call is a whole batch
        symbols.put(Symbol.WHOLE_BATCH, call.batch());
        symbols.put(Symbol.WHOLE_STEPS, call.allSteps());
        symbols.put(Symbol.LANES, lanes);
    }

    /**
     * One call of a kernel.
     *
     * @param memory the array of each buffer, which starts at index 0; elements of INT buffers are doubles too
     * @param steps the number of time steps of the sequences
     * @param allSteps the total number of time steps of all samples
     */
    public record Call(
            Map<Buffer, double[]> memory,
            Map<String, Double> arguments,
            int batch,
            int steps,
            int allSteps,
            long seed,
            long step) {
        public Call(Map<Buffer, double[]> memory, int batch) {
            this(memory, Map.of(), batch, 0, 0, 0, 0);
        }
    }

    /** Runs a kernel, which changes the arrays of the call. A vector has {@code lanes} elements. */
    public static void run(Kernel kernel, Call call, int lanes) {
        new Interpreter(kernel, lanes, call).statement(kernel.body());
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
        assign(let.variable(), let.value());
    }

    @Override
    public void assign(Statement.Assign assign) {
        assign(assign.variable(), assign.value());
    }

    @Override
    public void store(Statement.Store store) {
        double[] array = array(store.buffer());
        double[] value = value(store.value(), store.vector() ? lanes : 1);
        System.arraycopy(value, 0, array, number(store.index()), value.length);
    }

    @Override
    public void fill(Statement.Fill fill) {
        int from = number(fill.from());
        Arrays.fill(array(fill.buffer()), from, from + number(fill.length()), 0);
    }

    @Override
    public void lanes(Statement.Lanes only) {
        each(List.of(new Statement.Range(only.index(), only.extent())), 0, () -> statement(only.body()));
    }

    @Override
    public void contraction(Statement.Contraction contraction) {
        each(contraction.loops(), 0, () -> point(contraction));
    }

    @Override
    public void outlined(Statement.Outlined outlined) {
        statement(outlined.body());
    }

    @Override
    public void apply(Statement.Apply apply) {
        int length = number(apply.length());
        for (int i = 0; i < length; i++) {
            Expression value =
                    Expression.load(apply.from(), apply.fromIndex().plus(i)).apply(apply.operator());
            array(apply.to())[number(apply.toIndex()) + i] = value(value, 1)[0];
        }
    }

    @Override
    public void copy(Statement.Copy copy) {
        System.arraycopy(
                array(copy.from()),
                number(copy.fromIndex()),
                array(copy.to()),
                number(copy.toIndex()),
                number(copy.length()));
    }

    @Override
    public void lookup(Statement.Lookup lookup) {
        double found = array(lookup.from())[number(lookup.at())];
        if (found != Math.rint(found) || found < 0 || found >= lookup.below()) {
            throw new IllegalArgumentException(
                    lookup.from() + " holds " + found + ", but is to hold whole numbers below " + lookup.below());
        }
        symbols.put(lookup.index(), (int) found);
        statement(lookup.body());
        symbols.remove(lookup.index());
    }

    @Override
    public void when(Statement.When when) {
        statement(number(when.left()) < number(when.right()) ? when.then() : when.otherwise());
    }

    @Override
    public void indexProduct(Statement.IndexProduct product) {
        symbols.put(product.index(), number(product.left()) * number(product.right()));
        statement(product.body());
        symbols.remove(product.index());
    }

    @Override
    public void await(Statement.Await await) {}

    @Override
    public void comment(Statement.Comment comment) {}

    @Override
    public void loop(Statement.Loop loop) {
        int index = number(loop.from());
        int to = number(loop.to());
        for (Statement.SteppedBody stepped : loop.bodies()) {
            int step = number(stepped.step());
            for (; index + step <= to; index += step) {
                symbols.put(loop.index(), index);
                statement(stepped.body());
            }
        }
        symbols.remove(loop.index());
    }

    /** Runs the body for each point of some axes. */
    private void each(List<Statement.Range> ranges, int depth, Runnable body) {
        if (depth == ranges.size()) {
            body.run();
            return;
        }
        Statement.Range range = ranges.get(depth);
        int extent = number(range.extent());
        for (int i = 0; i < extent; i++) {
            symbols.put(range.index(), i);
            each(ranges, depth + 1, body);
        }
        symbols.remove(range.index());
    }

    /** Computes one sum of a contraction and its results. */
    private void point(Statement.Contraction contraction) {
        assign(contraction.sum(), contraction.initial());
        Expression next = new Expression.Fma(contraction.a(), contraction.b(), Expression.local(contraction.sum()));
        each(contraction.reduction(), 0, () -> assign(contraction.sum(), next));
        contraction.results().forEach(this::statement);
    }

    private void assign(Variable variable, Expression value) {
        variables.put(variable, value(value, variable.vector() ? lanes : 1));
    }

    private double[] array(Buffer buffer) {
        return Objects.requireNonNull(memory.get(buffer), () -> "no array for " + buffer);
    }

    private double[] value(Expression expression, int width) {
        double[] result = new double[width];
        for (int lane = 0; lane < width; lane++) {
            result[lane] = expression.accept(new Lane(lane));
        }
        return result;
    }

    /** Computes one lane of a value. All lanes of a float are equal. */
    private final class Lane implements Expression.Visitor<Double> {
        private final int lane;

        private Lane(int lane) {
            this.lane = lane;
        }

        private double of(Expression expression) {
            return expression.accept(this);
        }

        @Override
        public Double constant(Expression.Constant constant) {
            return (double) constant.value();
        }

        @Override
        public Double argument(Expression.Argument argument) {
            return Objects.requireNonNull(arguments.get(argument.name()), argument::name);
        }

        @Override
        public Double load(Expression.Load load) {
            return array(load.buffer())[number(load.index()) + (load.vector() ? lane : 0)];
        }

        @Override
        public Double local(Expression.Local local) {
            double[] value =
                    Objects.requireNonNull(variables.get(local.variable()), () -> "no value for " + local.variable());
            return value[local.variable().vector() ? lane : 0];
        }

        @Override
        public Double indexAsFloat(Expression.IndexAsFloat conversion) {
            return (double) number(conversion.value());
        }

        @Override
        public Double uniform(Expression.Uniform uniform) {
            return (double) CounterRandom.uniform(seed, step, uniform.stream(), number(uniform.element()));
        }

        @Override
        public Double unary(Expression.Unary unary) {
            return Interpreter.unary(unary.operator(), of(unary.operand()));
        }

        @Override
        public Double binary(Expression.Binary binary) {
            return Interpreter.binary(binary.operator(), of(binary.left()), of(binary.right()));
        }

        @Override
        public Double fma(Expression.Fma fma) {
            return Math.fma(of(fma.a()), of(fma.b()), of(fma.c()));
        }

        @Override
        public Double select(Expression.Select select) {
            boolean holds = holds(select.comparison(), of(select.left()), of(select.right()));
            return of(holds ? select.then() : select.otherwise());
        }

        @Override
        public Double operand(Expression.Operand operand) {
            throw new IllegalArgumentException("not executable: " + operand);
        }
    }

    private static double unary(Expression.UnaryOperator operator, double x) {
        return switch (operator) {
            case NEGATE -> -x;
            case ABSOLUTE -> Math.abs(x);
            case SQUARE_ROOT -> Math.sqrt(x);
            case EXP -> StrictMath.exp(x);
            case LOG -> StrictMath.log(x);
            case TANH -> StrictMath.tanh(x);
            case SIGMOID -> 1 / (1 + StrictMath.exp(-x));
        };
    }

    private static double binary(Expression.BinaryOperator operator, double x, double y) {
        return switch (operator) {
            case ADD -> x + y;
            case SUBTRACT -> x - y;
            case MULTIPLY -> x * y;
            case DIVIDE -> x / y;
            case MAX -> Math.max(x, y);
            case MIN -> Math.min(x, y);
        };
    }

    private static boolean holds(Expression.Comparison comparison, double x, double y) {
        return switch (comparison) {
            case LESS -> x < y;
            case LESS_OR_EQUAL -> x <= y;
            case GREATER -> x > y;
            case GREATER_OR_EQUAL -> x >= y;
            case EQUAL -> x == y;
            case NOT_EQUAL -> x != y;
        };
    }

    private int number(Bound bound) {
        if (bound.isOfPart()) {
            return number(bound.choices().get(bound.kind() == Bound.Kind.PART_FROM ? 2 : 3));
        }
        int result = number(bound.choices().get(0));
        if (bound.kind() == Bound.Kind.MULTIPLE) {
            int start = number(bound.choices().get(2));
            return result - (result - start) % number(bound.choices().get(1));
        }
        for (Affine choice : bound.choices().subList(1, bound.choices().size())) {
            int next = number(choice);
            result = bound.kind() == Bound.Kind.MAX ? Math.max(result, next) : Math.min(result, next);
        }
        return result;
    }

    private int number(Affine affine) {
        int result = affine.constant();
        for (Symbol symbol : affine.symbols()) {
            result = Math.addExact(result, Math.multiplyExact(affine.coefficient(symbol), number(symbol)));
        }
        return result;
    }

    private int number(Symbol symbol) {
        return Objects.requireNonNull(symbols.get(symbol), () -> "no value for " + symbol);
    }
}
