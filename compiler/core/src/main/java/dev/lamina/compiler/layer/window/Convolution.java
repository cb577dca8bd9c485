package dev.lamina.compiler.layer.window;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Symbol;
import dev.lamina.compiler.op.Epilogue;
import dev.lamina.compiler.op.Lowering;
import dev.lamina.compiler.op.Operands;
import dev.lamina.compiler.op.Operation;
import dev.lamina.compiler.op.SumOfProducts;
import dev.lamina.compiler.op.Transpose;
import dev.lamina.compiler.tensor.AxisOrder;
import dev.lamina.compiler.tensor.Halo;
import dev.lamina.compiler.tensor.Layout;
import dev.lamina.compiler.tensor.TensorType;
import dev.lamina.compiler.tensor.TensorView;
import dev.lamina.compiler.tensor.TimeAxis;
import dev.lamina.compiler.tensor.Units;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The three products of a convolution over images or sequences of type {@code x}. No image is ever copied into columns: zeros around it in
 * memory make every index affine, so tiles read the image in place. Depthwise convolutions (one channel a group) have the channels
 * along the lanes in both factors; with other groups the lanes are those of one group. A sequence is an image whose rows are the steps,
 * with one column; its features are the channels.
 */
record Convolution(TensorType x, int filters, Window window, int groups) {
    private static final Affine N = Affine.of(new Symbol("n"));
    private static final Statement.Range SAMPLES = new Statement.Range(new Symbol("n"), Affine.of(Symbol.BATCH));
    private static final Symbol GROUP = new Symbol("group");
    private static final Symbol ROW = new Symbol("row");
    private static final Symbol COLUMN = new Symbol("column");
    private static final Symbol I = new Symbol("i");
    private static final Symbol J = new Symbol("j");
    private static final Symbol CHANNEL = new Symbol("channel");
    private static final Symbol FILTER = new Symbol("filter");

    boolean isDepthwise() {
        return groups > 1 && groups == channels() && groups == filters;
    }

    boolean isOverSteps() {
        return x.rank() == 2;
    }

    /** Whether the operand is first copied: a sequence has its zeros in a copy, see {@link dev.lamina.compiler.op.ZeroedPadding}. */
    boolean readsPadding() {
        return isOverSteps() && (x.overTime() || !window.halo(x).equals(Halo.NONE));
    }

    /** Whether the gradient of the result is first copied, for the gradient of the operand. */
    boolean gradientReadsPadding() {
        return isOverSteps() && (x.overTime() || !window.gradientHalo(x).equals(Halo.NONE));
    }

    private int channels() {
        return x.size(AxisOrder.lane(x));
    }

    private int groupChannels() {
        return channels() / groups;
    }

    private int groupFilters() {
        return filters / groups;
    }

    /** The sizes of the weight, as PyTorch orders them; those of a sequence have one column. */
    List<Integer> weightSizes() {
        return List.of(
                filters,
                groupChannels(),
                window.kernel().height(),
                window.kernel().width());
    }

    private TensorType outType() {
        return window.out(x, filters);
    }

    /** The index of a row of an image, or of a step. */
    private Symbol row() {
        return isOverSteps() ? AxisOrder.STEP : ROW;
    }

    /** The coordinates of an element of an image or a sequence. */
    private List<Affine> at(Affine channel, Affine row, Affine column) {
        return isOverSteps() ? List.of(row, channel) : List.of(channel, row, column);
    }

    private List<Affine> pixel(Affine channel) {
        return at(channel, Affine.of(row()), Affine.of(COLUMN));
    }

    /** The column of the kernel. */
    private Affine j() {
        return isOverSteps() ? Affine.ZERO : Affine.of(J);
    }

    /** The layout of the weights: [kh][kw][channels][filters], in panels of filters unless there are groups. */
    Layout weights(List<Integer> sizes) {
        if (groups == 1) {
            return Layout.weights(sizes);
        }
        int lanes = Layout.room(filters);
        int column = Math.multiplyExact(lanes, sizes.get(1));
        int row = Math.multiplyExact(column, sizes.get(3));
        return new Layout(
                0,
                Math.multiplyExact(row, sizes.get(2)),
                lanes,
                List.of(
                        Layout.Axis.plain(1),
                        Layout.Axis.plain(lanes),
                        Layout.Axis.plain(row),
                        Layout.Axis.plain(column)));
    }

    /** Transposes the weights and rotates them by 180 degrees, [kh][kw][filters][channels] in panels of channels, for the gradient of the input. */
    Transpose transpose(TensorType weight) {
        int kh = weight.size(2);
        int kw = weight.size(3);
        int panel = groups == 1 ? Layout.panel(groupChannels()) : groupChannels();
        int column = Math.multiplyExact(filters, panel);
        int row = Math.multiplyExact(column, kw);
        int block = Math.multiplyExact(row, kh);
        int panels = (groupChannels() + panel - 1) / panel;
        Layout rotated = new Layout(
                (kh - 1) * row + (kw - 1) * column,
                Math.multiplyExact(block, panels),
                panel,
                List.of(
                        Layout.Axis.plain(panel),
                        Layout.Axis.panels(panel, block),
                        Layout.Axis.plain(-row),
                        Layout.Axis.plain(-column)));
        return new Transpose(rotated, weights(weight.sizes()));
    }

    private List<Statement.Range> kernel() {
        Statement.Range rows = new Statement.Range(I, Affine.of(window.kernel().height()));
        Statement.Range columns =
                new Statement.Range(J, Affine.of(window.kernel().width()));
        return isOverSteps() ? List.of(rows) : List.of(rows, columns);
    }

    /** The coordinates in X of kernel element (i, j), for the window at (row, column). */
    private List<Affine> under(Affine channel) {
        return at(
                channel,
                along(
                        row(),
                        window.stride().height(),
                        I,
                        window.dilation().height(),
                        window.padding().top()),
                along(
                        COLUMN,
                        window.stride().width(),
                        J,
                        window.dilation().width(),
                        window.padding().left()));
    }

    private static Affine along(Symbol window, int stride, Symbol element, int dilation, int padding) {
        return Affine.of(window, stride).plus(Affine.of(element, dilation)).plus(-padding);
    }

    /** The lane axis of a product over {@code size} channels or filters of a group. */
    private Units lanes(Symbol symbol, int size, boolean panels) {
        return panels
                ? Units.of(symbol.name(), size)
                : new Units(List.of(new Statement.Range(symbol, Affine.of(size))), size, Affine.of(symbol));
    }

    private static List<Statement.Range> concat(List<Statement.Range> first, List<Statement.Range> second) {
        List<Statement.Range> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    private List<Statement.Range> group() {
        return groups == 1 || isDepthwise() ? List.of() : List.of(new Statement.Range(GROUP, Affine.of(groups)));
    }

    private Affine ofGroup(Affine within, int size) {
        return group().isEmpty() ? within : within.plus(Affine.of(GROUP, size));
    }

    private long multiplyAdds() {
        return outType().size()
                * groupChannels()
                * window.kernel().height()
                * window.kernel().width();
    }

    /** Y from X and W. */
    record Forward(Convolution of) implements Operation {
        @Override
        public String name() {
            return "conv";
        }

        @Override
        public List<String> operands() {
            return List.of("x", "weight");
        }

        @Override
        public TensorType type(Operands<TensorType> operands) {
            return of.outType();
        }

        @Override
        public Epilogue epilogue() {
            return Epilogue.PRODUCT;
        }

        @Override
        public Halo halo(String operand, Operands<TensorType> operands) {
            return operand.equals("x") ? of.window.halo(of.x) : Halo.NONE;
        }

        @Override
        public boolean fillsPadding() {
            return of.groups == 1 || of.isDepthwise();
        }

        @Override
        public long multiplyAdds(Operands<TensorType> operands) {
            return of.multiplyAdds();
        }

        @Override
        public Statement lower(Lowering lowering) {
            TensorView x = lowering.operand("x");
            TensorView weight = lowering.operand("weight");
            List<Statement.Range> pixels = AxisOrder.outer(of.outType());
            if (of.isDepthwise()) {
                return depthwise(lowering, x, weight, pixels);
            }
            Units filter = of.lanes(FILTER, of.groupFilters(), of.groups == 1);
            Affine at = of.ofGroup(filter.at(), of.groupFilters());
            Affine channel = Affine.of(CHANNEL);
            return SumOfProducts.of(
                    lowering,
                    concat(List.of(SAMPLES), filter.around(concat(of.group(), pixels))),
                    filter.panel(),
                    concat(of.kernel(), List.of(new Statement.Range(CHANNEL, Affine.of(of.groupChannels())))),
                    x.load(N, of.under(of.ofGroup(channel, of.groupChannels()))),
                    weight.load(N, List.of(at, channel, Affine.of(I), of.j())),
                    sum -> lowering.store(N, of.pixel(at), sum));
        }

        private Statement depthwise(Lowering lowering, TensorView x, TensorView weight, List<Statement.Range> pixels) {
            Affine channel = Affine.of(CHANNEL);
            return SumOfProducts.of(
                    lowering,
                    concat(
                            List.of(SAMPLES),
                            concat(pixels, List.of(new Statement.Range(CHANNEL, Affine.of(of.filters))))),
                    lowering.padded(of.filters, List.of(x, weight)),
                    of.kernel(),
                    x.load(N, of.under(channel)),
                    weight.load(N, List.of(channel, Affine.ZERO, Affine.of(I), of.j())),
                    sum -> lowering.store(N, of.pixel(channel), sum));
        }
    }

    /** dW[f, c, i, j] = Σ X[n, c, …] dY[n, f, row, column] over samples, rows, columns. */
    record WeightGradient(Convolution of) implements Operation {
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
            return TensorType.shared(of.weightSizes());
        }

        @Override
        public Optional<TimeAxis> steps(Operands<TensorType> operands) {
            return operands.get("dy").time();
        }

        @Override
        public Layout layout(Operands<TensorType> operands, Halo halo) {
            return of.weights(type(operands).sizes());
        }

        @Override
        public Halo halo(String operand, Operands<TensorType> operands) {
            return operand.equals("x") ? of.window.halo(of.x) : Halo.NONE;
        }

        @Override
        public boolean fillsPadding() {
            return of.groups == 1 || of.isDepthwise();
        }

        @Override
        public long multiplyAdds(Operands<TensorType> operands) {
            return of.multiplyAdds();
        }

        @Override
        public Statement lower(Lowering lowering) {
            TensorView x = lowering.operand("x");
            TensorView dy = lowering.operand("dy");
            List<Statement.Range> reduction = concat(List.of(SAMPLES), AxisOrder.outer(of.outType()));
            Affine channel = Affine.of(CHANNEL);
            if (of.isDepthwise()) {
                return SumOfProducts.of(
                        lowering,
                        concat(of.kernel(), List.of(new Statement.Range(CHANNEL, Affine.of(of.filters)))),
                        lowering.padded(of.filters, List.of(x, dy)),
                        reduction,
                        x.load(N, of.under(channel)),
                        dy.load(N, of.pixel(channel)),
                        sum -> lowering.store(Affine.ZERO, List.of(channel, Affine.ZERO, Affine.of(I), of.j()), sum));
            }
            Units filter = of.lanes(FILTER, of.groupFilters(), of.groups == 1);
            Affine at = of.ofGroup(filter.at(), of.groupFilters());
            List<Statement.Range> channels = List.of(new Statement.Range(CHANNEL, Affine.of(of.groupChannels())));
            return SumOfProducts.of(
                    lowering,
                    filter.around(concat(of.group(), concat(of.kernel(), channels))),
                    filter.panel(),
                    reduction,
                    x.load(N, of.under(of.ofGroup(channel, of.groupChannels()))),
                    dy.load(N, of.pixel(at)),
                    sum -> lowering.store(Affine.ZERO, List.of(at, channel, Affine.of(I), of.j()), sum));
        }
    }

    /**
     * dX from dY, whose layout has zeros around and between the elements, and from the transposed weights.
     *
     * @param earlier 0 for the gradient of X; else that of so many steps before the first, which windows have read too
     */
    record InputGradient(Convolution of, int earlier) implements Operation {
        static InputGradient of(Convolution convolution) {
            return new InputGradient(convolution, 0);
        }

        static InputGradient ofEarlier(Convolution convolution, int steps) {
            return new InputGradient(convolution, steps);
        }

        @Override
        public String name() {
            return "gradient of input";
        }

        @Override
        public List<String> operands() {
            return List.of("dy", "weight");
        }

        @Override
        public TensorType type(Operands<TensorType> operands) {
            return earlier == 0 ? of.x : TensorType.samples(List.of(earlier, of.channels()));
        }

        @Override
        public Epilogue epilogue() {
            return Epilogue.PRODUCT;
        }

        @Override
        public Halo halo(String operand, Operands<TensorType> operands) {
            if (!operand.equals("dy")) {
                return Halo.NONE;
            }
            int beyond = Math.max(0, earlier - of.x.size(0));
            return earlier == 0 ? of.window.gradientHalo(of.x) : new Halo(earlier, 0, beyond, 0, 1, 1);
        }

        @Override
        public boolean fillsPadding() {
            return of.groups == 1 || of.isDepthwise();
        }

        @Override
        public long multiplyAdds(Operands<TensorType> operands) {
            return earlier == 0 ? of.multiplyAdds() : of.multiplyAdds() / of.x.size(0) * earlier;
        }

        /**
         * The coordinates in dY, spacing included, of the factor of element (i, j) of the rotated kernel, for pixel (row, column) of dX.
         */
        private List<Affine> over(Affine filter) {
            Window window = of.window;
            return of.at(
                    filter,
                    back(
                            of.row(),
                            I,
                            window.dilation().height(),
                            window.kernel().height(),
                            window.padding().top() - earlier),
                    back(
                            COLUMN,
                            J,
                            window.dilation().width(),
                            window.kernel().width(),
                            window.padding().left()));
        }

        private static Affine back(Symbol pixel, Symbol element, int dilation, int kernel, int padding) {
            return Affine.of(pixel).plus(Affine.of(element, dilation)).plus(padding - dilation * (kernel - 1));
        }

        @Override
        public Statement lower(Lowering lowering) {
            TensorView dy = lowering.operand("dy");
            TensorView weight = lowering.operand("weight");
            Affine i = Affine.of(I, -1).plus(of.window.kernel().height() - 1);
            Affine j = of.j().times(-1).plus(of.window.kernel().width() - 1);
            List<Statement.Range> pixels = earlier == 0
                    ? AxisOrder.outer(of.x)
                    : List.of(new Statement.Range(AxisOrder.STEP, Affine.of(earlier)));
            if (of.isDepthwise()) {
                Affine channel = Affine.of(CHANNEL);
                return SumOfProducts.of(
                        lowering,
                        concat(
                                List.of(SAMPLES),
                                concat(pixels, List.of(new Statement.Range(CHANNEL, Affine.of(of.filters))))),
                        lowering.padded(of.filters, List.of(dy, weight)),
                        of.kernel(),
                        dy.loadSpaced(N, over(channel), of.window.stride()),
                        weight.load(N, List.of(channel, Affine.ZERO, i, j)),
                        sum -> lowering.store(N, of.pixel(channel), sum));
            }
            Units channel = of.lanes(CHANNEL, of.groupChannels(), of.groups == 1);
            Affine at = of.ofGroup(channel.at(), of.groupChannels());
            Affine filter = of.ofGroup(Affine.of(FILTER), of.groupFilters());
            return SumOfProducts.of(
                    lowering,
                    concat(List.of(SAMPLES), channel.around(concat(of.group(), pixels))),
                    channel.panel(),
                    concat(of.kernel(), List.of(new Statement.Range(FILTER, Affine.of(of.groupFilters())))),
                    dy.loadSpaced(N, over(filter), of.window.stride()),
                    weight.load(N, List.of(filter, channel.at(), i, j)),
                    sum -> lowering.store(N, of.pixel(at), sum));
        }
    }
}
