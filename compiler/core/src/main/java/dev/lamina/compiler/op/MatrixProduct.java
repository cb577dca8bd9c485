package dev.lamina.compiler.op;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Symbol;
import dev.lamina.compiler.tensor.AxisOrder;
import dev.lamina.compiler.tensor.Halo;
import dev.lamina.compiler.tensor.Layout;
import dev.lamina.compiler.tensor.TensorType;
import dev.lamina.compiler.tensor.TensorView;
import dev.lamina.compiler.tensor.Units;
import java.util.ArrayList;
import java.util.List;

/**
 * Y[n, u] = Σ X[n, i] W[u, i], summed in the order in which memory holds X.
 *
 * @param counted how many of the units are units of the model; the others are padding between gates
 * @param steps whether X is a sequence, with one product for every step
 * @param panel the width of the panels of W
 */
public record MatrixProduct(int units, int counted, boolean steps, int panel) implements Operation {
    private static final Symbol SAMPLE = new Symbol("n");
    private static final Affine N = Affine.of(SAMPLE);
    private static final Statement.Range SAMPLES = new Statement.Range(SAMPLE, Affine.of(Symbol.BATCH));

    @Override
    public String name() {
        return "fc";
    }

    @Override
    public List<String> operands() {
        return List.of("x", "weight");
    }

    @Override
    public TensorType type(Operands<TensorType> operands) {
        return steps ? operands.get("x").perStep(units) : TensorType.samples(List.of(units));
    }

    @Override
    public Epilogue epilogue() {
        return Epilogue.PRODUCT;
    }

    @Override
    public long multiplyAdds(Operands<TensorType> operands) {
        return operands.get("weight").size()
                / units
                * counted
                * (steps ? operands.get("x").size(0) : 1);
    }

    @Override
    public Statement lower(Lowering lowering) {
        TensorView x = lowering.operand("x");
        Units unit = Units.of("unit", units, panel);
        Points points = Points.of(x.type(), steps);
        List<Affine> weightAt = joined(List.of(unit.at()), points.inner());
        List<Affine> out = joined(points.outer(), List.of(unit.at()));
        return SumOfProducts.of(
                lowering,
                unit.around(points.loops()),
                unit.panel(),
                points.reduction(),
                x.load(N, points.at()),
                lowering.operand("weight").load(N, weightAt),
                sum -> lowering.store(N, out, sum));
    }

    /** The layout of W for {@link InputGradient}, with the inputs along the lanes: [rows][columns][inputs / panel][units][panel]. */
    public static Layout transposed(List<Integer> sizes) {
        int rank = sizes.size();
        int lane = rank == 4 ? 1 : rank - 1;
        int panel = Layout.panel(sizes.get(lane));
        int panels = (sizes.get(lane) + panel - 1) / panel;
        int block = Math.multiplyExact(sizes.get(0), panel);
        int length = Math.multiplyExact(block, panels);
        Layout.Axis[] axes = new Layout.Axis[rank];
        axes[0] = Layout.Axis.plain(panel);
        axes[lane] = Layout.Axis.panels(panel, block);
        for (int axis = rank - 1; axis > 0; axis--) {
            if (axis != lane) {
                axes[axis] = Layout.Axis.plain(length);
                length = Math.multiplyExact(length, sizes.get(axis));
            }
        }
        return new Layout(0, length, panel, List.of(axes));
    }

    private static List<Affine> joined(List<Affine> first, List<Affine> second) {
        List<Affine> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    /** dW[u, i] = Σ X[n, i] dY[n, u] over the samples (and steps). */
    public record WeightGradient(boolean steps, int panel) implements Operation {
        @Override
        public String name() {
            return "gradient of weight";
        }

        @Override
        public List<String> operands() {
            return List.of("x", "dy");
        }

        @Override
        public TensorType type(Operands<TensorType> operands) {
            TensorType x = operands.get("x");
            TensorType dy = operands.get("dy");
            List<Integer> sizes = new ArrayList<>(List.of(dy.size(dy.rank() - 1)));
            sizes.addAll(steps ? List.of(x.size(1)) : x.sizes());
            return TensorType.shared(sizes);
        }

        @Override
        public Layout layout(Operands<TensorType> operands, Halo halo) {
            return Layout.weights(type(operands).sizes(), panel);
        }

        @Override
        public long multiplyAdds(Operands<TensorType> operands) {
            return type(operands).size() * (steps ? operands.get("x").size(0) : 1);
        }

        @Override
        public Statement lower(Lowering lowering) {
            TensorView x = lowering.operand("x");
            Units unit = Units.of("unit", lowering.result().type().size(0), panel);
            Points points = Points.of(x.type(), steps);
            List<Affine> dyAt = joined(points.outer(), List.of(unit.at()));
            List<Affine> out = joined(List.of(unit.at()), points.inner());
            return SumOfProducts.of(
                    lowering,
                    unit.around(points.reduction()),
                    unit.panel(),
                    points.loops(),
                    x.load(N, points.at()),
                    lowering.operand("dy").load(N, dyAt),
                    sum -> lowering.store(Affine.ZERO, out, sum));
        }
    }

    /** dX[n, i] = Σ dY[n, u] W[u, i]. The operand {@code transposed} is W in the layout {@link #transposed}. */
    public record InputGradient(TensorType x) implements Operation {
        @Override
        public String name() {
            return "gradient of input";
        }

        @Override
        public List<String> operands() {
            return List.of("dy", "transposed");
        }

        @Override
        public TensorType type(Operands<TensorType> operands) {
            return x;
        }

        @Override
        public Epilogue epilogue() {
            return Epilogue.PRODUCT;
        }

        @Override
        public long multiplyAdds(Operands<TensorType> operands) {
            TensorType dy = operands.get("dy");
            return operands.get("transposed").size() * (isSequence(dy) ? dy.size(0) : 1);
        }

        private static boolean isSequence(TensorType dy) {
            return dy.rank() == 2;
        }

        @Override
        public Statement lower(Lowering lowering) {
            TensorView dy = lowering.operand("dy");
            boolean steps = isSequence(dy.type());
            Units input = Units.of(x.rank() == 3 ? "channel" : "input", x.size(AxisOrder.lane(x)));
            Symbol unit = new Symbol("unit");
            List<Statement.Range> loops = new ArrayList<>();
            List<Affine> at = AxisOrder.coordinates(x, input.at(), loops);
            List<Affine> dyAt = joined(steps ? List.of(at.get(0)) : List.of(), List.of(Affine.of(unit)));
            List<Affine> weightAt = joined(List.of(Affine.of(unit)), steps ? List.of(input.at()) : at);
            // the samples are inside the loops over rows and columns: each pixel has weights of its own, which all
            // samples share
            loops.add(steps ? 0 : loops.size(), SAMPLES);
            int units = dy.type().size(dy.type().rank() - 1);
            return SumOfProducts.of(
                    lowering,
                    input.around(loops),
                    input.panel(),
                    List.of(new Statement.Range(unit, Affine.of(units))),
                    dy.load(N, dyAt),
                    lowering.operand("transposed").load(N, weightAt),
                    sum -> lowering.store(N, at, sum));
        }
    }

    /**
     * The axes of X: those of the result (samples, steps) and those that are summed over.
     *
     * @param loops the ranges of samples and steps
     * @param reduction the ranges that are summed over, in the order of memory
     * @param outer the coordinate of the step, if X is a sequence
     * @param inner the coordinates that are summed over, which are those of the weight too
     * @param at all coordinates of X
     */
    private record Points(
            List<Statement.Range> loops,
            List<Statement.Range> reduction,
            List<Affine> outer,
            List<Affine> inner,
            List<Affine> at) {
        static Points of(TensorType x, boolean steps) {
            Symbol lane = new Symbol(x.rank() == 3 ? "channel" : "input");
            List<Statement.Range> ranges = new ArrayList<>();
            List<Affine> at = AxisOrder.coordinates(x, Affine.of(lane), ranges);
            ranges.add(new Statement.Range(lane, Affine.of(x.size(AxisOrder.lane(x)))));
            return steps
                    ? new Points(
                            List.of(SAMPLES, ranges.get(0)),
                            ranges.subList(1, 2),
                            at.subList(0, 1),
                            at.subList(1, 2),
                            at)
                    : new Points(List.of(SAMPLES), ranges, List.of(), at, at);
        }
    }
}
