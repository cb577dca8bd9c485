package dev.lamina.compiler.emit;

import com.palantir.javapoet.CodeBlock;
import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Kernel;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Symbol;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * A kernel that needs no method of its own, because the runtime has one that computes the same: a plain sum of rows, such as the gradient
 * of a bias. Its time is that of reading the rows, so a method for one size is no faster than one for all.
 *
 * @param width the sums that are computed, those of padding included
 * @param skipped the floats before the first row
 * @param axes the axes of the sum, the outermost first
 */
record RuntimeKernel(boolean vector, int width, int skipped, List<Axis> axes) {
    RuntimeKernel {
        axes = List.copyOf(axes);
    }

    /** Parts of threads are whole vectors of this many floats. */
    private static final int BLOCK = 16;

    private static final int MOST_AXES = 3;

    /** An axis of a sum: how many points it has, and how many floats lie between two of them. */
    record Axis(Affine count, int distance) {
        /** Whether the number of points is a constant, or a multiple of one size of the call. */
        private boolean isSimple() {
            return count.isConstant() || count.symbols().size() == 1 && count.constant() == 0;
        }
    }

    /** The call for a kernel that has not been scheduled yet; empty if the class needs a method for it. */
    static Optional<RuntimeKernel> of(Kernel kernel, boolean vector) {
        if (!(kernel.body() instanceof Statement.Contraction sum)
                || !isPlainSum(sum)
                || kernel.buffers().size() != 2) {
            return Optional.empty();
        }
        Expression.Load load = (Expression.Load) sum.b();
        Symbol lane = sum.loops().get(0).index();
        Statement.Store store = (Statement.Store) sum.results().get(0);
        List<Axis> axes = axes(sum.reduction(), load.index());
        boolean fits = kernel.buffers().equals(List.of(load.buffer(), store.buffer()))
                && store.index().equals(Affine.of(lane))
                && load.index().coefficient(lane) == 1
                && load.index().symbols().size() == 1 + sum.reduction().size()
                && !axes.isEmpty()
                && axes.size() <= MOST_AXES
                && axes.stream().allMatch(Axis::isSimple);
        return fits
                ? Optional.of(new RuntimeKernel(
                        vector, width(sum, vector), load.index().constant(), axes))
                : Optional.empty();
    }

    /** Whether a contraction adds loads for each point of one axis, and stores the sum as it is. */
    private static boolean isPlainSum(Statement.Contraction sum) {
        return sum.loops().size() == 1
                && sum.loops().get(0).extent().isConstant()
                && sum.a().equals(Expression.constant(1))
                && sum.b() instanceof Expression.Load
                && sum.initial().equals(Expression.constant(0))
                && sum.results().size() == 1
                && sum.results().get(0) instanceof Statement.Store store
                && store.value().equals(Expression.local(sum.sum()));
    }

    /** Vectors may read and write padding. In a class without vectors, padding may hold anything. */
    private static int width(Statement.Contraction sum, boolean vector) {
        return vector ? sum.padded() : sum.loops().get(0).extent().constant();
    }

    /** The axes of a sum, of which neighbours are one axis if their points lie at equal distances. */
    private static List<Axis> axes(List<Statement.Range> reduction, Affine index) {
        List<Axis> axes = new ArrayList<>();
        for (Statement.Range range : reduction) {
            Axis next = new Axis(range.extent(), index.coefficient(range.index()));
            int last = axes.size() - 1;
            boolean joins = last >= 0
                    && next.count().isConstant()
                    && axes.get(last).distance() == next.count().constant() * next.distance();
            if (joins) {
                Affine count = axes.get(last).count().times(next.count().constant());
                axes.set(last, new Axis(count, next.distance()));
            } else {
                axes.add(next);
            }
        }
        return axes;
    }

    private String method() {
        return skipped > 0 || axes.size() == MOST_AXES ? "pixels" : axes.size() == 1 ? "rows" : "steps";
    }

    // VectorSums.rows
    CodeBlock name() {
        return CodeBlock.of("$T.$L", vector ? RuntimeTypes.VECTOR_SUMS : RuntimeTypes.SUMS, method());
    }

    // part.first(16, 16), part.end(16, 16), 1216, part.batch, 5184, 10, 288, 10, 16
    List<CodeBlock> arguments(boolean ranges, Function<Symbol, CodeBlock> sizes) {
        List<CodeBlock> arguments = new ArrayList<>();
        arguments.add(ranges ? CodeBlock.of("part.first($L, $L)", width, BLOCK) : CodeBlock.of("0"));
        arguments.add(ranges ? CodeBlock.of("part.end($L, $L)", width, BLOCK) : CodeBlock.of("$L", width));
        if (method().equals("pixels")) {
            arguments.add(CodeBlock.of("$L", skipped));
            for (int i = axes.size(); i < MOST_AXES; i++) {
                arguments.add(CodeBlock.of("1, 0"));
            }
        }
        for (Axis axis : axes) {
            arguments.add(count(axis.count(), sizes));
            arguments.add(CodeBlock.of("$L", axis.distance()));
        }
        return arguments;
    }

    private static CodeBlock count(Affine count, Function<Symbol, CodeBlock> sizes) {
        if (count.isConstant()) {
            return CodeBlock.of("$L", count.constant());
        }
        Symbol size = size(count);
        CodeBlock code = sizes.apply(size);
        int factor = count.coefficient(size);
        return factor == 1 ? code : CodeBlock.of("$L * $L", factor, code);
    }

    private static Symbol size(Affine count) {
        return count.symbols().iterator().next();
    }

    /** The same kernel with other names for the sizes of a call. */
    RuntimeKernel withSizes(UnaryOperator<Symbol> names) {
        List<Axis> renamed = axes.stream()
                .map(axis -> axis.count().isConstant()
                        ? axis
                        : new Axis(
                                Affine.of(
                                        names.apply(size(axis.count())),
                                        axis.count().coefficient(size(axis.count()))),
                                axis.distance()))
                .toList();
        return new RuntimeKernel(vector, width, skipped, renamed);
    }
}
