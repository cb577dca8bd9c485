package dev.lamina.compiler.schedule;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Substitution;
import dev.lamina.compiler.ir.Symbol;
import dev.lamina.compiler.ir.Walk;
import java.util.ArrayList;
import java.util.List;

/** Rewrites of the axes of a contraction: removing axes of extent 1, merging neighbours, dividing an axis in two. */
public final class ContractionAxes {
    private ContractionAxes() {}

    /** The same contraction without axes of extent 1, and with all neighbouring axes merged that {@link #canMerge} allows to merge. */
    static Statement.Contraction simplify(Statement.Contraction contraction) {
        Statement.Contraction current = contraction;
        while (true) {
            Statement.Contraction next = removeUnitAxis(mergeNeighbours(current));
            if (next.equals(current)) {
                return current;
            }
            current = next;
        }
    }

    /** Removes one axis of extent 1, but never the lane axis. */
    private static Statement.Contraction removeUnitAxis(Statement.Contraction contraction) {
        List<Statement.Range> loops = contraction.loops();
        int axis = unitAxis(loops.subList(0, loops.size() - 1));
        if (axis >= 0) {
            Symbol index = loops.get(axis).index();
            return withAxes(contraction, without(loops, axis), contraction.reduction(), index, Affine.ZERO);
        }
        List<Statement.Range> reduction = contraction.reduction();
        axis = unitAxis(reduction);
        if (axis >= 0) {
            Symbol index = reduction.get(axis).index();
            return withAxes(contraction, loops, without(reduction, axis), index, Affine.ZERO);
        }
        return contraction;
    }

    /** The first axis of extent 1, or -1. */
    private static int unitAxis(List<Statement.Range> ranges) {
        for (int i = 0; i < ranges.size(); i++) {
            if (ranges.get(i).extent().equals(Affine.of(1))) {
                return i;
            }
        }
        return -1;
    }

    /** Merges one pair of neighbours, but never the lane axis. */
    private static Statement.Contraction mergeNeighbours(Statement.Contraction contraction) {
        List<Affine> indices = indices(contraction);
        List<Statement.Range> loops = contraction.loops();
        int outer = mergeable(loops.subList(0, loops.size() - 1), indices);
        if (outer >= 0) {
            Symbol index = loops.get(outer).index();
            return withAxes(contraction, merged(loops, outer), contraction.reduction(), index, Affine.ZERO);
        }
        List<Statement.Range> reduction = contraction.reduction();
        outer = mergeable(reduction, indices);
        if (outer >= 0) {
            Symbol index = reduction.get(outer).index();
            return withAxes(contraction, loops, merged(reduction, outer), index, Affine.ZERO);
        }
        return contraction;
    }

    /** The first axis that can be merged with the one inside of it, or -1. */
    private static int mergeable(List<Statement.Range> ranges, List<Affine> indices) {
        for (int i = 0; i + 1 < ranges.size(); i++) {
            if (canMerge(ranges.get(i), ranges.get(i + 1), indices)) {
                return i;
            }
        }
        return -1;
    }

    /**
     * Whether two axes can be merged: in every index, the coefficient of the outer axis is that of the inner one times the inner extent.
     */
    static boolean canMerge(Statement.Range outer, Statement.Range inner, List<Affine> indices) {
        if (!inner.extent().isConstant()) {
            return false;
        }
        int extent = inner.extent().constant();
        return indices.stream()
                .allMatch(index -> index.coefficient(outer.index()) == index.coefficient(inner.index()) * extent);
    }

    /** Whether an operand depends on the index of an axis. */
    public static boolean depends(Expression operand, Statement.Range axis) {
        return LaneAnalysis.depends(operand, axis.index());
    }

    /** The number of points of some axes of constant extent. */
    public static int points(List<Statement.Range> ranges) {
        return ranges.stream().mapToInt(range -> range.extent().constant()).reduce(1, Math::multiplyExact);
    }

    /** All affine expressions in a statement: indices, bounds, lengths. */
    static List<Affine> indices(Statement statement) {
        List<Affine> indices = new ArrayList<>();
        new Walk() {
            @Override
            protected void index(Affine index) {
                indices.add(index);
            }
        }.statement(statement);
        return indices;
    }

    /** Divides an axis of the reduction in two: the inner one has extent {@code size}, a divisor of the axis's extent. */
    static Statement.Contraction divideReduction(Statement.Contraction contraction, int axis, int size) {
        Statement.Range range = contraction.reduction().get(axis);
        return withAxes(
                contraction,
                contraction.loops(),
                divided(contraction.reduction(), axis, size),
                range.index(),
                dividedIndex(range, size));
    }

    /** Divides an axis of the loops in two: the inner one has extent {@code size}, a divisor of the axis's extent. */
    public static Statement.Contraction divideLoop(Statement.Contraction contraction, int axis, int size) {
        Statement.Range range = contraction.loops().get(axis);
        return withAxes(
                contraction,
                divided(contraction.loops(), axis, size),
                contraction.reduction(),
                range.index(),
                dividedIndex(range, size));
    }

    private static List<Statement.Range> divided(List<Statement.Range> ranges, int axis, int size) {
        Statement.Range range = ranges.get(axis);
        List<Statement.Range> result = new ArrayList<>(ranges);
        result.set(
                axis,
                new Statement.Range(outerIndex(range), Affine.of(range.extent().constant() / size)));
        result.add(axis + 1, new Statement.Range(range.index(), Affine.of(size)));
        return result;
    }

    private static Affine dividedIndex(Statement.Range range, int size) {
        return Affine.of(outerIndex(range), size).plus(Affine.of(range.index()));
    }

    private static Symbol outerIndex(Statement.Range range) {
        return new Symbol(range.index().name() + "Block");
    }

    private static List<Statement.Range> without(List<Statement.Range> ranges, int axis) {
        List<Statement.Range> rest = new ArrayList<>(ranges);
        rest.remove(axis);
        return rest;
    }

    private static List<Statement.Range> merged(List<Statement.Range> ranges, int outer) {
        Statement.Range inner = ranges.get(outer + 1);
        Affine extent = ranges.get(outer).extent().times(inner.extent().constant());
        List<Statement.Range> result = new ArrayList<>(ranges);
        result.remove(outer);
        result.set(outer, new Statement.Range(inner.index(), extent));
        return result;
    }

    /** The contraction with other axes, and with {@code value} in place of {@code index} in its expressions and statements. */
    private static Statement.Contraction withAxes(
            Statement.Contraction from,
            List<Statement.Range> loops,
            List<Statement.Range> reduction,
            Symbol index,
            Affine value) {
        Substitution substitution = Substitution.of(index, value);
        return new Statement.Contraction(
                loops,
                from.padded(),
                reduction,
                substitution.expression(from.a()),
                substitution.expression(from.b()),
                from.sum(),
                substitution.expression(from.initial()),
                substitution.statements(from.results()));
    }
}
