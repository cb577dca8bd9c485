package dev.lamina.compiler.schedule;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Substitution;
import dev.lamina.compiler.ir.Symbol;
import dev.lamina.compiler.ir.Walk;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Simplifies a contraction's axes: those of extent 1 go, and neighbours that every index steps through as one axis become one. */
public final class ContractionAxes {
    private ContractionAxes() {}

    public static Statement.Contraction simplify(Statement.Contraction contraction) {
        Statement.Contraction current = contraction;
        while (true) {
            Statement.Contraction next = dropUnit(mergeOnce(current));
            if (next.equals(current)) {
                return current;
            }
            current = next;
        }
    }

    private static Statement.Contraction dropUnit(Statement.Contraction contraction) {
        int lane = contraction.loops().size() - 1;
        for (int i = 0; i < lane; i++) {
            Statement.Range range = contraction.loops().get(i);
            if (range.extent().equals(Affine.of(1))) {
                return replace(
                        contraction,
                        without(contraction.loops(), i),
                        contraction.reduction(),
                        range.index(),
                        Affine.ZERO);
            }
        }
        for (int i = 0; i < contraction.reduction().size(); i++) {
            Statement.Range range = contraction.reduction().get(i);
            if (range.extent().equals(Affine.of(1))) {
                return replace(
                        contraction,
                        contraction.loops(),
                        without(contraction.reduction(), i),
                        range.index(),
                        Affine.ZERO);
            }
        }
        return contraction;
    }

    private static Statement.Contraction mergeOnce(Statement.Contraction contraction) {
        List<Affine> indices = indices(contraction);
        for (int i = 0; i + 2 < contraction.loops().size(); i++) {
            if (merges(contraction.loops().get(i), contraction.loops().get(i + 1), indices)) {
                return replace(
                        contraction,
                        merged(contraction.loops(), i),
                        contraction.reduction(),
                        contraction.loops().get(i).index(),
                        Affine.ZERO);
            }
        }
        for (int i = 0; i + 1 < contraction.reduction().size(); i++) {
            if (merges(contraction.reduction().get(i), contraction.reduction().get(i + 1), indices)) {
                return replace(
                        contraction,
                        contraction.loops(),
                        merged(contraction.reduction(), i),
                        contraction.reduction().get(i).index(),
                        Affine.ZERO);
            }
        }
        return contraction;
    }

    /** Whether outer and inner are one axis: everywhere, a step of outer is as far as all of inner. */
    static boolean merges(Statement.Range outer, Statement.Range inner, List<Affine> indices) {
        if (!inner.extent().isConstant()) {
            return false;
        }
        int extent = inner.extent().constant();
        return indices.stream()
                .allMatch(index -> index.coefficient(outer.index()) == index.coefficient(inner.index()) * extent);
    }

    /** The number of points of some loops of constant extent. */
    public static int points(List<Statement.Range> ranges) {
        return ranges.stream().mapToInt(range -> range.extent().constant()).reduce(1, Math::multiplyExact);
    }

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

    /** Makes two axes of one of the reduction: the inner one of extent {@code size}, a divisor. */
    static Statement.Contraction divide(Statement.Contraction contraction, int axis, int size) {
        Statement.Range range = contraction.reduction().get(axis);
        Symbol outer = new Symbol(range.index().name() + "Block");
        List<Statement.Range> reduction = new ArrayList<>(contraction.reduction());
        reduction.set(axis, new Statement.Range(outer, Affine.of(range.extent().constant() / size)));
        reduction.add(axis + 1, new Statement.Range(range.index(), Affine.of(size)));
        Affine index = Affine.of(outer, size).plus(Affine.of(range.index()));
        return replace(contraction, contraction.loops(), reduction, range.index(), index);
    }

    /** Makes two axes of one of the loops: the inner one of extent {@code size}, a divisor. */
    public static Statement.Contraction divideLoop(Statement.Contraction contraction, int axis, int size) {
        Statement.Range range = contraction.loops().get(axis);
        Symbol outer = new Symbol(range.index().name() + "Block");
        List<Statement.Range> loops = new ArrayList<>(contraction.loops());
        loops.set(axis, new Statement.Range(outer, Affine.of(range.extent().constant() / size)));
        loops.add(axis + 1, new Statement.Range(range.index(), Affine.of(size)));
        Affine index = Affine.of(outer, size).plus(Affine.of(range.index()));
        return replace(contraction, loops, contraction.reduction(), range.index(), index);
    }

    private static List<Statement.Range> without(List<Statement.Range> ranges, int i) {
        List<Statement.Range> rest = new ArrayList<>(ranges);
        rest.remove(i);
        return rest;
    }

    private static List<Statement.Range> merged(List<Statement.Range> ranges, int i) {
        Statement.Range outer = ranges.get(i);
        Statement.Range inner = ranges.get(i + 1);
        List<Statement.Range> result = new ArrayList<>(ranges);
        result.remove(i);
        result.set(
                i,
                new Statement.Range(
                        inner.index(), outer.extent().times(inner.extent().constant())));
        return result;
    }

    private static Statement.Contraction replace(
            Statement.Contraction from,
            List<Statement.Range> loops,
            List<Statement.Range> reduction,
            Symbol symbol,
            Affine value) {
        Substitution shift = new Substitution(Map.of(symbol, value), UnaryOperator.identity());
        return new Statement.Contraction(
                loops,
                from.padded(),
                reduction,
                shift.expression(from.a()),
                shift.expression(from.b()),
                from.sum(),
                shift.expression(from.initial()),
                shift.statements(from.results()));
    }
}
